import { on } from "./keys.js";

/** Space shows the frame under the focus large, over the grid; keys go on working on the frame. */
export class GridPreview {
  constructor(grid, focus, signal) {
    this.focus = focus;
    this.box = document.getElementById("preview");
    this.image = new Image();
    grid.addEventListener("keydown", (event) => this.space(event), { signal });
    on(" ", () => false, grid.dataset.look, { signal });
    on("Escape", () => this.close(), "", { signal });
    grid.addEventListener("grid:at", ({ detail }) => this.isOpen && this.show(detail), { signal });
    this.box.addEventListener("click", () => this.close(), { signal });
    signal.addEventListener("abort", () => this.close());
  }

  get isOpen() {
    return this.box.matches(":popover-open");
  }

  /** On a link the page would scroll by it. */
  space(event) {
    if (event.key !== " " || !event.target.closest(".pic")) return;
    event.preventDefault();
    if (this.isOpen) this.close();
    else this.show(this.focus.at);
  }

  show(frame) {
    const thumb = frame.querySelector(".pic img");
    if (!thumb) return;
    const large = thumb.srcset.split(", ").at(-1).split(" ")[0];
    this.image.src = large;
    this.image.alt = thumb.alt;
    this.box.prepend(this.image);
    this.box.querySelector(".edge").replaceChildren(...frame.querySelector(".edge").cloneNode(true).childNodes);
    this.box.showPopover();
  }

  close() {
    if (!this.isOpen) return false;
    this.box.hidePopover();
    return true;
  }
}
