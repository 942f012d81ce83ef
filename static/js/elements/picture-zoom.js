import { hearGestures } from "../lib/gestures.js";
import { on } from "../lib/keys.js";
import { OwnPixels } from "../lib/own-pixels.js";
import { corner, FIT, fitted, held, moved, toggled, zoomed } from "../lib/zoom.js";

const PUSH = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MIDDLE = { x: 0, y: 0 };

/** A picture that can be seen pixel by pixel. `view` is as in lib/zoom.js; a change of it by hand is
 *  told by "zoom:view". The original is loaded where the preview has too few pixels. */
class PictureZoom extends HTMLElement {
  view = FIT;

  connectedCallback() {
    this.pane = this.querySelector(".holder");
    this.button = this.querySelector("[data-zoom]");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const { original } = this.dataset;
    this.own = original && new OwnPixels(this.pane, original, this.pixels, () => this.draw(this.view));
    hearGestures(this.pane, {
      takesWheel: () => this.view !== FIT || document.scrollingElement.scrollHeight <= innerHeight,
      zoom: (factor, at) => this.show(zoomed(this.view, this.view.scale * factor, at, this.room)),
      move: (by) => this.show(moved(this.view, by, this.room)),
      toggle: (at) => this.show(toggled(this.view, at, this.room)),
    }, signal);
    this.pane.addEventListener("dragstart", (event) => this.view.scale > 1 && event.preventDefault(), { signal });
    this.button.addEventListener("click", () => this.show(toggled(this.view, MIDDLE, this.room)), { signal });
    on("+ =", () => this.show(zoomed(this.view, this.view.scale * 1.5, MIDDLE, this.room)), this.dataset.nearer, { signal });
    on("-", () => this.show(zoomed(this.view, this.view.scale / 1.5, MIDDLE, this.room)), this.dataset.farther, { signal });
    on(Object.keys(PUSH).join(" "), ({ key }) => this.push(...PUSH[key]), this.dataset.push, { signal });
    on("Escape", () => (this.view === FIT ? false : this.show(FIT)), "", { signal });
    this.sizes = new ResizeObserver(() => this.view !== FIT && this.draw(held(this.view, this.room)));
    this.sizes.observe(this.pane);
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.sizes.disconnect();
  }

  get room() {
    const { width, height } = getComputedStyle(this.big);
    const fit = fitted(this.pixels, { width: parseFloat(width), height: parseFloat(height) });
    const pane = { width: this.pane.clientWidth, height: this.pane.clientHeight };
    return { fit, pane, one: this.pixels.width / devicePixelRatio / fit.width };
  }

  get big() { return this.querySelector(".big"); }

  get pixels() { return { width: Number(this.dataset.width), height: Number(this.dataset.height) }; }

  push(x, y) {
    if (this.view.scale <= 1) return false;
    return this.show(moved(this.view, { x: x * 96, y: y * 96 }, this.room));
  }

  show(view) {
    if (view.scale === 1 && this.view === FIT) return;
    this.draw(view.scale === 1 ? FIT : view);
    this.dispatchEvent(new CustomEvent("zoom:view", { bubbles: true, detail: this.view }));
  }

  draw(view) {
    const { fit, pane, one } = this.room;
    const { scale, x, y } = (this.view = view);
    const [right, down] = [(0.5 - x) * fit.width * scale, (0.5 - y) * fit.height * scale];
    this.big.style.transform = view === FIT ? "" : `translate(${right}px, ${down}px) scale(${scale})`;
    this.toggleAttribute("zoomed", scale > 1);
    const isCoarse = fit.width * scale * devicePixelRatio >= this.dataset.preview - 0.5;
    this.own?.draw(view !== FIT && isCoarse, corner(view, { fit, pane }), scale / one);
    this.print(Math.round((scale / one) * 100), isCoarse && !(this.own && this.own.isThere !== false));
  }

  print(share, isPreview) {
    const { fit, share: words, coarse } = this.dataset;
    const text = this.view === FIT ? fit : words.replace("{n}", share);
    this.button.firstChild.textContent = this.view !== FIT && isPreview ? `${text}, ${coarse}` : text;
  }
}

customElements.define("picture-zoom", PictureZoom);
