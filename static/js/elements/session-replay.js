/** Beside the links that step through the attempts of a session: marks the attempt in the tree,
 *  brings it into sight and says where one is. */
class SessionReplay extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.body.addEventListener("htmx:afterSettle", (event) => this.settle(event), { signal });
    this.show("instant");
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get node() {
    return document.getElementById(`attempt-${this.querySelector("#step").dataset.step}`);
  }

  /** A step, or a strip in the tree that was drawn anew. */
  settle({ target }) {
    this.mark();
    if (!this.contains(target)) return;
    this.show("smooth");
    this.querySelector("[data-said]").textContent = this.querySelector("#step-title").textContent;
  }

  mark() {
    for (const old of document.querySelectorAll(".node.here")) {
      old.classList.remove("here");
      old.querySelector(".look").removeAttribute("aria-current");
    }
    this.node?.classList.add("here");
    this.node?.querySelector(".look").setAttribute("aria-current", "step");
  }

  /** Where it lies over the tree, and not above it as on a phone. */
  show(behavior) {
    if (getComputedStyle(this).position !== "sticky") return;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.node?.scrollIntoView({ block: "nearest", behavior: isStill ? "instant" : behavior });
  }
}

customElements.define("session-replay", SessionReplay);
