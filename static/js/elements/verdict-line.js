import "../lib/verdicts.js";
import { fill } from "../lib/words.js";

/** Says how many verdicts wait while the server is not there, and when one was not taken that was
 *  said on a page before. */
class VerdictLine extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("verdicts:line", ({ detail }) => this.hear(detail), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  hear({ waiting, isLate, isLost }) {
    const { one, many, lost } = this.dataset;
    if (isLost) this.say(lost);
    else if (isLate) this.say(waiting === 1 ? one : fill(many, { n: waiting }));
    else if (!waiting && this.textContent !== lost) this.say("");
  }

  say(text) {
    this.textContent = text;
    this.classList.toggle("notice", Boolean(text));
  }
}

customElements.define("verdict-line", VerdictLine);
