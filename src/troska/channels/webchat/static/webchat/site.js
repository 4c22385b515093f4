// What the visitor looks at, for the agent he talks to: pages with the seconds before his eyes, and the cart. It stays
// in the browser until he talks to us.

const KEPT = 20;
const EVERY = 15_000;

export class Site {
  #since = document.hidden ? null : Date.now();
  #isKnown = () => false;

  constructor({ server, memory, isTalking }) {
    this.server = server;
    this.memory = memory;
    this.#isKnown = isTalking;
    document.addEventListener("visibilitychange", () => {
      this.#count();
      this.#since = document.hidden ? null : Date.now();
      if (document.hidden) this.tell();
    });
    window.addEventListener("pagehide", () => {
      this.#count();
      this.tell();
    });
    setInterval(() => this.tell(), EVERY);
    this.look({});
  }

  // Another page; a shop that changes it without loading calls this.
  look({ url = location.href, title = document.title }) {
    this.#count();
    const clean = withoutSecrets(url);
    const seen = this.memory.get("pages") ?? [];
    const last = seen.at(-1);
    if (last?.url !== clean) {
      this.memory.set({ pages: [...seen, { url: clean, title: String(title).slice(0, 200), seconds: 0 }].slice(-KEPT) });
    }
    this.tell();
  }

  cart({ items = [], total = "", currency = "PLN" } = {}) {
    const kept = items.slice(0, 50).map(({ name, quantity = 1, price = "" }) => ({
      name: String(name).slice(0, 200),
      quantity: Math.max(0, Math.round(Number(quantity)) || 0),
      price: String(price).slice(0, 20),
    }));
    this.memory.set({ cart: { items: kept, total: String(total).slice(0, 20), currency: String(currency).slice(0, 3) } });
    if (this.#isKnown()) this.server.post("znak", { cart: this.memory.get("cart") }).catch(() => {});
  }

  // All that is known so far, once somebody is there to see it.
  tell({ withCart = false } = {}) {
    if (!this.#isKnown()) return;
    this.#count();
    const cart = withCart && this.memory.get("cart") ? { cart: this.memory.get("cart") } : {};
    const pages = this.memory.get("pages") ?? [];
    const news = withCart ? pages : pages.slice(-1);
    const said = JSON.stringify([news, cart]);
    if (said === this.said) return;
    this.said = said;
    this.server.say("znak", { pages: news, ...cart });
  }

  #count() {
    if (!this.#since) return;
    const now = Date.now();
    const seconds = Math.round((now - this.#since) / 1000);
    if (!seconds) return;
    this.#since = now;
    const pages = [...(this.memory.get("pages") ?? [])];
    const here = pages.at(-1);
    if (!here) return;
    pages[pages.length - 1] = { ...here, seconds: here.seconds + seconds };
    this.memory.set({ pages });
  }
}

// Addresses may carry what opens an account; the agent needs to know the page, not the keys to it.
function withoutSecrets(address) {
  try {
    const url = new URL(address, location.href);
    for (const name of [...url.searchParams.keys()]) {
      if (/token|key|pass|secret|code|session|auth|sig|mail/i.test(name)) url.searchParams.delete(name);
    }
    url.hash = "";
    url.username = url.password = "";
    return url.href.slice(0, 500);
  } catch {
    return location.origin;
  }
}
