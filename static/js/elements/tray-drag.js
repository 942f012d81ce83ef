/** Dragging a reference to another place: a line shows where it would go. */
class TrayDrag extends HTMLElement {
  connectedCallback() {
    this.tray = this.closest("reference-tray");
    this.leaving = new AbortController();
    for (const name of ["dragstart", "dragover", "drop", "dragend"]) {
      this.addEventListener(name, (event) => this[name](event), { signal: this.leaving.signal });
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  dragstart(event) {
    this.dragged = event.target.closest("li");
    if (!this.dragged || event.target !== this.dragged) return event.preventDefault();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.dragged.ariaLabel ?? "");
    this.dragged.classList.add("dragged");
  }

  dragover(event) {
    const over = event.target.closest("li");
    if (!this.dragged || !over) return;
    event.preventDefault();
    const { left, width } = over.getBoundingClientRect();
    this.isAfter = event.clientX > left + width / 2;
    this.mark(over);
  }

  /** The reference under the pointer, at whose edge the line stands. */
  mark(over) {
    this.over = over;
    for (const item of this.tray.items) {
      item.classList.toggle("goes-before", item === over && !this.isAfter);
      item.classList.toggle("goes-after", item === over && this.isAfter);
    }
  }

  drop(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
    const others = this.tray.items.filter((item) => item !== this.dragged);
    const to = others.indexOf(this.over) + (this.isAfter ? 1 : 0);
    if (this.over && this.over !== this.dragged) this.querySelector("tray-order").move(this.dragged, to);
  }

  dragend() {
    this.dragged?.classList.remove("dragged");
    this.mark(undefined);
    this.dragged = undefined;
  }
}

customElements.define("tray-drag", TrayDrag);
