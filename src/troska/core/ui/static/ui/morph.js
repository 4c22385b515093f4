// The swap style "morph" for htmx: brings an element to what the server sent by changing only what differs, so that
// focus, scroll, open menus, selections and what is being typed stay as they are.

const KEPT = new Set(["open", "aria-current", "hidden", "state"]);

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");
}

function morphAttributes(old, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (!KEPT.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!KEPT.has(name) && !fresh.hasAttribute(name) && !isOfHtmx(old, name)) old.removeAttribute(name);
  }
}

// htmx marks elements that are at work by a class; that is not the server's to take away.
const isOfHtmx = (element, name) => name === "class" && /^htmx-\S+$/.test(element.className);

function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  morphAttributes(old, fresh);
  const isTyped = old.matches("textarea, input:not([type=hidden]), select, iframe, relative-time, sla-clock");
  if (old.matches("relative-time")) old.replaceChildren(...fresh.childNodes);
  if (!isTyped) morphChildren(old, fresh);
}

function morphChildren(parent, fresh) {
  const byId = new Map();
  for (const child of parent.children) if (child.id) byId.set(child.id, child);
  const wanted = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  let place = parent.firstChild;
  for (const next of [...fresh.childNodes]) {
    const known = next.id ? byId.get(next.id) : undefined;
    if (known && sameKind(known, next)) {
      if (known === place) {
        place = place.nextSibling;
      } else {
        // What stands in the way either comes later by its own id, or goes: then the known one need not move.
        while (place && place !== known && !(place.id && wanted.has(place.id))) {
          const gone = place;
          place = place.nextSibling;
          gone.remove();
        }
        if (place === known) place = place.nextSibling;
        else parent.insertBefore(known, place);
      }
      morph(known, next);
    } else if (!next.id && place && !place.id && sameKind(place, next)) {
      const old = place;
      place = place.nextSibling;
      morph(old, next);
    } else {
      parent.insertBefore(next, place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

window.htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph",
  handleSwap(style, target, fragment) {
    if (style !== "morph") return false;
    const fresh = fragment.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? fragment.firstElementChild : fragment;
    if (!fresh) return [];
    morph(target, fresh);
    return [target];
  },
});
