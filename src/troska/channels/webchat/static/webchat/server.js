// Requests to our server. A `Refused` was answered and would be answered the same again; everything else may be tried
// again.

import { solve } from "./puzzle.js";

const PATIENCE = 20_000;

export class Refused extends Error {
  constructor(status, { code = "", error = "" } = {}) {
    super(error);
    this.status = status;
    this.code = code;
  }
}

export class Server {
  #beginning = null;

  constructor({ home, key, memory, language }) {
    this.base = `${home}/czat/${key}/`;
    this.home = home;
    this.memory = memory;
    this.language = language;
  }

  get token() {
    return this.memory.get("token");
  }

  async greet() {
    return this.#ask("GET", "");
  }

  // Make sure there is a token; tabs that begin at the same time take turns, so that they are one visitor.
  begin() {
    this.#beginning ??= this.#inTurn().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  async #inTurn() {
    const once = async () => {
      if (this.token) return;
      const { puzzle } = await this.#ask("POST", "zagadka", {});
      const answer = await solve(puzzle);
      const { token } = await this.#ask("POST", "poczatek", { puzzle, answer });
      this.memory.set({ token });
    };
    if (this.token) return;
    await (navigator.locks ? navigator.locks.request(`${this.base}begin`, once) : once());
  }

  get(where) {
    return this.#known("GET", where);
  }

  post(where, body) {
    return this.#known("POST", where, body);
  }

  // As the page goes away: nobody waits for the answer.
  say(where, body) {
    if (!this.token) return;
    fetch(this.base + where, { ...this.#request("POST", JSON.stringify(body)), keepalive: true }).catch(() => {});
  }

  upload(file, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.base}plik`);
      for (const [name, value] of Object.entries(this.#headers())) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      request.onerror = () => reject(new TypeError("network"));
      request.onload = () => {
        let said = {};
        try {
          said = JSON.parse(request.responseText);
        } catch {
          // Not from our server: a proxy said no.
        }
        if (request.status === 200) resolve(said);
        else reject(new Refused(request.status, said));
      };
      const form = new FormData();
      form.append("file", file);
      request.send(form);
    });
  }

  stream(after, signal) {
    return fetch(`${this.base}strumien${after ? `?po=${after}` : ""}`, {
      headers: { ...this.#headers(), Accept: "text/event-stream" },
      cache: "no-store",
      credentials: "omit",
      signal,
    });
  }

  // A token that the server knows no more is replaced by a new one, once.
  async #known(method, where, body) {
    await this.begin();
    const used = this.token;
    try {
      return await this.#ask(method, where, body);
    } catch (error) {
      if (error.status !== 401) throw error;
      if (this.token === used) this.memory.set({ token: null });
      await this.begin();
      return this.#ask(method, where, body);
    }
  }

  async #ask(method, where, body) {
    const response = await fetch(this.base + where, {
      ...this.#request(method, body === undefined ? undefined : JSON.stringify(body)),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    const said = await response.json().catch(() => ({}));
    if (response.ok) return said;
    throw new Refused(response.status, said);
  }

  #request(method, body) {
    const type = body === undefined ? {} : { "Content-Type": "application/json" };
    return { method, body, headers: { ...this.#headers(), ...type }, credentials: "omit", cache: "no-store" };
  }

  #headers() {
    const known = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    return { "Accept-Language": this.language, ...known };
  }
}
