// The talk as it is read: days, who said what, files, and what became of what the visitor sent. Elements stay the same
// while they say the same, so that a screen reader hears each message once.

import { icon, linked, make, marked } from "./dom.js";

export class Thread {
  #shown = new Map();
  #isAtEnd = true;

  constructor({ words, language, home, onRetry, onEarlier }) {
    this.words = words;
    this.language = language;
    this.home = home;
    this.onRetry = onRetry;
    this.list = make("div", { role: "log", "aria-live": "polite", "aria-relevant": "additions", class: "talk", tabindex: "0", "aria-label": words.message });
    this.more = make("button", { type: "button", class: "more", hidden: true, onclick: onEarlier }, words.earlier);
    this.welcome = make("p", { class: "welcome" });
    this.glimpse = make("p", { class: "day" }, words.glimpse);
    this.typing = make("p", { class: "note", hidden: true });
    this.list.append(this.more, this.welcome, this.glimpse);
    this.list.addEventListener("scroll", () => {
      this.#isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    });
    new ResizeObserver(() => this.#isAtEnd && this.toEnd()).observe(this.list);
  }

  // `messages` are the server's, oldest first; `waiting` what is still to be sent.
  show({ messages, waiting, isSeen, hasMore, welcome }) {
    this.more.hidden = !hasMore;
    this.welcome.textContent = welcome;
    this.welcome.hidden = this.glimpse.hidden = hasMore;
    const known = new Set(messages.map(({ key }) => key));
    const wanted = [
      ...messages.map((one) => ({ ...one, id: one.key ?? one.id, state: "sent" })),
      ...waiting.filter(({ key }) => !known.has(key)).map((one) => ({ ...one, id: one.key, by: "visitor", state: one.error ? "failed" : "sending" })),
    ];
    const lastMine = wanted.findLast(({ by, state }) => by === "visitor" && state === "sent")?.id;
    const elements = [];
    let day = "";
    let speaker = "";
    for (const one of wanted) {
      const on = this.#day(one.at);
      if (on !== day) elements.push(this.#kept(`day:${on}`, on, () => make("div", { class: "day" }, on)));
      const isNew = one.by !== "visitor" && (one.name !== speaker || on !== day);
      day = on;
      speaker = one.by === "visitor" ? "" : one.name;
      const mark = one.id === lastMine || one.state !== "sent" ? one.state : "";
      const version = JSON.stringify([one.text, one.files?.length, one.state, one.error, isNew, mark, mark === "sent" && isSeen]);
      elements.push(this.#kept(one.id, version, () => this.#one(one, { isNew, mark, isSeen })));
    }
    const isLonger = elements.at(-1) !== this.list.lastElementChild;
    for (const [id, { element }] of this.#shown) {
      if (!elements.includes(element)) {
        element.remove();
        this.#shown.delete(id);
      }
    }
    let before = this.glimpse;
    for (const element of elements) {
      if (before.nextElementSibling !== element) before.after(element);
      before = element;
    }
    if (isLonger && (this.#isAtEnd || wanted.at(-1)?.by === "visitor")) this.toEnd();
  }

  showTyping(name) {
    this.typing.hidden = name === null;
    if (name === null) return;
    const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    this.typing.replaceChildren(dots, ` ${this.words.typing(name)}`);
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  // What is put before stays out of the way of what is being read.
  keepPlace(change) {
    const fromEnd = this.list.scrollHeight - this.list.scrollTop;
    change();
    this.list.scrollTop = this.list.scrollHeight - fromEnd;
  }

  #kept(id, version, build) {
    const kept = this.#shown.get(id);
    if (kept?.version === version) return kept.element;
    const element = build();
    kept?.element.replaceWith(element);
    this.#shown.set(id, { version, element });
    return element;
  }

  #one(one, { isNew, mark, isSeen }) {
    const isMine = one.by === "visitor";
    const time = new Date(one.at).toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
    const mailed = !isMine && one.channel === "email" ? ` · ${this.words.mailed}` : "";
    return make(
      "div",
      { class: `one${isMine ? " mine" : ""}` },
      isNew && make("div", { class: "who" }, `${one.name || ""} · ${time}${mailed}`),
      isMine && make("span", { class: "away" }, `${this.words.you}: `),
      one.text && make("div", { class: "said", title: time }, ...(isMine ? linked : marked)(one.text)),
      ...(one.files ?? []).map((file) => this.#file(file)),
      mark && this.#mark(one, mark, isSeen),
    );
  }

  #file({ name, type, url }) {
    if (!url) return make("span", { class: "file" }, icon("file"), name);
    const isPicture = /^image\/(png|jpe?g|gif|webp)$/.test(type);
    const inside = isPicture ? [make("img", { src: this.home + url, alt: name, loading: "lazy" })] : [icon("file"), name];
    return make("a", { class: "file", href: this.home + url, target: "_blank", rel: "noopener" }, ...inside);
  }

  #mark(one, mark, isSeen) {
    if (mark === "failed") {
      const again = make("button", { type: "button", onclick: () => this.onRetry(one.key) }, this.words.retry);
      return make("div", { class: "mark bad", role: "alert" }, `${this.words.failed} ${one.error} `, again);
    }
    return make("div", { class: "mark" }, mark === "sending" ? this.words.sending : isSeen ? this.words.seen : this.words.sent);
  }

  #day(at) {
    const day = new Date(at);
    const isToday = day.toDateString() === new Date().toDateString();
    return isToday ? this.words.today : day.toLocaleDateString(this.language, { day: "numeric", month: "long" });
  }
}
