import { areOn, listed, turn } from "../lib/keys.js";

const SIGNS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Enter: "↵", Escape: "Esc", Control: "Ctrl" };
const make = (tag, ...content) => {
  const element = document.createElement(tag);
  element.append(...content);
  return element;
};

/** "?": every key of the page, and the switch that turns single signs off. */
class KeysPanel extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.box = this.querySelector("[type=checkbox]");
    this.querySelector("[aria-keyshortcuts]").addEventListener("click", () => this.open());
    this.box.addEventListener("change", () => turn(this.box.checked));
    this.dialog.addEventListener("click", ({ target }) => this.press(target));
  }

  open() {
    const rows = listed().map(({ keys, label }) => this.row(keys, label));
    this.querySelector("dl").replaceChildren(...rows);
    this.box.checked = areOn();
    this.dialog.showModal();
  }

  row(keys, label) {
    const signs = keys.flatMap((key) => [make("kbd", this.sign(key)), " "]);
    return make("div", make("dt", ...signs), make("dd", label));
  }

  /** `Control+Enter` as it is printed on keys. */
  sign(key) {
    return key === "+" ? key : key.split("+").map((part) => SIGNS[part] ?? part).join(" ");
  }

  press(target) {
    if (target === this.dialog || target.closest("[data-close]")) this.dialog.close();
  }
}

customElements.define("keys-panel", KeysPanel);
