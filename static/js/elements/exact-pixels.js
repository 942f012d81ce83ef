// Which folds were open, so that fields of another model come back as they were left.
const open = new Set();

/** The fields of a model: tells pixels, count and the summary line while one chooses, and how
 *  long the prompt is where that is limited. `data-sizes` is "16:9|1K=1376 × 768;…"; price and
 *  notes come from the server. */
class ExactPixels extends HTMLElement {
  connectedCallback() {
    const pairs = this.dataset.sizes.split(";").filter(Boolean);
    this.sizes = new Map(pairs.map((pair) => pair.split("=")));
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.prompt = this.closest("form").elements.prompt;
    this.prompt.addEventListener("input", () => this.count(), { signal });
    this.addEventListener("input", () => this.tell(), { signal });
    this.addEventListener("htmx:afterSwap", () => this.drawn(), { signal });
    this.addEventListener("toggle", (event) => this.remember(event.target), { capture: true, signal });
    for (const fold of this.querySelectorAll("details")) {
      if (open.has(fold.classList[0])) fold.open = true;
    }
    this.count();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  /** An answer may know less than what was typed while it came. */
  drawn() {
    this.count();
    this.tell();
  }

  remember(fold) {
    if (!this.isConnected) return;
    if (fold.open) open.add(fold.classList[0]);
    else open.delete(fold.classList[0]);
  }

  /** The checked radio of a name; for a shape what is typed instead of one. */
  value(name) {
    const typed = [...this.querySelectorAll(`.own-canvas [name="${name}"]`)];
    return typed[0]?.value || (this.querySelector(`[name="${name}"]:checked`)?.value ?? "");
  }

  tell() {
    const [ratio, tier] = [this.value("aspect_ratio"), this.value("resolution")];
    const count = this.querySelector('[name="num_images"]')?.value || "1";
    const model = this.querySelector('[name="model"]')?.selectedOptions[0]?.label;
    const pixels = [this.value("width"), this.value("height")].filter(Boolean).join(" × ");
    if (!pixels) this.set("[data-pixels]", this.sizes.get(`${ratio}|${tier}`) ?? "");
    const total = Number(count) * Number(this.querySelector("[data-count]")?.dataset.count ?? 1);
    this.set("[data-each]", count);
    this.set("[data-count]", total);
    const unit = this.querySelector("[data-one]");
    this.set("[data-one]", total === 1 ? unit?.dataset.one : unit?.dataset.many);
    this.set("[data-brief]", [model, pixels || ratio, tier, `×${count}`].filter(Boolean).join(" · "));
  }

  /** Told once half of what may be written is written. */
  count() {
    const limit = this.querySelector("[data-most]");
    if (!limit) return;
    const [length, most] = [[...this.prompt.value].length, Number(limit.dataset.most)];
    const isOver = length > most;
    limit.textContent = [`${length} / ${most}`, isOver && limit.dataset.over].filter(Boolean).join(" ");
    limit.hidden = length < most / 2;
    if (limit.classList.toggle("over", isOver)) this.prompt.setAttribute("aria-invalid", "true");
    else if (!this.prompt.hasAttribute("aria-describedby")) this.prompt.removeAttribute("aria-invalid");
  }

  set(selector, text) {
    const element = this.querySelector(selector);
    if (element) element.textContent = text;
  }
}

customElements.define("exact-pixels", ExactPixels);
