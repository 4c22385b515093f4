// <relative-time datetime="…" form="short|since|full"><time>…</time></relative-time>
//
// Tells a time as a person would and gives the exact moment as its title. What the server wrote stays in the page
// untouched (it is shown where scripts do not run); the telling happens in the shadow, so that a fragment pulled anew
// compares equal to the one that is shown.

const root = document.documentElement;
const timeZone = root.dataset.timeZone || undefined;
const language = root.lang || "pl";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const format = (options) => new Intl.DateTimeFormat(language, { timeZone, ...options });
const unit = (name) => new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" });
const tell = {
  exact: format({ dateStyle: "full", timeStyle: "medium", hourCycle: "h23" }),
  clock: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  weekday: format({ weekday: "short" }),
  day: format({ day: "numeric", month: "short" }),
  longDay: format({ day: "numeric", month: "long" }),
  date: format({ day: "2-digit", month: "2-digit", year: "numeric" }),
  minutes: unit("minute"),
  hours: unit("hour"),
  relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }),
};
const key = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const daysBetween = (from, to) => {
  const midnight = (moment) => {
    const part = Object.fromEntries(key.formatToParts(moment).map(({ type, value }) => [type, value]));
    return Date.UTC(part.year, part.month - 1, part.day);
  };
  return Math.round((midnight(to) - midnight(from)) / (24 * HOUR));
};

function short(moment, now) {
  const age = now - moment;
  if (age < MINUTE && age > -MINUTE) return tell.relative.format(0, "second");
  const days = daysBetween(moment, now);
  if (age >= 0 && age < HOUR) return tell.minutes.format(Math.floor(age / MINUTE));
  if (age >= 0 && age < 8 * HOUR) return tell.hours.format(Math.floor(age / HOUR));
  if (days === 0) return tell.clock.format(moment);
  if (days === 1) return tell.relative.format(-1, "day");
  if (days > 1 && days < 7) return tell.weekday.format(moment);
  return Math.abs(days) < 300 ? tell.day.format(moment) : tell.date.format(moment);
}

function full(moment, now) {
  const days = daysBetween(moment, now);
  const clock = tell.clock.format(moment);
  if (days === 0) return clock;
  if (days === 1 || days === -1) return `${tell.relative.format(-days, "day")}, ${clock}`;
  return `${Math.abs(days) < 300 ? tell.longDay.format(moment) : tell.date.format(moment)}, ${clock}`;
}

// What lasts: nobody waits "since now".
const since = (moment, now) => short(new Date(Math.min(moment, now - MINUTE)), now);
const told = { short, since, full };

const shown = new Set();

class RelativeTime extends HTMLElement {
  static observedAttributes = ["datetime", "form"];

  connectedCallback() {
    if (!this.shadowRoot) {
      this.attachShadow({ mode: "open" }).append(document.createElement("time"));
    }
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
    const moment = new Date(this.getAttribute("datetime"));
    const time = this.shadowRoot?.firstElementChild;
    if (!time || Number.isNaN(moment.valueOf())) return;
    const now = new Date();
    const words = told[this.getAttribute("form")]?.(moment, now) ?? short(moment, now);
    if (time.textContent !== words) time.textContent = words;
    time.dateTime = moment.toISOString();
    time.title = tell.exact.format(moment);
  }
}

customElements.define("relative-time", RelativeTime);

const tellAll = () => {
  if (document.visibilityState === "visible") shown.forEach((element) => element.tell());
};
setInterval(tellAll, 20_000);
document.addEventListener("visibilitychange", tellAll);
