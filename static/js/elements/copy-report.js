/** "Copy report": what stands behind its link goes to the clipboard. Where that cannot be, as
 *  without a secure address, the link leads to the text itself. */
class CopyReport extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.link.addEventListener("click", (event) => this.copy(event));
  }

  async copy(event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || !navigator.clipboard?.write) return;
    event.preventDefault();
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": this.report() })]);
      this.querySelector("[role=status]").textContent = this.getAttribute("copied");
    } catch {
      location.assign(this.link.href);
    }
  }

  /** A promise, since some browsers let a press write only what was promised at once. */
  async report() {
    const answer = await fetch(this.link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    return new Blob([await answer.text()], { type: "text/plain" });
  }
}

customElements.define("copy-report", CopyReport);
