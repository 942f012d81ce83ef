// Which folds were open, so that fields of another model come back as they were left.
const open = new Set();

/** The fields of a model: tells pixels, count and the summary line while one chooses.
 *  `data-sizes` is "16:9|1K=1376 × 768;…"; price and notes come from the server. */
class ExactPixels extends HTMLElement {
  connectedCallback() {
    const pairs = this.dataset.sizes.split(";").filter(Boolean);
    this.sizes = new Map(pairs.map((pair) => pair.split("=")));
    this.addEventListener("input", () => this.tell());
    this.addEventListener("toggle", (event) => this.remember(event.target), true);
    for (const fold of this.querySelectorAll("details")) {
      if (open.has(fold.className)) fold.open = true;
    }
  }

  remember(fold) {
    if (!this.isConnected) return;
    if (fold.open) open.add(fold.className);
    else open.delete(fold.className);
  }

  value(name) {
    return this.querySelector(`[name="${name}"]:checked`)?.value ?? "";
  }

  tell() {
    const [ratio, tier] = [this.value("aspect_ratio"), this.value("resolution")];
    const count = this.querySelector('[name="num_images"]')?.value || "1";
    const model = this.querySelector('[name="model"]')?.selectedOptions[0]?.label;
    this.set("[data-pixels]", this.sizes.get(`${ratio}|${tier}`) ?? "");
    this.set("[data-count]", count);
    this.set("[data-brief]", [model, ratio, tier, `×${count}`].filter(Boolean).join(" · "));
  }

  set(selector, text) {
    const element = this.querySelector(selector);
    if (element) element.textContent = text;
  }
}

customElements.define("exact-pixels", ExactPixels);
