// <leaves-in>: counts down to the moment when a message leaves; until then a button beside it takes it back.

// By message: the page is pulled anew while they count, and clocks differ.
const leaves = new Map();

class LeavesIn extends HTMLElement {
  connectedCallback() {
    const { message, seconds } = this.dataset;
    if (!leaves.has(message)) leaves.set(message, performance.now() + Number(seconds) * 1000);
    this.timer = setInterval(() => this.tell(), 250);
    this.tell();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tell() {
    const left = Math.ceil((leaves.get(this.dataset.message) - performance.now()) / 1000);
    if (left > 0) {
      if (this.textContent !== String(left)) this.textContent = left;
      return;
    }
    clearInterval(this.timer);
    this.textContent = "0";
    const toast = this.closest("toast-note");
    if (toast) toast.remove();
    else this.closest(".delivery")?.querySelector(".undo")?.remove();
  }
}

customElements.define("leaves-in", LeavesIn);

// The form may be gone, with its message or its toast, before the answer comes; so the request is the composer's.
document.body.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".undo")) return;
  event.preventDefault();
  const button = form.querySelector("[data-undo]");
  const { undo, undoKind: kind } = button.dataset;
  const begun = document.getElementById(`${kind}-text`);
  const values = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, kind };
  // What was begun since is kept, behind what comes back.
  if (begun?.value.trim() && begun.value !== begun.defaultValue) values.meanwhile = begun.value;
  button.disabled = true;
  const source = document.getElementById("composer");
  await window.htmx.ajax("POST", form.getAttribute("action"), { source, target: "#thread", swap: "none", values });
  button.disabled = false;
  for (const other of document.querySelectorAll(`toast-note [data-undo="${undo}"]`)) other.closest("toast-note").remove();
});
