// <toast-note>: a short word about what was done. It goes by itself (data-seconds says when, if not after six), an error
// stays until it is closed.

const SECONDS = 6;

class ToastNote extends HTMLElement {
  connectedCallback() {
    const close = this.querySelector("[data-close]");
    if (close) {
      close.hidden = false;
      close.addEventListener("click", () => this.remove());
    }
    if (this.getAttribute("role") !== "alert") this.wait();
    this.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.addEventListener("focusin", () => clearTimeout(this.timer));
    this.addEventListener("pointerleave", () => this.getAttribute("role") !== "alert" && this.wait());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), (Number(this.dataset.seconds) || SECONDS) * 1000);
  }
}

customElements.define("toast-note", ToastNote);
