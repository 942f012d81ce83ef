/** "11 s of about 19 s" and its ticks. `since` is an ISO time, `usual` seconds. */
class JobClock extends HTMLElement {
  connectedCallback() {
    this.start = Date.parse(this.getAttribute("since"));
    this.querySelector("[data-still]").hidden = true;
    this.querySelector("[data-moving]").hidden = false;
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const gone = Math.max(0, (Date.now() - this.start) / 1000);
    const text = `${Math.floor(gone)} s`;
    const words = this.querySelector("[data-gone]");
    if (words.textContent !== text) words.textContent = text;
    this.querySelector("progress").value = gone;
  }
}

customElements.define("job-clock", JobClock);
