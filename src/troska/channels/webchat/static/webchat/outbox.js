// What the visitor wrote and the server does not have yet. It lies in the browser's storage, so that neither a reload
// nor a night without a network loses a word; each message has a key, so that sending it twice keeps it once.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 20_000;

export class Outbox extends EventTarget {
  #isSending = false;
  #wake = () => {};

  constructor({ server, memory }) {
    super();
    this.server = server;
    this.memory = memory;
    window.addEventListener("online", () => this.hurry());
    memory.addEventListener("change", () => this.send());
  }

  get waiting() {
    return this.memory.get("outbox") ?? [];
  }

  add(text, files) {
    const key = newKey();
    this.memory.set({ outbox: [...this.waiting, { key, text, files, at: new Date().toISOString() }] });
    this.dispatchEvent(new Event("change"));
    this.send();
    return key;
  }

  retry(key) {
    this.#change(key, { error: undefined });
    this.send();
    this.hurry();
  }

  drop(key) {
    this.memory.set({ outbox: this.waiting.filter((one) => one.key !== key) });
    this.dispatchEvent(new Event("change"));
  }

  hurry() {
    this.#wake();
  }

  // One message after another, by one tab at a time, so that they arrive in the order in which they were written.
  async send() {
    if (this.#isSending || !this.waiting.some((one) => !one.error)) return;
    this.#isSending = true;
    try {
      const all = () => this.#sendAll();
      await (navigator.locks ? navigator.locks.request(`${this.server.base}outbox`, all) : all());
    } finally {
      this.#isSending = false;
    }
  }

  async #sendAll() {
    let wait = FIRST_WAIT;
    for (;;) {
      const next = this.waiting.find((one) => !one.error);
      if (!next) return;
      try {
        const { message } = await this.server.post("wiadomosc", {
          key: next.key,
          text: next.text,
          files: next.files.map((file) => file.file),
        });
        // Shown before it is taken out, so that it is never on neither list.
        this.dispatchEvent(new CustomEvent("sent", { detail: message }));
        this.drop(next.key);
        wait = FIRST_WAIT;
      } catch (error) {
        const mayWork = !error.status || error.status >= 500 || error.status === 429 || error.status === 401;
        if (!mayWork) {
          this.#change(next.key, { error: error.message || "?", code: error.code });
          this.dispatchEvent(new CustomEvent("refused", { detail: error }));
          continue;
        }
        await this.#pause(wait);
        wait = Math.min(LONGEST_WAIT, wait * 2);
      }
    }
  }

  #change(key, values) {
    this.memory.set({ outbox: this.waiting.map((one) => (one.key === key ? { ...one, ...values } : one)) });
    this.dispatchEvent(new Event("change"));
  }

  #pause(time) {
    return new Promise((go) => {
      const timer = setTimeout(go, time);
      this.#wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }
}

// crypto.randomUUID is missing on pages without TLS.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
