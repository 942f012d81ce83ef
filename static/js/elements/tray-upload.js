import { arriveReference } from "../lib/arrive-reference.js";
import { holdForm } from "../lib/hold-form.js";
import { upload } from "../lib/upload.js";
import { fill } from "../lib/words.js";

const AT_ONCE = 3;

/** Each file goes to the server as soon as it is there, with a bar of its own, three at a time.
 *  The form waits for those on their way, not for those that failed. */
class TrayUpload extends HTMLElement {
  waiting = [];
  sending = new Set();

  connectedCallback() {
    this.tray = this.closest("reference-tray");
    this.form = this.closest("form");
    this.leaving = new AbortController();
    if (!this.form) return; // htmx lays the tray aside while it swaps the form
    const { signal } = this.leaving;
    const input = this.querySelector('input[type="file"]');
    input.addEventListener("change", () => { this.add([...input.files]); input.value = ""; }, { signal });
    this.tray.addEventListener("click", ({ target }) => this.again(target), { signal });
    holdForm(this.form, this.tray, this.dataset, signal);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  add(files) {
    const room = Math.max(0, this.dataset.most - this.tray.items.length);
    const items = files.slice(0, room).map((file) => this.item(file));
    if (items.length) this.tray.change("added", { n: items.length }, () => this.tray.list.append(...items));
    if (files.length > room) this.tray.tell(fill(this.dataset.full, { n: files.length - room }));
    this.begin(items);
  }

  item(file) {
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const image = item.querySelector("img");
    item.file = file;
    image.alt = item.querySelector(".name").textContent = file.name;
    image.onerror = () => image.remove();
    image.src = URL.createObjectURL(file);
    return item;
  }

  again(target) {
    const item = target.closest('[data-act="again"]')?.closest("li");
    if (!item) return;
    item.classList.remove("failed");
    item.focus();
    this.begin([item]);
  }

  begin(items) {
    this.waiting.push(...items);
    while (this.sending.size < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
    if (!this.sending.size) this.tray.dispatchEvent(new Event("uploads:done"));
  }

  async send(item) {
    this.sending.add(item);
    const told = (share) => { item.querySelector("progress").value = share; };
    const token = this.form.elements.csrfmiddlewaretoken.value;
    try {
      const served = await upload(this.dataset.to, item.file, { token, told, lost: this.dataset.lost });
      arriveReference(this.tray, item, served);
      this.tray.querySelector("carried-recipe").take(item);
    } catch ({ message }) {
      item.classList.add("failed");
      item.querySelector(".why").textContent = message;
      this.tray.tell(message, false);
    }
    this.sending.delete(item);
    this.begin([]);
  }
}

customElements.define("tray-upload", TrayUpload);
