import { marked } from "./marks.js";
import { fill } from "./words.js";

/** The last one standing is picked; the others are rejected where that is asked. All of it goes
 *  back with the last step. */
export class SurveyEnd {
  before = new Map();

  constructor(place, marks) {
    this.place = place;
    this.marks = marks;
    this.line = place.querySelector(".won");
  }

  get may() {
    return this.place.hasAttribute("data-may");
  }

  win(pane) {
    this.line.hidden = false;
    this.say("last", pane);
    this.winner = pane;
    if (this.may) this.press("pick");
  }

  press(deed) {
    const pane = this.winner ?? this.place.querySelector(".pane");
    this.winner = pane;
    this.mark(pane, "pick");
    this.say("won", pane);
    this.hide("pick");
    if (deed !== "reject") return;
    const losers = this.place.out.gone.map((one) => one.firstElementChild);
    for (const loser of losers) this.mark(loser, "reject");
    this.say("lost_all", pane, losers.length);
    this.hide("reject");
  }

  undo() {
    if (this.line.hidden) return;
    for (const [pane, { verdict }] of this.before) this.marks.mark(pane, { verdict });
    this.before.clear();
    this.winner = null;
    this.line.hidden = true;
    for (const button of this.line.querySelectorAll("[data-end]")) button.hidden = false;
  }

  mark(pane, verdict) {
    const now = marked(pane);
    if (now.verdict === verdict) return;
    this.before.set(pane, now);
    this.marks.mark(pane, { verdict });
  }

  hide(name) {
    const button = this.line.querySelector(`[data-end="${name}"]`);
    if (button) button.hidden = true;
  }

  say(name, pane, n) {
    const words = { image: pane.querySelector(".name").textContent, n };
    const data = this.place.dataset;
    this.line.querySelector("[data-words]").textContent = fill({ last: data.last, won: data.won, lost_all: data.lostAll }[name], words);
  }
}
