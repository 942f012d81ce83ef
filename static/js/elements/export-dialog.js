/** The choices of a download over the page. `[data-export]` anywhere opens it: a link with its
 *  images in the address, or a button whose form names them. */
class ExportDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("click", (event) => this.open(event), { signal });
    this.addEventListener("click", ({ target }) => {
      if (target === this.dialog || target.closest("[data-close]")) this.dialog.close();
    }, { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  async open(event) {
    const opener = event.target.closest("[data-export]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await htmx.ajax("GET", opener.href ?? this.address(opener), { target: this.dialog });
    if (this.dialog.childElementCount) this.dialog.showModal();
  }

  /** Many images make one field: a server takes only so many. */
  address(button) {
    const data = new FormData(button.form);
    const place = button.getAttribute("formaction") ?? button.form.getAttribute("action");
    const images = data.getAll("images").join(",");
    data.delete("images");
    data.delete("csrfmiddlewaretoken");
    return `${place}?${new URLSearchParams([...data, ["images", images]])}`;
  }
}

customElements.define("export-dialog", ExportDialog);
