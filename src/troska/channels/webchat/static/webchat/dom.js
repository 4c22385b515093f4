// Small means to build what is seen. Text is only ever text: nothing that came from anybody is read as HTML.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

const SHAPES = {
  chat: "M21 12a8 8 0 0 1-11.6 7.1L4 20l1-4.6A8 8 0 1 1 21 12Z",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 6.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1ZM12 12.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1ZM12 18.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1Z",
  send: "M4 12h14M12 5l7 7-7 7",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7.5",
  camera: "M4 8h3l2-3h6l2 3h3v11H4ZM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01",
  file: "M7 3h7l5 5v13H7ZM14 3v5h5",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8Z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, attributes = {}) {
  return make("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

const LINK = /https?:\/\/[^\s<>"]+/g;
// The light marks of the agents' composer: [words](address), **strong**, *stressed*.
const MARK = /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|\*\*(?=\S)([^\n]+?)\*\*|\*(?=[^\s*])([^*\n]+?)\*/g;

const link = (address, ...words) =>
  make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, ...words);

// Give what an agent wrote with its marks shown.
export function marked(text) {
  const parts = [];
  let upto = 0;
  for (const found of text.matchAll(MARK)) {
    const [whole, words, address, strong, stressed] = found;
    parts.push(...linked(text.slice(upto, found.index)));
    if (address) parts.push(link(address, words));
    else parts.push(make(strong ? "strong" : "em", {}, ...linked(strong ?? stressed)));
    upto = found.index + whole.length;
  }
  return [...parts, ...linked(text.slice(upto))];
}

// Give the text with addresses of pages as links; what stands after them in a sentence is not theirs.
export function linked(text) {
  const parts = [];
  let upto = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, "");
    parts.push(text.slice(upto, found.index));
    parts.push(link(address, address));
    upto = found.index + address.length;
  }
  return [...parts, text.slice(upto)].filter(Boolean);
}
