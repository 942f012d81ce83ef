/** A button that copies the code beside it, or the text of the selector in `of`. Where the clipboard is closed, as without a secure
 *  address, it marks the code instead. */
class CopyText extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.copy());
  }

  async copy() {
    const of = this.getAttribute("of");
    const code = of ? document.querySelector(of) : this.parentElement.querySelector("code");
    let said = this.getAttribute("copied");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      said = this.getAttribute("marked");
    }
    this.querySelector("[role=status]").textContent = said;
  }
}

customElements.define("copy-text", CopyText);
