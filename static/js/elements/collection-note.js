/** The note of an image over the page: [data-note] anywhere opens it. */
class CollectionNote extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("click", (event) => this.open(event), { signal });
    this.addEventListener("click", ({ target }) => {
      if (target === this.dialog || target.closest("[data-close]")) this.dialog.close();
    }, { signal });
    this.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
      if (key === "Enter" && (ctrlKey || metaKey)) target.form?.requestSubmit();
    }, { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => this.done(detail), { signal });
    this.dialog.addEventListener("close", () => this.back(), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  async open(event) {
    const link = event.target.closest("[data-note]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.opener = link.closest("[id]").id;
    await htmx.ajax("GET", link.href, { target: this.dialog });
    if (this.dialog.querySelector("form")) this.dialog.showModal();
  }

  done({ successful, requestConfig }) {
    if (successful && requestConfig.verb === "post") this.dialog.close();
  }

  /** The link that opened it may be another one by now. */
  back() {
    document.querySelector(`#${this.opener} a`)?.focus();
  }
}

customElements.define("collection-note", CollectionNote);
