const PICTURE = /^image\/|^$/;

/** Pictures that are dropped or pasted anywhere on the page go into the tray. */
class TrayDrop extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    for (const name of ["dragover", "dragleave", "drop", "paste"]) {
      document.addEventListener(name, (event) => this[name](event), { signal: this.leaving.signal });
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
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
    this.querySelector("tray-upload").add(pictures);
  }

  dragover(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  }

  dragleave = () => document.body.classList.remove("dropping");
}

customElements.define("tray-drop", TrayDrop);
