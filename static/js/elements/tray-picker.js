import { takeReferences } from "../lib/take-references.js";
import { walk } from "../lib/grid-walk.js";
import { fill } from "../lib/words.js";

/** Pictures of the gallery for the tray: chosen by click or Space, in the order of choosing, over
 *  several searches. `[data-pick]` anywhere on the page opens it. */
class TrayPicker extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("click", (event) => this.open(event), { signal });
    this.addEventListener("click", ({ target }) => this.press(target), { signal });
    this.addEventListener("change", ({ target }) => this.choose(target), { signal });
    this.addEventListener("keydown", (event) => this.key(event), { signal });
    this.addEventListener("htmx:afterSettle", () => this.draw(), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get boxes() {
    return [...this.querySelectorAll(".pick input")];
  }

  open(event) {
    if (!event.target.closest("[data-pick]")) return;
    event.preventDefault();
    this.chosen = [];
    this.dialog.showModal();
    const search = this.querySelector("[type=search]");
    search.value = "";
    htmx.trigger(search, "renew");
  }

  press(target) {
    if (target === this.dialog || target.closest("[data-close]")) this.dialog.close();
    else if (target.closest("[data-add]")) this.add();
  }

  key(event) {
    const { key, target } = event;
    const [isBox, isSearch] = [target.matches(".pick input"), target.matches("[type=search]")];
    const next = isBox && key.startsWith("Arrow") ? walk(this.boxes, target, key) : undefined;
    if (isSearch && ["Enter", "ArrowDown"].includes(key)) this.boxes[0]?.focus();
    else if (isBox && key === "Enter") this.chosen.length ? this.add() : target.click();
    else if (next) next.focus();
    else return;
    event.preventDefault();
  }

  choose({ value, checked, type }) {
    if (type !== "checkbox") return;
    this.chosen = this.chosen.filter((id) => id !== value).concat(checked ? [value] : []);
    this.draw();
  }

  draw() {
    for (const box of this.boxes) {
      const place = this.chosen?.indexOf(box.value) ?? -1;
      box.checked = place >= 0;
      box.closest("label").querySelector(".n").textContent = place < 0 ? "" : place + 1;
    }
    const button = this.querySelector("button[data-add]");
    button.disabled = !this.chosen?.length;
    button.textContent = fill(this.dataset.words, { n: this.chosen?.length || "" }).trim();
  }

  async add() {
    const query = new URLSearchParams(this.chosen.map((id) => ["reference_images", id]));
    const answer = await fetch(`${this.dataset.items}?${query}`);
    if (!answer.ok) return;
    const html = await answer.text();
    this.dialog.close();
    takeReferences(document.querySelector("reference-tray"), html);
  }
}

customElements.define("tray-picker", TrayPicker);
