/** "11 s of about 19 s" and its ticks, once it is late "24 s, usually about 19 s".
 *  `since` is an ISO time, `usual` seconds. */
class JobClock extends HTMLElement {
  connectedCallback() {
    this.start = Date.parse(this.getAttribute("since"));
    this.usual = Number(this.getAttribute("usual"));
    this.querySelector("[data-still]").hidden = true;
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const gone = Math.max(0, (Date.now() - this.start) / 1000);
    const text = `${Math.floor(gone)} s`;
    const isLate = gone > this.usual;
    this.querySelector("[data-moving]").hidden = isLate;
    this.querySelector("[data-late]").hidden = !isLate;
    for (const words of this.querySelectorAll("[data-gone]")) {
      if (words.textContent !== text) words.textContent = text;
    }
    const ticks = this.querySelector("progress");
    ticks.value = gone;
    ticks.hidden = isLate;
  }
}

customElements.define("job-clock", JobClock);
