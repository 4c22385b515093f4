// The live line: one stream per browser, held by one tab and told to the others. It resumes after the last message
// that it has, tries again until it is wanted no more, and takes a silent line for dead.

const SILENCE = 50_000; // two and a half beats of the server
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

export class Line extends EventTarget {
  #server;
  #memory;
  #channel;
  #stop = null;
  #release = null;
  #wake = () => {};
  #heardAt = 0;

  constructor({ server, memory, name }) {
    super();
    this.#server = server;
    this.#memory = memory;
    this.#channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
    this.#channel?.addEventListener("message", ({ data }) => this.#tell(data));
    this.isWanted = false;
    this.isUp = false;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("offline", () => this.#stop?.abort());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      if (Date.now() - this.#heardAt > SILENCE) this.#stop?.abort();
      this.#hurry();
    });
    // A page that the browser keeps for "back" must not hold the line for tabs that are looked at.
    window.addEventListener("pagehide", () => this.#let());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.isWanted && this.#lead());
  }

  // The last message that this browser has; where the next stream goes on.
  after = () => "";

  want() {
    if (this.isWanted) return;
    this.isWanted = true;
    this.#lead();
  }

  unwant() {
    this.isWanted = false;
    this.#let();
  }

  // What this tab knows by another way than the line: the others hear it, too.
  share(message) {
    this.#channel?.postMessage({ name: "shared", data: message });
  }

  // Another person, or another talk: begin anew.
  restart() {
    this.#stop?.abort();
    this.#channel?.postMessage({ name: "restart" });
    this.#hurry();
  }

  #let() {
    this.#release?.();
    this.#stop?.abort();
    this.#hurry();
  }

  async #lead() {
    const hold = async () => {
      let isHeld = true;
      this.#release = () => (isHeld = false);
      while (isHeld && this.isWanted) await this.#follow(() => isHeld);
      this.#release = null;
    };
    if (navigator.locks) await navigator.locks.request(`${this.#server.base}line`, hold);
    else if (!this.#release) await hold();
  }

  async #follow(isHeld) {
    let wait = FIRST_WAIT;
    while (isHeld() && this.isWanted) {
      const began = Date.now();
      await this.#once();
      this.#say({ name: "down" });
      if (Date.now() - began > 10_000) wait = FIRST_WAIT;
      if (!isHeld() || !this.isWanted) return;
      // Many lose the line in the same moment: they must not all come back in the same one.
      await this.#pause(wait * (0.5 + Math.random()));
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }

  async #once() {
    const stop = (this.#stop = new AbortController());
    const watch = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENCE) stop.abort();
    }, 5_000);
    try {
      await this.#server.begin();
      this.#heardAt = Date.now();
      const response = await this.#server.stream(this.after(), stop.signal);
      if (response.status === 401) this.#memory.set({ token: null });
      if (!response.ok) return;
      await this.#read(response.body.getReader());
    } catch {
      // Cut off; begun again.
    } finally {
      clearInterval(watch);
      stop.abort();
    }
  }

  async #read(reader) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.#heardAt = Date.now();
      const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        const lines = Object.fromEntries(event.split("\n").map((line) => line.split(/: (.*)/s)));
        if (lines.event) this.#say({ name: lines.event, data: JSON.parse(lines.data || "{}") });
      }
    }
  }

  #say(said) {
    this.#channel?.postMessage(said);
    this.#tell(said);
  }

  #tell({ name, data }) {
    if (name === "restart") return this.#stop?.abort();
    if (name === "beat" || name === "hello" || name === "message") this.isUp = true;
    if (name === "down") this.isUp = false;
    this.dispatchEvent(new CustomEvent("told", { detail: { name, data } }));
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

  #hurry() {
    this.#wake();
  }
}
