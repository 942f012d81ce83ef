const PICTURE = /^image\/|^$/;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** Reference files: chosen, dropped or pasted anywhere on the page, each with its thumb and a
 *  button that leaves it out. The file input stays the truth. */
class ReferenceTray extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.list = this.querySelector("ul");
    this.files = [];
    this.input.addEventListener("change", () => this.add(this.input.files));
    this.leaving = new AbortController();
    for (const name of ["dragover", "dragleave", "drop", "paste"]) {
      document.addEventListener(name, (event) => this[name](event), { signal: this.leaving.signal });
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  add(files) {
    this.files.push(...files);
    this.draw();
  }

  drop(event) {
    this.dragleave();
    this.paste(event);
  }

  paste(event) {
    const { files } = event.clipboardData ?? event.dataTransfer;
    const pictures = [...files].filter(({ type }) => PICTURE.test(type));
    if (!pictures.length) return;
    event.preventDefault();
    this.add(pictures);
  }

  dragover(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  }

  dragleave = () => document.body.classList.remove("dropping");

  draw() {
    const chosen = new DataTransfer();
    for (const file of this.files) chosen.items.add(file);
    this.input.files = chosen.files;
    this.querySelector('[name="file_count"]').value = this.files.length;
    this.dispatchEvent(new Event("change"));
    for (const old of this.list.querySelectorAll("[data-file]")) old.remove();
    const before = this.list.children.length;
    this.list.append(...this.files.map((file, index) => this.thumb(file, before + index + 1)));
  }

  thumb(file, number) {
    const image = make("img", { src: URL.createObjectURL(file), alt: file.name });
    image.onload = () => URL.revokeObjectURL(image.src);
    image.onerror = () => image.replaceWith(make("span", { className: "name", textContent: file.name }));
    const ariaLabel = this.dataset.remove.replace("{n}", number);
    const button = make("button", { className: "drop", type: "button", textContent: "×", ariaLabel });
    button.addEventListener("click", () => this.leave(file));
    const item = make("li", { className: "ref" });
    item.dataset.file = file.name;
    item.append(image, make("span", { className: "n", textContent: number }), button);
    return item;
  }

  leave(file) {
    this.files = this.files.filter((other) => other !== file);
    this.draw();
    this.input.focus();
  }
}

customElements.define("reference-tray", ReferenceTray);
