/** A canvas of one's own beside the drawn shapes: a ratio, pixels, or a preset that fills them.
 *  The last thing touched counts: it empties the others. The drawn shape and tier follow what the
 *  server says will be sent (`data-shape` and `data-tier` of #due). */
class OwnCanvas extends HTMLElement {
  connectedCallback() {
    this.fields = this.closest("#fields");
    this.input = (name) => this.querySelector(`[name="${name}"]`);
    this.addEventListener("input", (event) => this.typed(event.target));
    this.fields.addEventListener("change", (event) => this.drawn(event.target));
    this.fields.addEventListener("htmx:afterSwap", (event) => this.follow(event.target));
    if (this.input("preset").value && !this.isExact) this.fill();
  }

  get isExact() {
    return Boolean(this.input("width").value || this.input("height").value);
  }

  get isUsed() {
    return this.isExact || Boolean(this.input("aspect_ratio").value || this.input("preset").value);
  }

  typed({ name }) {
    if (name === "preset") this.fill();
    if (name === "width" || name === "height") this.clear("preset", "aspect_ratio");
    if (name === "aspect_ratio") this.clear("preset", "width", "height");
  }

  fill() {
    const [width, height] = this.input("preset").value.split("x");
    this.input("width").value = width;
    this.input("height").value = height ?? "";
    this.clear("aspect_ratio");
  }

  clear(...names) {
    for (const name of names) this.input(name).value = "";
  }

  /** A drawn shape was chosen: it takes the place of the own one. A tier does so for pixels. */
  drawn(target) {
    if (target.type !== "radio" || !this.isUsed) return;
    if (target.name === "aspect_ratio") this.clear("preset", "width", "height", "aspect_ratio");
    if (target.name === "resolution" && this.isExact) this.clear("preset", "width", "height");
  }

  follow(due) {
    if (due.id !== "due" || !this.isUsed) return;
    this.check("aspect_ratio", due.dataset.shape);
    this.check("resolution", due.dataset.tier);
    this.fields.tell();
  }

  check(name, value) {
    for (const radio of this.fields.querySelectorAll(`[type="radio"][name="${name}"]`)) {
      radio.checked = radio.value === value;
    }
  }
}

customElements.define("own-canvas", OwnCanvas);
