// Where the visitor writes: text that survives a reload, files by button, paste, drop and camera, emoji.

import { icon, iconButton, make } from "./dom.js";
import { Refused } from "./server.js";

const LARGEST = 20 * 1024 * 1024;
const MOST_FILES = 10;
const FACES = "😀 😊 😂 🙂 😉 😍 🤔 😕 😢 😡 👍 👎 👏 🙏 💪 👋 ❤️ 🎉 🔥 ✅ ❌ ⚠️ ❓ 📦 🚚 💳 📷 📎 ⏰ 📞 🏠 🎁".split(" ");
const TYPING_EVERY = 1_500;

export class Writing {
  #files = [];
  #glimpse = null;
  #said = "";

  constructor({ words, memory, server, onSend, onError, isTalking }) {
    Object.assign(this, { words, memory, server, onSend, onError, isTalking });
    this.text = make("textarea", {
      rows: "1", "aria-label": words.message, placeholder: words.placeholder, maxlength: "5000",
      oninput: () => this.#changed(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.#paste(event),
    });
    this.text.value = memory.get("draft") ?? "";
    const pick = (attributes) => make("input", {
      type: "file", hidden: true, onchange: ({ target }) => {
        this.add(target.files);
        target.value = "";
      }, ...attributes,
    });
    const any = pick({ multiple: true });
    const camera = pick({ accept: "image/*", capture: "environment" });
    this.list = make("div", { class: "files", hidden: true });
    this.faces = make("div", { class: "faces", hidden: true, role: "group", "aria-label": words.emoji },
      ...FACES.map((face) => make("button", { type: "button", onclick: () => this.#insert(face) }, face)));
    this.face = iconButton("smile", words.emoji, () => this.#showFaces(this.faces.hidden), { "aria-expanded": "false" });
    this.button = make("button", { class: "send", "aria-label": words.send, title: words.send, disabled: true }, icon("send"));
    const hasCamera = matchMedia("(pointer: coarse)").matches;
    this.form = make("form", { class: "write", onsubmit: (event) => {
      event.preventDefault();
      this.send();
    } },
      make("div", { class: "box" }, this.list, this.text, make("div", { class: "tools" },
        iconButton("clip", words.attach, () => any.click()),
        hasCamera && iconButton("camera", words.photo, () => camera.click()),
        this.face, make("span"), this.button), this.faces, any, camera));
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.faces.hidden) return;
      event.stopPropagation();
      this.#showFaces(false);
      this.face.focus();
    });
    this.#enable();
  }

  send() {
    const text = this.text.value.trim();
    if ((!text && !this.#files.length) || this.#files.some(({ isUp }) => !isUp)) return;
    const files = this.#files.map(({ file, name, type, size }) => ({ file, name, type, size }));
    this.text.value = "";
    this.#files = [];
    this.#showFiles();
    this.#changed();
    this.#showFaces(false);
    this.onSend(text, files);
    this.text.focus();
  }

  async add(list) {
    for (const one of [...list].slice(0, MOST_FILES - this.#files.length)) {
      if (one.size > LARGEST) {
        this.onError(this.words.tooLarge);
        continue;
      }
      const entry = { name: one.name, type: one.type, size: one.size, isUp: false, share: 0 };
      this.#files.push(entry);
      this.#showFiles();
      this.#upload(entry, one);
    }
  }

  async #upload(entry, one) {
    try {
      await this.server.begin();
      Object.assign(entry, await this.server.upload(one, (share) => {
        entry.share = share;
        this.#showFiles();
      }), { isUp: true });
    } catch (error) {
      this.#files = this.#files.filter((kept) => kept !== entry);
      this.onError(error instanceof Refused && error.message ? error.message : this.words.offline);
    }
    this.#showFiles();
  }

  #showFiles() {
    this.list.hidden = !this.#files.length;
    this.list.replaceChildren(...this.#files.map((entry) => make("span", {},
      `${entry.name}${entry.isUp ? "" : ` ${Math.round(entry.share * 100)} %`}`,
      iconButton("close", this.words.remove(entry.name), () => {
        this.#files = this.#files.filter((kept) => kept !== entry);
        this.#showFiles();
      }))));
    this.#enable();
  }

  #enable() {
    const isReady = this.text.value.trim() || this.#files.length;
    this.button.disabled = !isReady || this.#files.some(({ isUp }) => !isUp);
  }

  #changed() {
    this.memory.set({ draft: this.text.value });
    this.#enable();
    if (this.#glimpse || !this.isTalking()) return;
    this.#glimpse = setTimeout(() => {
      this.#glimpse = null;
      const now = this.text.value.trim().slice(0, 1000);
      if (now === this.#said) return;
      this.#said = now;
      this.server.post("znak", { typing: now }).catch(() => {});
    }, TYPING_EVERY);
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  #paste(event) {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.add(event.clipboardData.files);
  }

  #insert(face) {
    this.text.setRangeText(face, this.text.selectionStart, this.text.selectionEnd, "end");
    this.#changed();
    this.text.focus();
  }

  #showFaces(isShown) {
    this.faces.hidden = !isShown;
    this.face.setAttribute("aria-expanded", String(isShown));
    if (isShown) this.faces.firstElementChild.focus();
  }
}
