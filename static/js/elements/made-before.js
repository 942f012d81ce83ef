const PAUSE = 400;
const UNTIL_MADE = 2_000;

/** Says beside the button that just this was made before, as soon as the form asks for it. The
 *  server finds it; files stay where they are, and the button stays as it is. */
class MadeBefore extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const ask = () => this.ask();
    for (const name of ["input", "change"]) this.form.addEventListener(name, ask, { capture: true, signal });
    for (const name of ["htmx:afterSwap", "htmx:afterRequest"]) {
      this.form.addEventListener(name, (event) => this.hear(event), { signal });
    }
    document.addEventListener("composer:changed", ask, { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.leaving.abort();
    this.asking?.abort();
  }

  /** Fields of another model, and a job that was just made. */
  hear({ target, detail }) {
    if (target.id === "fields" || (target === this.form && detail.xhr?.status === 201)) this.ask();
  }

  ask() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    this.asking = new AbortController();
    const data = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "submission") data.append(name, value);
    }
    const asked = { method: "POST", body: data, signal: this.asking.signal };
    const answer = await fetch(this.getAttribute("action"), asked).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => null) : null;
    if (text === null) return;
    if (text !== this.innerHTML) this.innerHTML = text;
    if (this.querySelector("[data-unfinished]")) this.timer = setTimeout(() => this.look(), UNTIL_MADE);
  }
}

customElements.define("made-before", MadeBefore);
