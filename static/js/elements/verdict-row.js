import { GridMarks } from "../lib/grid-marks.js";
import { press } from "../lib/marks.js";

/** The verdict on the image of a page: by its keys, which lead on to the next image, and by buttons. */
class VerdictRow extends HTMLElement {
  isIn = true;

  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.at = document.querySelector(".stage[data-image]");
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.at.addEventListener("frame:marked", ({ detail }) => this.show(detail), { signal });
    this.marks = new GridMarks(this.at.parentElement, this, signal, this);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  /** A mark leads on. */
  step() {
    document.querySelector("a[rel=next]")?.click();
  }

  press(event) {
    const button = event.target.closest("[data-mark], [data-star]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    const isOff = button.ariaPressed === "true";
    const { mark, star } = button.dataset;
    this.marks.mark(this.at, mark ? { verdict: isOff ? "" : mark } : { stars: isOff ? 0 : Number(star) });
  }

  show({ verdict, stars }) {
    for (const button of this.querySelectorAll("[data-mark]")) press(button, verdict);
    for (const button of this.querySelectorAll("[data-star]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.star) === stars));
      button.classList.toggle("on", Number(button.dataset.star) <= stars);
    }
  }
}

customElements.define("verdict-row", VerdictRow);
