import { keepFocus } from "../lib/kept-focus.js";

const HIDDEN_POLL = 15_000;
const RETRY = 3_000;
const UNFINISHED = '[data-state="queued"], [data-state="running"]';

/** Keeps unfinished cards true with one question for all of them, as often as the server says
 *  (header `Proofsheet-Poll`, milliseconds), and asks nothing when nothing runs. */
class LiveFeed extends HTMLElement {
  connectedCallback() {
    this.plainTitle = document.title;
    this.done = 0;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    keepFocus(".job", signal);
    document.body.addEventListener("htmx:afterRequest", (event) => this.heard(event), { signal });
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    this.after(Number(this.getAttribute("poll-ms")));
  }

  disconnectedCallback() {
    this.leaving.abort();
    clearTimeout(this.timer);
  }

  get cards() {
    return [...this.querySelectorAll(UNFINISHED)].filter((card) => card.matches(".job"));
  }

  after(wait) {
    clearTimeout(this.timer);
    this.due = Infinity;
    if (!this.cards.length) return;
    const next = document.hidden ? HIDDEN_POLL : wait || RETRY;
    this.due = performance.now() + next;
    this.timer = setTimeout(() => this.ask(), next);
  }

  async ask() {
    const before = this.cards;
    const seen = before.map((card) => card.dataset.seen).join("-");
    await htmx.ajax("GET", `${this.getAttribute("changes")}?seen=${seen}`, { source: this, swap: "none" })
      .catch(() => {});
    for (const card of before) this.tell(document.getElementById(card.id));
  }

  /** Every answer may say when to ask next: our own, a submit's, a cancel's. Those of others put
   *  nothing off: whoever submits again and again would never see what came. */
  heard({ detail }) {
    const wait = Number(detail.xhr?.getResponseHeader("Proofsheet-Poll"));
    const isOurs = detail.elt === this;
    if (isOurs) this.after(detail.successful ? wait : RETRY);
    else if (wait && performance.now() + wait < this.due) this.after(wait);
  }

  tell(card) {
    if (!card || card.matches(UNFINISHED)) return;
    const words = {
      "{n}": card.id.replace("job-", ""),
      "{state}": card.querySelector(".state-word").textContent.trim(),
      "{images}": card.querySelectorAll("[data-image]").length,
    };
    const said = this.getAttribute("said").replace(/\{\w+\}/g, (word) => words[word] ?? word);
    this.querySelector("[data-announce]").textContent = said;
    if (!document.hidden) return;
    this.done += 1;
    document.title = `${this.getAttribute("done").replace("{n}", this.done)} ${this.plainTitle}`;
  }

  seen() {
    if (document.hidden) return;
    this.done = 0;
    document.title = this.plainTitle;
    this.after(1);
  }
}

customElements.define("live-feed", LiveFeed);
