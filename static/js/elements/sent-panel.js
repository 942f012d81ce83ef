const PAUSE = 400;

/** "What will be sent": asked for when it is opened, and again while it is open when the form has
 *  come to say something else. Of a mask that waits only its name goes along. */
class SentPanel extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.fold = this.querySelector("details");
    this.leaving = new AbortController();
    const heard = { capture: true, signal: this.leaving.signal };
    for (const name of ["input", "change", "htmx:afterSwap"]) {
      this.form.addEventListener(name, () => this.soon(), heard);
    }
    document.addEventListener("composer:changed", () => this.soon(), heard);
    this.fold.addEventListener("toggle", () => this.toggled(), heard);
    this.addEventListener("htmx:configRequest", ({ detail }) => this.lighten(detail.formData), heard);
    for (const name of ["htmx:sendError", "htmx:responseError"]) {
      this.addEventListener(name, () => (this.known = undefined), heard);
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
    clearTimeout(this.timer);
  }

  toggled() {
    this.known = undefined;
    this.renew();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), PAUSE);
  }

  renew() {
    const said = this.fold.open ? this.said() : this.known;
    if (said === this.known) return;
    this.known = said;
    htmx.trigger(this, "renew");
  }

  said() {
    const pairs = [...new FormData(this.form)].map(([name, value]) => [name, value.name ?? value]);
    return new URLSearchParams(pairs).toString();
  }

  lighten(data) {
    const masks = data.getAll("mask").map((value) => value.name ?? value);
    data.delete("mask");
    for (const mask of masks.filter(Boolean)) data.append("mask", mask);
  }
}

customElements.define("sent-panel", SentPanel);
