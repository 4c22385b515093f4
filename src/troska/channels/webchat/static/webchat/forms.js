// What is asked before a talk, and after it.

import { icon, make } from "./dom.js";

// Ask for what the company wants to know first; gives the form, which calls `onDone` with the answers.
export function questions({ words, asks, privacy, known, onDone }) {
  const error = make("p", { class: "error", role: "alert", hidden: true });
  const name = make("input", { type: "text", autocomplete: "given-name", maxlength: "120", value: known?.name ?? "" });
  const email = make("input", {
    type: "email", autocomplete: "email", maxlength: "250", value: known?.email ?? "", required: asks.needs_email,
  });
  const consent = make("input", { type: "checkbox", required: true });
  const send = async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      await onDone({ name: name.value.trim(), email: email.value.trim(), consents: asks.consent && consent.checked });
    } catch (refused) {
      error.textContent = refused.message || words.offline;
      error.hidden = false;
    }
  };
  const optional = asks.needs_email ? "" : ` (${words.optional})`;
  const link = privacy && make("a", { href: privacy, target: "_blank", rel: "noopener" }, words.privacy);
  return make("form", { class: "ask", onsubmit: send },
    make("h3", {}, words.before),
    asks.name && make("label", {}, words.name, make("small", {}, ` (${words.optional})`), name),
    asks.email && make("label", {}, words.email, make("small", {}, optional), email, make("small", {}, words.emailWhy)),
    asks.consent && make("label", { class: "tick" }, consent, make("span", {}, words.consent)),
    link && make("small", {}, link),
    error,
    make("div", { class: "row" },
      make("button", { class: "button" }, words.start),
      !asks.needs_email && !asks.consent && make("button", { type: "button", class: "quiet", onclick: () => onDone(null) }, words.skip)));
}

// Ask how it was; `onRate` gets 1 to 5 and a comment.
export function rating({ words, onRate }) {
  const error = make("p", { class: "error", role: "alert", hidden: true });
  const inputs = [1, 2, 3, 4, 5].map((value) =>
    make("input", { type: "radio", name: "rating", value: String(value), "aria-label": words.stars(value), required: true }));
  const labels = inputs.map((input) => make("label", {}, icon("star"), input));
  const show = () => {
    const chosen = inputs.findIndex(({ checked }) => checked);
    labels.forEach((label, nth) => label.classList.toggle("on", nth <= chosen));
  };
  const comment = make("textarea", { rows: "2", maxlength: "1000" });
  const send = async (event) => {
    event.preventDefault();
    try {
      await onRate(inputs.findIndex(({ checked }) => checked) + 1, comment.value.trim());
    } catch (refused) {
      error.textContent = refused.message || words.offline;
      error.hidden = false;
    }
  };
  return make("form", { class: "rate", onsubmit: send, onchange: show },
    make("fieldset", {}, make("legend", {}, words.rate), make("div", { class: "stars" }, ...labels)),
    make("label", {}, words.comment, make("small", {}, ` (${words.optional})`), comment),
    error,
    make("div", { class: "row" }, make("button", { class: "button" }, words.sendRating)));
}

// Ask where a transcript should go.
export function address({ words, onDone }) {
  const error = make("p", { class: "error", role: "alert", hidden: true });
  const email = make("input", { type: "email", autocomplete: "email", maxlength: "250", required: true });
  const send = async (event) => {
    event.preventDefault();
    try {
      await onDone(email.value.trim());
    } catch (refused) {
      error.textContent = refused.message || words.offline;
      error.hidden = false;
    }
  };
  return make("form", { class: "ask", onsubmit: send },
    make("label", {}, words.email, email), error,
    make("div", { class: "row" }, make("button", { class: "button" }, words.transcript)));
}
