const AT = /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.+-]*)$/u;

/** A field that offers people behind an "@": arrows choose, Enter or Tab takes, Esc closes. */
class MentionBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.list = this.querySelector("[role=listbox]");
    if (!this.list) return;
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.take(event.target.closest("[role=option]"));
    });
  }

  get typed() {
    return this.field.value.slice(0, this.field.selectionStart).match(AT)?.[2];
  }

  get offered() {
    return [...this.list.children].filter((option) => !option.hidden);
  }

  offer() {
    const typed = this.typed?.toLocaleLowerCase();
    for (const option of this.list.children) {
      const names = `${option.dataset.name} ${option.textContent}`.toLocaleLowerCase();
      option.hidden = typed === undefined || !names.split(/\s+/).some((name) => name.startsWith(typed));
    }
    this.list.hidden = !this.offered.length;
    this.choose(this.offered[0]);
  }

  choose(chosen) {
    for (const option of this.list.children) option.ariaSelected = String(option === chosen);
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen && !this.list.hidden) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (this.list.hidden || event.ctrlKey || event.metaKey) return;
    const { offered } = this;
    const at = offered.findIndex((option) => option.ariaSelected === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(offered.at((at + step) % offered.length));
    else if (event.key === "Enter" || event.key === "Tab") this.take(offered[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(option) {
    if (!option) return;
    const end = this.field.selectionStart;
    this.field.setRangeText(`${option.dataset.name} `, end - this.typed.length, end, "end");
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.choose(undefined);
  }
}

customElements.define("mention-box", MentionBox);
