import { FarRows } from "../lib/far-rows.js";
import { GridFocus } from "../lib/grid-focus.js";
import { GridMarks } from "../lib/grid-marks.js";
import { press } from "../lib/marks.js";
import { keepPlace } from "../lib/grid-place.js";
import { GridPreview } from "../lib/grid-preview.js";

/** The frames of a search: one tab stop, marks by keys, a large look, and the place kept. What can
 *  be done with a frame is put on it when it is pointed at, so that the others stay light. */
class GalleryGrid extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const { walk, ends, pages } = this.dataset;
    const roving = new GridFocus(this, { walk, ends, pages }, signal);
    new GridMarks(this, roving, signal);
    new GridPreview(this, roving, signal);
    this.tools = this.querySelector("template[data-tools]").content.firstElementChild;
    for (const name of ["pointerover", "focusin"]) {
      this.addEventListener(name, ({ target }) => this.equip(target.closest(".frame")), { signal });
    }
    new FarRows(this, signal);
    keepPlace(this, signal);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  equip(frame) {
    if (!frame || frame === this.equipped) return;
    this.equipped?.querySelector(".frame-tools")?.remove();
    this.equipped = frame;
    const tools = this.tools.cloneNode(true);
    for (const link of tools.querySelectorAll("a")) link.href = link.href.replace("image=0", `image=${frame.dataset.image}`);
    for (const part of tools.children) part.tabIndex = -1;
    for (const button of tools.querySelectorAll("[data-mark]")) press(button, frame.dataset.verdict);
    frame.querySelector(".pic").after(tools);
  }
}

customElements.define("gallery-grid", GalleryGrid);
