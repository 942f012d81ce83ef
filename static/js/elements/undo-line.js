/** A line that tells what was done, for ten seconds, with its way back: a button, or Ctrl+Z.
 *  `data-gone`: the frames of these images leave the page, which hears "gallery:gone". */
const SECONDS = 10;
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]";

class UndoLine extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    document.addEventListener("keydown", (event) => this.press(event), { signal: this.leaving.signal });
    this.wait(SECONDS);
    const { gone } = this.dataset;
    delete this.dataset.gone;
    if (gone) document.dispatchEvent(new CustomEvent("gallery:gone", { detail: gone }));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.leaving.abort();
  }

  wait(seconds) {
    this.timer = setTimeout(() => this.leave(), seconds * 1000);
  }

  /** Not while someone is about to press it. */
  leave() {
    if (this.matches(":hover, :focus-within")) this.wait(1);
    else this.remove();
  }

  press(event) {
    const { ctrlKey, metaKey, shiftKey, altKey, key, target } = event;
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";
    const button = this.querySelector("button");
    if (!isUndo || !button || target.closest(TYPED)) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("undo-line", UndoLine);
