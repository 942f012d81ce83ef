import { takeReferences } from "../lib/take-references.js";

/** The kits of the tray: loads one into it, behind what is there or in its place. */
class TrayKits extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  press(event) {
    const button = event.target.closest("[data-kit]");
    if (!button) return;
    event.preventDefault();
    this.load(button);
  }

  async load({ dataset, value }) {
    const answer = await fetch(dataset.kit);
    if (!answer.ok) return;
    const html = await answer.text();
    this.querySelector("[popover]").hidePopover();
    takeReferences(this.closest("reference-tray"), html, value === "replace");
  }

  /** Enter in the name keeps the kit: it is no order. */
  key(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    this.querySelector(".kit-keep button").click();
  }
}

customElements.define("tray-kits", TrayKits);
