import { draw, marked } from "../lib/marks.js";
import { keep, late, waiting } from "../lib/verdicts.js";
import { fill } from "../lib/words.js";

/** A guest's marks by the buttons of their forms: drawn at once, and sent one after another. Where
 *  one is not taken the page is asked again, which shows or says what is so. */
class GuestMarks extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.addEventListener("submit", (event) => this.hear(event), { signal });
    document.addEventListener("verdicts:line", ({ detail }) => detail.waiting || this.count(), { signal });
    for (const { url, said } of [...late(), ...waiting()]) this.recall(url, said);
    if (late().length) this.count();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  async hear(event) {
    const { name, value } = event.submitter ?? {};
    const frame = event.target.closest("[data-image]");
    if (!frame || !["verdict", "stars"].includes(name)) return;
    event.preventDefault();
    this.mark(frame, { [name]: value });
    if (!(await keep(event.target.action, { [name]: value }))) location.reload();
  }

  /** Said on the page before, and perhaps not yet there when this one was asked for. */
  recall(url, said) {
    const form = [...this.querySelectorAll("form")].find(({ action }) => action === url);
    if (form) this.mark(form.closest("[data-image]"), said);
  }

  mark(frame, change) {
    const { verdict, stars: number } = { ...marked(frame), ...change };
    const said = { verdict, stars: Number(number) };
    const { drawings, picked, rejected, stars } = this.dataset;
    const words = { pick: picked, reject: rejected, stars: (n) => fill(stars, { n }) };
    draw(frame, said, { drawings, words });
    for (const button of frame.querySelectorAll("[data-mark]")) {
      button.value = button.dataset.mark === said.verdict ? "" : button.dataset.mark;
    }
    for (const button of frame.querySelectorAll("[data-star]")) {
      const n = Number(button.dataset.star);
      button.ariaPressed = String(n <= said.stars);
      button.value = n === said.stars ? 0 : n;
    }
  }

  count() {
    if (!document.getElementById("tally")) return;
    htmx.ajax("GET", this.dataset.home, { source: this, target: "#tally", swap: "innerHTML" }).catch(() => {});
  }
}

customElements.define("guest-marks", GuestMarks);
