/** A picture in its own pixels over a pane. It is loaded when it is first needed and shown once it
 *  is whole; `isThere` tells that, null while nobody knows. At 100 % it lies on the screen's grid. */
export class OwnPixels {
  isThere = null;

  constructor(pane, source, { width, height }, changed) {
    Object.assign(this, { pane, source, width, height, changed });
  }

  draw(isNeeded, corner, scale) {
    if (isNeeded && !this.image) this.load();
    const isShown = isNeeded && this.isThere === true;
    this.pane.toggleAttribute("sharp", isShown);
    if (!this.image) return;
    const { style } = this.image;
    style.width = `${this.width / devicePixelRatio}px`;
    style.height = `${this.height / devicePixelRatio}px`;
    style.transform = `translate(${this.snapped(corner.x, "left")}px, ${this.snapped(corner.y, "top")}px) scale(${scale})`;
    style.imageRendering = scale >= 1.99 ? "pixelated" : "";
    this.image.hidden = !isShown;
  }

  snapped(place, side) {
    const edge = this.pane.getBoundingClientRect()[side];
    return Math.round((edge + place) * devicePixelRatio) / devicePixelRatio - edge;
  }

  async load() {
    this.image = Object.assign(new Image(), { className: "own-pixels", alt: "", hidden: true, draggable: false });
    this.pane.append(this.image);
    this.image.src = this.source;
    this.isThere = await this.image.decode().then(() => true, () => false);
    this.changed();
  }
}
