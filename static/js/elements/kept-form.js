const PAUSE = 800;
const AGAIN = 5_000;
const MARK = "Proofsheet-Pad";
// What a browser still sends for a page that is being left.
const LIGHT = 16_000;

/** Keeps what stands in the composer on the server, a moment after each change and when the page
 *  is left: another browser goes on from there. Files are not kept before they are uploaded.
 *  `mark` stands for what the server had when the page was drawn; where that changed elsewhere
 *  meanwhile, it is told when one comes back to the page. */
class KeptForm extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.mark = this.getAttribute("mark");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const touch = () => this.touch();
    for (const name of ["input", "change"]) this.form.addEventListener(name, touch, { capture: true, signal });
    this.form.addEventListener("htmx:afterSwap", (event) => event.target.id === "fields" && this.touch(), { signal });
    this.form.addEventListener("htmx:afterRequest", ({ target, detail }) => target === this.form && detail.xhr.status === 201 && this.touch(), { signal });
    document.addEventListener("composer:changed", touch, { signal });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save() : this.look()), { signal });
    window.addEventListener("pagehide", () => this.save({ isLast: true }), { signal });
    window.addEventListener("focus", () => this.look(), { signal });
    this.querySelector("button").addEventListener("click", () => this.touch(0));
  }

  /** Another form took the place of this one: what was sent of it the server has kept already. */
  disconnectedCallback() {
    clearTimeout(this.timer);
    this.leaving.abort();
  }

  touch(wait = PAUSE) {
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** One after another, so that the last one wins; what is the last of a page waits for nothing. */
  save({ isLast = document.hidden } = {}) {
    clearTimeout(this.timer);
    if (!this.isDirty) return;
    this.isDirty = false;
    const body = this.content();
    const tell = () => this.tell("POST", body, isLast && body.get("prompt").length < LIGHT);
    this.saving = isLast ? tell() : Promise.resolve(this.saving).then(tell);
  }

  content() {
    const texts = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return texts.reduce((data, [name, value]) => (data.append(name, value), data), new FormData());
  }

  async tell(method, body, keepalive = false) {
    const answer = await fetch(this.getAttribute("action"), { method, body, keepalive }).catch(() => null);
    const mark = answer?.headers.get(MARK) ?? null;
    if (method === "GET") return mark;
    if (mark === null) {
      this.isDirty = true;
      if (!answer && this.isConnected) this.touch(AGAIN);
      return;
    }
    this.mark = mark;
    this.querySelector("p").hidden = true;
  }

  async look() {
    if (this.isDirty || this.isLooking) return;
    this.isLooking = true;
    await this.saving;
    const mark = await this.tell("GET");
    this.isLooking = false;
    if (mark && !this.isDirty) this.querySelector("p").hidden = mark === this.mark;
  }
}

customElements.define("kept-form", KeptForm);
