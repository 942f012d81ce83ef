import { hearGestures } from "../lib/gestures.js";
import { on } from "../lib/keys.js";
import { OwnPixels } from "../lib/own-pixels.js";
import { corner, FIT, fitted, held, moved, toggled, zoomed } from "../lib/zoom.js";

const MIDDLE = { x: 0, y: 0 };
const PUSH = { ArrowLeft: { x: 96, y: 0 }, ArrowRight: { x: -96, y: 0 }, ArrowUp: { x: 0, y: 96 }, ArrowDown: { x: 0, y: -96 } };

/** A picture that can be seen pixel by pixel. `view` is as in lib/zoom.js; a change of it by hand is
 *  told by "zoom:view". The original is loaded where the preview has too few pixels. */
class PictureZoom extends HTMLElement {
  view = FIT;

  connectedCallback() {
    this.pane = this.querySelector(".holder");
    this.button = this.querySelector("[data-zoom]");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const { width, height, original, nearer, farther, push } = this.dataset;
    this.pixels = { width: Number(width), height: Number(height) };
    this.own = original && new OwnPixels(this.pane, original, this.pixels, () => this.draw(this.view));
    hearGestures(this.pane, this, signal);
    this.button?.addEventListener("click", () => this.toggle(), { signal });
    on("+ =", () => this.zoom(1.5), nearer, { signal });
    on("-", () => this.zoom(1 / 1.5), farther, { signal });
    on(Object.keys(PUSH).join(" "), ({ key }) => this.takesDrag() && this.move(PUSH[key]), push, { signal });
    on("Escape", () => this.view !== FIT && this.show(FIT), "", { signal });
    addEventListener("resize", () => this.view !== FIT && this.draw(held(this.view, this.room)), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get room() {
    const { width, height } = getComputedStyle(this.querySelector(".big"));
    const fit = fitted(this.pixels, { width: parseFloat(width), height: parseFloat(height) });
    const pane = { width: this.pane.clientWidth, height: this.pane.clientHeight };
    return { fit, pane, one: this.pixels.width / devicePixelRatio / fit.width };
  }

  takesWheel = () => this.view !== FIT || document.scrollingElement.scrollHeight <= innerHeight;

  takesDrag = () => this.view.scale > 1;

  zoom = (factor, at = MIDDLE) => this.show(zoomed(this.view, this.view.scale * factor, at, this.room));

  move = (by) => this.show(moved(this.view, by, this.room));

  toggle = (at = MIDDLE) => this.show(toggled(this.view, at, this.room));

  show(view) {
    if (view.scale === 1 && this.view === FIT) return;
    this.draw(view.scale === 1 ? FIT : view);
    this.dispatchEvent(new CustomEvent("zoom:view", { bubbles: true, detail: this.view }));
  }

  draw(view) {
    const { fit, pane, one } = this.room;
    const { scale, x, y } = (this.view = view);
    const [right, down] = [(0.5 - x) * fit.width * scale, (0.5 - y) * fit.height * scale];
    const { style } = this.querySelector(".big");
    style.transform = view === FIT ? "" : `translate(${right}px, ${down}px) scale(${scale})`;
    this.toggleAttribute("zoomed", scale > 1);
    const isCoarse = fit.width * scale * devicePixelRatio >= this.dataset.preview - 0.5;
    const hasOwn = Boolean(this.own) && this.own.isThere !== false;
    if (hasOwn) this.own.draw(view !== FIT && isCoarse, corner(view, { fit, pane }), scale / one);
    this.print(Math.round((scale / one) * 100), isCoarse && !hasOwn);
  }

  print(share, isPreview) {
    const { fit, share: words, coarse } = this.dataset;
    const text = this.view === FIT ? fit : words.replace("{n}", share);
    this.state = this.view !== FIT && isPreview ? `${text}, ${coarse}` : text;
    if (this.button) this.button.firstChild.textContent = this.state;
  }
}

customElements.define("picture-zoom", PictureZoom);
