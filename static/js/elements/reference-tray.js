import { markReference } from "../lib/mark-reference.js";
import { fill } from "../lib/words.js";

/** The references in order: numbers them, greys what the model does not take (`#sent-along`
 *  says how many it does), leaves one out and brings it back. Whoever adds or moves some
 *  (tray-upload, tray-order, tray-picker, kits) does it within `change`. */
class ReferenceTray extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("#refs");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.addEventListener("click", ({ target }) => this.press(target), { signal });
    this.list.addEventListener("change", () => this.draw(), { signal });
    document.body.addEventListener("htmx:afterSettle", () => this.draw(), { signal });
    this.draw();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get items() {
    return [...this.list.children];
  }

  press(target) {
    if (target.closest("[data-undo]")) return this.undo();
    const item = target.closest('[data-act="leave"]')?.closest("li");
    if (item) this.leave(item);
  }

  leave(item) {
    const n = this.items.indexOf(item) + 1;
    this.change("left", { n }, () => item.remove());
    this.focusOn(n - 1);
  }

  /** Do something to the list that can be taken back, and say it with the words `data-…`. */
  change(said, words, deed, before = this.items) {
    deed();
    this.before = before;
    this.changed(fill(this.dataset[said], words), true);
  }

  undo() {
    if (!this.before) return;
    this.list.replaceChildren(...this.before);
    this.before = undefined;
    this.changed(this.dataset.back, false);
    this.focusOn(this.items.length);
  }

  changed(text, isUndoable) {
    this.draw();
    this.tell(text, isUndoable);
    this.dispatchEvent(new Event("change", { bubbles: true }));
    document.dispatchEvent(new Event("composer:changed"));
  }

  tell(text, isUndoable = Boolean(this.before)) {
    this.said = text;
    this.querySelector("[data-said]").textContent = text;
    this.querySelector("[data-undo]").hidden = !isUndoable;
  }

  focusOn(index) {
    (this.items[index] ?? this.items.at(-1) ?? this.querySelector('input[type="file"]')).focus();
  }

  draw() {
    const most = Number(document.getElementById("sent-along")?.dataset.mostReferences ?? 14);
    this.items.forEach((item, index) => markReference(item, index + 1, most, this.dataset));
    this.querySelector('[name="file_count"]').value = this.querySelectorAll(".uploading:not(.failed)").length;
    const n = this.items.length;
    this.querySelector(".holds").textContent = fill(this.dataset[n > most ? "surplus" : "holds"], { n, most });
  }
}

customElements.define("reference-tray", ReferenceTray);
