// The edges between the panes: dragged, moved by arrow keys, put back by a double click, kept in this browser; and the
// customer's panel, which can be folded away. Edges that come with a new pane are brought up to date when it settles.

const KEY = "szerokości";
const FOLDED = "panel klienta";
const STEP = 16;
const root = document.documentElement;

function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Then it is not remembered.
  }
}

function keptWidths() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

const paneOf = (edge) => document.getElementById(edge.getAttribute("aria-controls"));
const limits = (edge) => [Number(edge.getAttribute("aria-valuemin")), Number(edge.getAttribute("aria-valuemax"))];

function setWidth(edge, wanted) {
  const [least, most] = limits(edge);
  const width = Math.round(Math.min(Math.max(wanted, least), most));
  root.style.setProperty(`--${edge.dataset.width}-width`, `${width}px`);
  keep(KEY, JSON.stringify({ ...keptWidths(), [edge.dataset.width]: width }));
  tellWidth(edge);
}

function reset(edge) {
  const { [edge.dataset.width]: _gone, ...others } = keptWidths();
  keep(KEY, JSON.stringify(others));
  root.style.removeProperty(`--${edge.dataset.width}-width`);
  tellWidth(edge);
}

function tellWidth(edge) {
  const width = Math.round(paneOf(edge)?.getBoundingClientRect().width ?? 0);
  if (width) edge.setAttribute("aria-valuenow", width);
}

// The customer's panel lies at the end of the page and grows towards its start.
const growsBackwards = (edge) => edge.classList.contains("is-start");

document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.(".edge");
  if (!edge || event.button !== 0) return;
  event.preventDefault();
  edge.focus();
  edge.setPointerCapture(event.pointerId);
  edge.classList.add("is-moving");
  const from = event.clientX;
  const width = paneOf(edge).getBoundingClientRect().width;
  const move = ({ clientX }) => setWidth(edge, width + (growsBackwards(edge) ? from - clientX : clientX - from));
  const stop = () => {
    edge.classList.remove("is-moving");
    edge.removeEventListener("pointermove", move);
  };
  edge.addEventListener("pointermove", move);
  edge.addEventListener("lostpointercapture", stop, { once: true });
});

document.addEventListener("keydown", (event) => {
  const edge = event.target.closest?.(".edge");
  if (!edge || event.ctrlKey || event.metaKey || event.altKey) return;
  const [least, most] = limits(edge);
  const width = paneOf(edge).getBoundingClientRect().width;
  const wider = growsBackwards(edge) ? "ArrowLeft" : "ArrowRight";
  const narrower = growsBackwards(edge) ? "ArrowRight" : "ArrowLeft";
  const wanted = { [wider]: width + STEP, [narrower]: width - STEP, Home: least, End: most }[event.key];
  if (event.key === "Enter") reset(edge);
  else if (wanted !== undefined) setWidth(edge, wanted);
  else return;
  event.preventDefault();
});

document.addEventListener("dblclick", ({ target }) => {
  const edge = target.closest?.(".edge");
  if (edge) reset(edge);
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-fold-customer]")) return;
  const isFolded = root.dataset.customer === "folded";
  if (isFolded) delete root.dataset.customer;
  else root.dataset.customer = "folded";
  keep(FOLDED, isFolded ? null : "zwinięty");
  tellAll();
});

function tellAll() {
  for (const edge of document.querySelectorAll(".edge")) tellWidth(edge);
  for (const button of document.querySelectorAll("[data-fold-customer]")) {
    button.setAttribute("aria-expanded", root.dataset.customer !== "folded");
  }
}

document.body.addEventListener("htmx:afterSettle", tellAll);
tellAll();
