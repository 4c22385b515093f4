// <sla-clock due="…"> counts down to when an answer is due: "0:52", "2 d", then how late it is.
// state="" in good time, "soon" within half an hour, "late" after; the colour follows, the words say it too.

const MINUTE = 60_000;
const SOON = 30;
const DAY = 24 * 60;
const language = document.documentElement.lang || "pl";
const days = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "short" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone: document.documentElement.dataset.timeZone });
const shown = new Set();

function told(minutes) {
  const left = Math.abs(minutes);
  if (left >= DAY) return days.format(Math.floor(left / DAY));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

class SlaClock extends HTMLElement {
  static observedAttributes = ["due"];

  connectedCallback() {
    shown.add(this);
    this.tell();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tell();
  }

  tell() {
    const due = new Date(this.getAttribute("due"));
    const time = this.querySelector("time");
    if (!time || Number.isNaN(due.valueOf())) return;
    const minutes = Math.ceil((due - Date.now()) / MINUTE);
    const state = minutes < 0 ? "late" : minutes <= SOON ? "soon" : "";
    const words = minutes < 0 ? `${told(minutes)} ${this.dataset.late}` : told(minutes);
    if (this.getAttribute("state") !== state) this.setAttribute("state", state);
    if (time.textContent !== words) time.textContent = words;
    time.title = exact.format(due);
  }
}

customElements.define("sla-clock", SlaClock);
setInterval(() => document.visibilityState === "visible" && shown.forEach((clock) => clock.tell()), 20_000);
