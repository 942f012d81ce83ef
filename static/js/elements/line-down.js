/** Says it when the studio itself did not answer a press. The feed's own questions are not
 *  told: they are simply asked again. */
class LineDown extends HTMLElement {
  connectedCallback() {
    this.notice = this.querySelector(".notice");
    this.querySelector("button").addEventListener("click", () => this.show(false));
    for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
      document.body.addEventListener(name, (event) => {
        if (event.detail.elt.localName !== "live-feed") this.show(true);
      });
    }
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.shouldSwap) this.show(false);
    });
  }

  show(is) {
    this.notice.hidden = !is;
  }
}

customElements.define("line-down", LineDown);
