// What the browser keeps of a chat: the token, what is still to be sent, what was being written. Shared by all tabs
// of the site; where storage is refused, it lasts as long as the page.

export class Memory extends EventTarget {
  #name;
  #kept = {};

  constructor(key) {
    super();
    this.#name = `troska:${key}`;
    this.#read();
    window.addEventListener("storage", ({ key: changed }) => {
      if (changed !== this.#name && changed !== null) return;
      this.#read();
      this.dispatchEvent(new Event("change"));
    });
  }

  get(name) {
    return this.#kept[name];
  }

  // Read anew first: another tab may have written meanwhile.
  set(values) {
    this.#read();
    this.#kept = { ...this.#kept, ...values };
    try {
      localStorage.setItem(this.#name, JSON.stringify(this.#kept));
    } catch {
      // Full or refused: what was written stays in this page.
    }
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.#kept = {};
    try {
      localStorage.removeItem(this.#name);
    } catch {
      // Nothing was kept.
    }
    this.dispatchEvent(new Event("change"));
  }

  #read() {
    try {
      const text = localStorage.getItem(this.#name);
      if (text !== null) this.#kept = JSON.parse(text);
    } catch {
      // Unreadable or refused.
    }
  }
}
