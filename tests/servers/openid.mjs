// A real provider of OpenID Connect (oidc-provider, certified) on loopback. Whoever types a name is that person.
import { pathToFileURL } from "node:url";

const [, , folder, port, back] = process.argv;
const { Provider } = await import(pathToFileURL(`${folder}/lib/index.js`).href);
const account = (id) => ({
  accountId: id,
  claims: async () => ({ sub: id, email: `${id}@firma.example`, email_verified: true, name: "Kasia Nowa" }),
});
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "troska", client_secret: "sekret-klienta", redirect_uris: [back] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: async (_context, id) => account(id),
  pkce: { required: () => true },
  cookies: { keys: ["test"] },
  features: { devInteractions: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
