/** Says it when the studio itself did not answer a press. What the feed and a thread ask by
 *  themselves is not told: it is simply asked again. */
class LineDown extends HTMLElement {
  connectedCallback() {
    this.notice = this.querySelector(".notice");
    this.querySelector("button").addEventListener("click", () => this.show(false));
    for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
      document.body.addEventListener(name, (event) => {
        if (!event.detail.elt.matches("live-feed, comment-thread")) this.show(true);
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
