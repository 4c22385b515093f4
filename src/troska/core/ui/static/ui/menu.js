// Menus by keyboard: a `.menu[popover]` takes the focus when it opens, arrows go around in it, Home and End to its ends,
// letters to what begins with them. The browser closes it by Esc and gives the focus back to its button.

const FORGET_AFTER = 700;
const FIELD = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select";
let typed = "";
let timer = 0;

const itemsOf = (menu) => [...menu.querySelectorAll("button, a[href], [role^=menuitem]")].filter((item) => !item.disabled && item.checkVisibility());
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[łŁ]/g, "l").trim().toLowerCase();

function enter(menu) {
  if (!menu.matches(":popover-open") || menu.contains(document.activeElement)) return;
  const items = itemsOf(menu);
  const first = menu.querySelector("[autofocus]") ?? menu.querySelector(FIELD) ?? items.find((item) => item.ariaCurrent) ?? items[0];
  first?.focus({ preventScroll: true });
}

// These do not bubble, so they are caught on their way down. A menu that a program opens is entered as soon as the
// program is done, before the next key is heard; `toggle` comes later, and to every menu.
document.addEventListener("beforetoggle", ({ target, newState }) => {
  if (newState === "open" && target.matches?.(".menu")) queueMicrotask(() => enter(target));
}, true);
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open" && target.matches?.(".menu")) enter(target);
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu:popover-open");
  if (!menu || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const items = itemsOf(menu);
  const here = items.indexOf(event.target.closest("button, a[href], [role^=menuitem]"));
  const isField = event.target.matches(FIELD);
  const to = {
    ArrowDown: () => (here + 1) % items.length,
    ArrowUp: () => (here <= 0 ? items.length - 1 : here - 1),
    Home: () => (isField ? null : 0),
    End: () => (isField ? null : items.length - 1),
  }[event.key]?.();
  if (to !== undefined && to !== null && items.length) {
    event.preventDefault();
    items[to].focus();
  } else if (!isField && event.key.length === 1 && event.key !== " ") {
    event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(() => (typed = ""), FORGET_AFTER);
    typed += fold(event.key) || event.key;
    // One letter again and again walks through what begins with it.
    const isSame = typed.length > 1 && new Set(typed).size === 1;
    const wanted = isSame ? typed[0] : typed;
    const order = [...items.slice(here + 1), ...items.slice(0, here + 1)];
    const from = wanted.length > 1 ? items : order;
    from.find((item) => fold(item.querySelector(".grow, span:not([aria-hidden])")?.textContent ?? item.textContent).startsWith(wanted))?.focus();
  }
});
