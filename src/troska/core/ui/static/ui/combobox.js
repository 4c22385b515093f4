// <combo-box> around an input[role=combobox] and a [role=listbox]: arrows choose among the options while the focus stays
// in the text (aria-activedescendant), Enter takes the chosen one. Says so by the event "combo:take" {option}.
//   data-own   the options are the element's own: it narrows them by what is typed and writes the taken one down

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[łŁ]/g, "l").toLowerCase();
let numbers = 0;

class ComboBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("click", (event) => this.clicked(event));
    // The text keeps the focus while an option is pressed with the mouse.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("mousemove", ({ target }) => this.choose(target.closest("[role=option]"), { isQuiet: true }));
    if ("own" in this.dataset) this.narrowsItself();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
  }

  get chosen() {
    return this.list.querySelector('[role=option][aria-selected="true"]');
  }

  // To be called when the options are others; keeps the chosen one where it is still there.
  refresh({ keep = "" } = {}) {
    const options = this.options;
    for (const option of options) option.id ||= `option-${++numbers}`;
    this.choose(options.find(({ id }) => id === keep) ?? options[0] ?? null);
  }

  choose(option, { isQuiet = false } = {}) {
    if (option === undefined || (isQuiet && !option)) return;
    for (const other of this.list.querySelectorAll("[role=option]")) other.ariaSelected = String(other === option);
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    if (!isQuiet) option?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    if (event.isComposing || event.target !== this.input) return;
    const options = this.options;
    const here = options.indexOf(this.chosen);
    const to = {
      ArrowDown: (here + 1) % options.length,
      ArrowUp: here <= 0 ? options.length - 1 : here - 1,
      PageDown: Math.min(here + 8, options.length - 1),
      PageUp: Math.max(here - 8, 0),
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.open();
      this.choose(options[to]);
    } else if (event.key === "Enter" && this.chosen && !this.list.hidden) {
      event.preventDefault();
      this.take(this.chosen);
    } else if (event.key === "Escape" && "own" in this.dataset && !this.list.hidden) {
      event.stopPropagation();
      this.shut();
    }
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey) return;
    // A click that this element makes itself is let through, so that a link goes where it leads.
    if (!event.isTrusted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.take(option);
  }

  take(option) {
    if ("own" in this.dataset) {
      this.input.value = option.textContent.trim();
      this.shut();
    }
    this.dispatchEvent(new CustomEvent("combo:take", { detail: { option }, bubbles: true }));
  }

  // --- options of its own -----------------------------------------------------------------------------------------
  narrowsItself() {
    this.shut();
    this.input.addEventListener("input", () => {
      const asked = fold(this.input.value.trim());
      for (const option of this.list.querySelectorAll("[role=option]")) option.hidden = !fold(option.textContent).includes(asked);
      this.open();
      this.refresh();
    });
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("blur", () => this.shut());
  }

  open() {
    this.list.hidden = false;
    this.input.ariaExpanded = "true";
  }

  shut() {
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("combo-box", ComboBox);
