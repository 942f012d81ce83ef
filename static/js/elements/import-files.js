import { chosen, takeDrops } from "../lib/dropped.js";
import { sendAll } from "../lib/pieces.js";
import { fill } from "../lib/words.js";

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`);
const sum = (files, of) => files.reduce((total, file) => total + of(file), 0);

/** Files and folders gather here, by choice or by a drop anywhere on the page; the button sends them. */
class ImportFiles extends HTMLElement {
  files = [];

  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.form = this.querySelector("form");
    this.button = this.querySelector(".btn.primary");
    this.button.disabled = true;
    for (const input of this.querySelectorAll('input[type="file"]')) {
      input.addEventListener("change", () => { this.add(chosen(input.files)); input.value = ""; }, { signal });
    }
    this.form.addEventListener("submit", (event) => this.begin(event), { signal });
    takeDrops(this, (files) => this.drop(files), signal);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  async drop(files) {
    if (this.isSending) return;
    this.say(this.dataset.reading);
    this.add(await files);
  }

  add(files) {
    if (this.isSending) return;
    this.files.push(...files);
    const { length: n } = this.files;
    const words = { n: n.toLocaleString(), size: size(sum(this.files, ({ file }) => file.size)) };
    this.say(n ? fill(n === 1 ? this.dataset.one : this.dataset.many, words) : "");
    this.button.disabled = !n;
  }

  say(text) {
    this.querySelector(".import-chosen").textContent = text;
  }

  async begin(event) {
    event.preventDefault();
    this.isSending = this.button.disabled = true;
    try {
      await this.send(this.form.elements.csrfmiddlewaretoken.value);
    } catch (error) {
      this.isSending = this.button.disabled = false;
      this.say(error.isTold ? error.message : this.dataset.lost);
    }
  }

  async send(token) {
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    const post = (address, body) => fetch(address, { method: "POST", headers, body });
    const body = new FormData(this.form);
    body.delete("files");
    this.places ??= await (await post(this.form.action, body)).json();
    await sendAll(this.files, this.places.piece, token, () => this.tell());
    await post(this.places.start);
    location.assign(this.places.page);
  }

  tell() {
    const { files } = this;
    const bar = this.querySelector("progress");
    bar.hidden = false;
    bar.value = sum(files, ({ at }) => at ?? 0) / (sum(files, ({ file }) => file.size) || 1);
    const there = sum(files, ({ isSent }) => Number(isSent ?? false));
    this.say(fill(this.dataset.sent, { n: there.toLocaleString(), all: files.length.toLocaleString() }));
  }
}

customElements.define("import-files", ImportFiles);
