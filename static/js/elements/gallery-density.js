const YEAR = 365 * 24 * 60 * 60;

/** How large the frames are, without asking the server; the cookie tells it for the next page. */
class GalleryDensity extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.choose(event));
  }

  choose(event) {
    const button = event.target.closest("[name=density]");
    if (!button) return;
    event.preventDefault();
    for (const one of this.querySelectorAll("[name=density]")) one.ariaPressed = String(one === button);
    document.querySelector(".reel")?.setAttribute("data-density", button.value);
    document.cookie = `${this.dataset.cookie}=${button.value}; path=/; max-age=${YEAR}; samesite=lax`;
  }
}

customElements.define("gallery-density", GalleryDensity);
