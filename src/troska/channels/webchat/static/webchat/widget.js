// The widget: one custom element in a shadow root, and `troska(…)` for the page around it.

import { icon, iconButton, make } from "./dom.js";
import { address, questions, rating } from "./forms.js";
import { Line } from "./line.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Server } from "./server.js";
import { Site } from "./site.js";
import { STYLE, textOn } from "./style.js";
import { Thread } from "./thread.js";
import { languageOf, wordsFor } from "./words.js";
import { Writing } from "./writing.js";

const TYPING_LASTS = 15_000;

class TroskaChat extends HTMLElement {
  #messages = new Map();
  // The last message that the line told. What is known by the answer to sending it says nothing of those before it.
  #toldUpto = "";
  #status = { conversation: null, state: "none", agent: null, ahead: 0, rating: null };
  #hasMore = false;
  #isSeen = false;
  #unread = 0;
  #identity = null;
  #typing = 0;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root = make("div");
    this.attachShadow({ mode: "open" }).append(this.root);
    this.shadowRoot.adoptedStyleSheets = [sheet];
  }

  begin({ home, key, greeting, memory, server, options, tell }) {
    this.home = home;
    this.greeting = greeting;
    this.greetedAt = Date.now();
    this.memory = memory;
    this.server = server;
    this.tell = tell;
    this.words = wordsFor(server.language);
    this.lang = server.language;
    if (options.theme) this.setAttribute("theme", options.theme);
    this.style.setProperty("--accent", greeting.accent);
    this.style.setProperty("--on-accent", textOn(greeting.accent));
    this.outbox = new Outbox({ server, memory });
    this.line = new Line({ server, memory, name: `troska:${key}` });
    this.line.after = () => this.#toldUpto;
    this.site = new Site({ server, memory, isTalking: () => this.isTalking });
    this.#build();
    this.outbox.addEventListener("change", () => this.#show());
    this.outbox.addEventListener("sent", ({ detail }) => {
      this.#take([detail]);
      this.line.share(detail);
    });
    this.outbox.addEventListener("refused", ({ detail }) => detail.code === "answers_wanted" && this.#ask());
    memory.addEventListener("change", () => {
      this.#show();
      this.#know();
    });
    this.line.addEventListener("told", ({ detail }) => this.#told(detail));
    window.addEventListener("offline", () => this.#show());
    window.addEventListener("online", () => this.#show());
    document.addEventListener("visibilitychange", () => this.#read());
    this.#show();
    this.#know();
    this.outbox.send();
  }

  get isTalking() {
    return Boolean(this.server.token && this.#status.conversation);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  open({ focus = true } = {}) {
    if (this.isOpen) return;
    this.panel.hidden = false;
    this.root.className = "is-open";
    this.bubble.setAttribute("aria-expanded", "true");
    this.memory.set({ isOpen: true });
    this.thread.toEnd();
    this.#read();
    this.#show();
    if (focus) this.#focus();
    this.#greet();
    this.tell("open");
  }

  close() {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    this.root.className = "";
    this.bubble.setAttribute("aria-expanded", "false");
    this.memory.set({ isOpen: false });
    this.bubble.focus();
    this.tell("close");
  }

  // The company's site says who its visitor is, by a signed token; null when he has signed out there.
  async identify(identity) {
    if (!identity) {
      if (this.server.token) await this.server.post("wyjscie", {}).catch(() => {});
      this.memory.clear();
      this.#messages.clear();
      this.#toldUpto = "";
      this.#status = { conversation: null, state: "none", agent: null, ahead: 0, rating: null };
      this.line.unwant();
      return this.#show();
    }
    this.#identity = identity;
    try {
      this.#whole(await this.server.post("tozsamosc", { identity }));
      this.line.restart();
    } catch (error) {
      this.tell("error", { code: error.code ?? "network" });
    }
  }

  // --- what is shown ----------------------------------------------------------------------------------------------
  #build() {
    const { words } = this;
    this.thread = new Thread({
      words, language: this.server.language, home: this.home,
      onRetry: (key) => this.outbox.retry(key), onEarlier: () => this.#earlier(),
    });
    this.writing = new Writing({
      words, memory: this.memory, server: this.server, isTalking: () => this.isTalking,
      onSend: (text, files) => this.#send(text, files), onError: (text) => this.#say(text),
    });
    this.heading = make("h2", { id: "title" }, this.greeting.brand);
    this.about = make("p");
    this.news = make("p", { class: "note", role: "status" });
    this.extra = make("div", { class: "extra" });
    this.endIt = make("button", { type: "button", onclick: () => this.#end() }, words.end);
    const transcript = make("button", { type: "button", onclick: () => this.#askForTranscript() }, words.transcript);
    const menu = make("div", { hidden: true }, transcript, this.endIt);
    this.menuButton = iconButton("more", words.menu, () => showMenu(menu.hidden), { "aria-expanded": "false" });
    const showMenu = (isShown) => {
      menu.hidden = !isShown;
      this.menuButton.setAttribute("aria-expanded", String(isShown));
      if (isShown) menu.querySelector("button")?.focus();
    };
    this.menu = make("div", { class: "menu" }, this.menuButton, menu);
    this.menu.addEventListener("focusout", ({ relatedTarget }) => !this.menu.contains(relatedTarget) && showMenu(false));
    this.menu.addEventListener("click", ({ target }) => menu.contains(target) && showMenu(false));
    this.drop = make("div", { class: "drop", hidden: true }, words.drop);
    this.panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      make("header", {}, make("div", {}, this.heading, this.about), this.menu, iconButton("close", words.close, () => this.close())),
      this.thread.list, this.thread.typing, this.news, this.extra, this.writing.form, this.drop);
    this.count = make("span", { class: "count", hidden: true });
    this.bubble = make("button", {
      type: "button", class: "bubble", "aria-label": words.open, "aria-expanded": "false",
      onclick: () => (this.isOpen ? this.close() : this.open()),
    }, icon("chat"), this.count);
    this.root.append(this.panel, this.bubble);
    this.panel.addEventListener("keydown", (event) => {
      // The page around must not take what is typed here for its own shortcuts.
      event.stopPropagation();
      if (event.key === "Escape") this.close();
      if (event.key === "Tab") this.#stayInside(event);
    });
    this.#takeDrops();
    if (this.memory.get("isOpen") && !matchMedia("(max-width: 480px)").matches) this.open({ focus: false });
  }

  #show() {
    const { words } = this;
    const { state, agent, ahead } = this.#status;
    const waiting = this.outbox.waiting;
    this.thread.show({
      messages: [...this.#messages.values()], waiting, isSeen: this.#isSeen, hasMore: this.#hasMore,
      welcome: this.greeting.welcome || words.welcome,
    });
    this.about.textContent = agent && state !== "ended" ? words.with(agent.name) : this.#promise();
    const isOffline = !navigator.onLine || (this.line.isWanted && !this.line.isUp && this.lostAt && Date.now() - this.lostAt > 4000);
    this.news.classList.toggle("offline", Boolean(isOffline));
    this.#say(isOffline ? words.offline : this.#standing(state, ahead));
    this.menu.hidden = !(state === "open" || state === "waiting");
    this.#rateOrAsk(state);
    this.count.hidden = !this.#unread;
    this.count.textContent = String(this.#unread);
    this.bubble.setAttribute("aria-label", this.#unread ? `${words.open} · ${words.news(this.#unread)}` : words.open);
    if (this.isTalking || (this.isOpen && this.server.token)) this.line.want();
  }

  // Hours and promises are those of now: a page may have stood open over night.
  async #greet() {
    if (Date.now() - this.greetedAt < 60_000) return;
    this.greetedAt = Date.now();
    try {
      Object.assign(this.greeting, await this.server.greet());
      this.#show();
    } catch {
      // What was promised last still stands there.
    }
  }

  #promise() {
    const { words, greeting } = this;
    if (greeting.back) return words.closed(greeting.back);
    return greeting.minutes ? words.minutes(greeting.minutes) : words.soon;
  }

  #standing(state, ahead) {
    const { words, greeting } = this;
    if (state === "ended") return words.ended;
    if (greeting.back) return state === "open" ? "" : words.leave;
    return state === "waiting" ? words.ahead(ahead) : "";
  }

  #say(text) {
    if (this.news.textContent !== text) this.news.textContent = text;
    this.news.hidden = !text;
  }

  #rateOrAsk(state) {
    const kind = state === "ended" && !this.#status.rating ? "rate" : state === "ended" && this.justRated ? "thanks" : this.mustAsk ? "ask" : "";
    if (kind === this.shownExtra || (!kind && this.shownExtra === "transcript")) return;
    this.shownExtra = kind;
    this.writing.form.hidden = kind === "ask";
    if (kind === "rate") this.extra.replaceChildren(rating({ words: this.words, onRate: (value, comment) => this.#rate(value, comment) }));
    else if (kind === "thanks") this.extra.replaceChildren(make("p", { class: "note", role: "status" }, this.words.thanks));
    else if (kind === "ask") this.extra.replaceChildren(this.#questions());
    else this.extra.replaceChildren();
  }

  get mustAsk() {
    const { asks } = this.greeting;
    const isDone = this.memory.get("hasAnswered") || this.isTalking || this.outbox.waiting.some(({ code }) => !code);
    return (asks.name || asks.email || asks.consent) && !isDone;
  }

  #questions() {
    return questions({
      words: this.words, asks: this.greeting.asks, privacy: this.greeting.privacy, known: this.memory.get("visitor"),
      onDone: async (answers) => {
        if (answers) {
          const { visitor } = await this.server.post("o-mnie", answers);
          this.memory.set({ visitor });
        }
        this.memory.set({ hasAnswered: true });
        for (const { key, error } of this.outbox.waiting) if (error) this.outbox.retry(key);
        this.#show();
        this.writing.text.focus();
      },
    });
  }

  #ask() {
    this.memory.set({ hasAnswered: false });
    this.#show();
  }

  #focus() {
    (this.writing.form.hidden ? this.extra.querySelector("input") : this.writing.text)?.focus();
  }

  // On a telephone the panel is the whole screen: what lies behind it can't be reached.
  #stayInside(event) {
    if (!matchMedia("(max-width: 480px)").matches) return;
    const all = [...this.panel.querySelectorAll("button, input, textarea, a, [tabindex]")];
    const reachable = all.filter((one) => !one.disabled && one.offsetParent !== null);
    const [first, last] = [reachable[0], reachable.at(-1)];
    const here = this.shadowRoot.activeElement;
    if (event.shiftKey ? here === first : here === last) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }

  #takeDrops() {
    const isFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
    this.panel.addEventListener("dragover", (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.drop.hidden = false;
    });
    this.panel.addEventListener("dragleave", ({ relatedTarget }) => {
      if (!this.panel.contains(relatedTarget)) this.drop.hidden = true;
    });
    this.panel.addEventListener("drop", (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.drop.hidden = true;
      this.writing.add(event.dataTransfer.files);
    });
  }

  // --- what happens -----------------------------------------------------------------------------------------------
  #send(text, files) {
    this.#isSeen = false;
    this.justRated = false;
    this.outbox.add(text, files);
    this.line.want();
    this.thread.toEnd();
  }

  // A token that another tab was given is ours as well.
  #know() {
    const token = this.memory.get("token");
    if (!token || token === this.knownBy) return;
    this.knownBy = token;
    this.#fetch();
  }

  async #fetch() {
    try {
      this.#whole(await this.server.get("rozmowa"));
    } catch {
      this.line.want(); // it goes on trying, and tells all when it is there
    }
  }

  #whole({ messages, has_more: hasMore, status, visitor }) {
    this.#messages = new Map(messages.map((one) => [one.id, one]));
    this.#toldUpto = messages.at(-1)?.id ?? "";
    this.#hasMore = hasMore;
    this.#status = status;
    this.memory.set({ visitor });
    this.#countUnread();
    this.#show();
    if (this.isTalking) this.site.tell({ withCart: true });
  }

  async #earlier() {
    const oldest = this.#messages.keys().next().value;
    const { messages, has_more: hasMore } = await this.server.get(`rozmowa?przed=${oldest}`);
    this.thread.keepPlace(() => {
      this.#messages = new Map([...messages.map((one) => [one.id, one]), ...this.#messages]);
      this.#hasMore = hasMore;
      this.#show();
    });
  }

  #told({ name, data }) {
    if (name === "down") this.lostAt ??= Date.now();
    else this.lostAt = null;
    if (name === "down") setTimeout(() => this.#show(), 4500);
    if (name === "hello") {
      this.#status = data.status;
      this.#toldUpto = data.messages.at(-1)?.id ?? this.#toldUpto;
      this.#take(data.messages);
      this.outbox.hurry();
    } else if (name === "message") {
      this.#toldUpto = data.id;
      this.#take([data]);
    } else if (name === "shared") {
      this.#take([data]);
    } else if (name === "status") {
      this.#stand(data);
    } else if (name === "signal") {
      this.#signal(data);
    } else if (name === "resync") {
      this.#fetch();
    }
    if (name === "hello" || name === "down") this.#show();
  }

  #stand(status) {
    const wasTalking = this.isTalking;
    if (status.conversation !== this.#status.conversation && this.#status.conversation) this.#fetch();
    this.#status = status;
    this.#show();
    if (!wasTalking && this.isTalking) this.site.tell({ withCart: true });
  }

  // Messages come in their order, but one may come by two ways: by the answer to sending it, and by the line.
  #take(messages) {
    let isNew = false;
    for (const one of messages) {
      if (this.#messages.has(one.id)) continue;
      this.#messages.set(one.id, one);
      isNew = true;
      if (one.by === "visitor") continue;
      this.#typed(null);
      this.tell("message", { text: one.text, by: one.by });
    }
    if (!isNew) return this.#show();
    // What he sent may be known before what was said before it: both sides show one order.
    const earlier = ([, one], [, other]) => (one.at < other.at ? -1 : Number(one.at > other.at));
    this.#messages = new Map([...this.#messages].sort(earlier));
    const wasTalking = this.isTalking;
    if (!this.#status.conversation) this.#fetch();
    this.#countUnread();
    this.#show();
    if (wasTalking) this.#read();
  }

  #signal({ seen, typing, name }) {
    if (seen) this.#isSeen = true;
    this.#typed(typing ? name : null);
    this.#show();
  }

  #typed(name) {
    clearTimeout(this.#typing);
    this.thread.showTyping(name);
    if (name !== null) this.#typing = setTimeout(() => this.thread.showTyping(null), TYPING_LASTS);
  }

  #countUnread() {
    const all = [...this.#messages.values()];
    const upto = all.findIndex(({ id }) => id === this.memory.get("read"));
    this.#unread = all.slice(upto + 1).filter(({ by }) => by !== "visitor").length;
    this.#read();
  }

  // What stands before his eyes is read.
  #read() {
    const last = [...this.#messages.values()].findLast(({ by }) => by !== "visitor");
    if (!last || !this.isOpen || document.hidden || this.memory.get("read") === last.id) return;
    this.#unread = 0;
    this.memory.set({ read: last.id });
    this.server.post("znak", { read: last.id }).catch(() => {});
  }

  async #rate(value, comment) {
    const { status } = await this.server.post("ocena", { rating: value, comment });
    this.justRated = true;
    this.#stand(status);
  }

  // The address is known, or asked for in the place of what is asked before a talk.
  #askForTranscript() {
    if (this.memory.get("visitor")?.email) return this.#sendTranscript();
    this.shownExtra = "transcript";
    this.extra.replaceChildren(address({
      words: this.words,
      onDone: async (email) => {
        await this.#sendTranscript(email);
        this.shownExtra = "";
        this.extra.replaceChildren();
        this.writing.text.focus();
      },
    }));
    this.extra.querySelector("input").focus();
  }

  async #sendTranscript(email = "") {
    try {
      const { visitor } = await this.server.post("zapis", { email });
      this.memory.set({ visitor });
      this.#say(this.words.transcriptSent);
    } catch (error) {
      if (email) throw error;
      this.#say(error.message || this.words.offline);
    }
  }

  async #end() {
    try {
      this.#stand((await this.server.post("koniec", {})).status);
    } catch {
      this.#say(this.words.offline);
    }
  }
}

// What the loader calls, once the page has loaded.
export async function start({ home, key, said, options }) {
  const memory = new Memory(key);
  const server = new Server({ home, key, memory, language: languageOf(options.language) });
  const greeting = await server.greet();
  server.language = languageOf(options.language, greeting.languages);
  if (!customElements.get("troska-chat")) customElements.define("troska-chat", TroskaChat);
  const widget = document.createElement("troska-chat");
  const listeners = new Map();
  const tell = (event, detail = {}) => listeners.get(event)?.forEach((listener) => listener(detail));
  widget.begin({ home, key, greeting, memory, server, options, tell });
  const verbs = {
    identify: (token) => widget.identify(token),
    page: (page = {}) => widget.site.look(page),
    cart: (cart) => widget.site.cart(cart),
    open: () => widget.open(),
    close: () => widget.close(),
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
  };
  window.troska = (verb, ...words) => {
    if (verbs[verb]) return verbs[verb](...words);
    console.warn(`troska: no such verb: ${verb}`);
  };
  document.body.append(widget);
  for (const words of said) window.troska(...words);
  tell("ready");
}
