const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** The order of the references by keys and buttons: arrows walk, with Alt they move, Enter opens,
 *  Delete leaves out, Ctrl or Cmd and Z brings back. One of them is in the order of Tab. */
class TrayOrder extends HTMLElement {
  connectedCallback() {
    this.tray = this.closest("reference-tray");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.addEventListener("keydown", (event) => this.key(event), { signal });
    this.addEventListener("click", ({ target }) => this.press(target), { signal });
    this.addEventListener("focusin", ({ target }) => target.matches("li") && this.rove(target), { signal });
    this.tray.addEventListener("keydown", (event) => this.undo(event), { signal });
    this.watch = new MutationObserver(() => this.rove());
    this.watch.observe(this.querySelector("ul"), { childList: true });
    this.rove();
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.watch.disconnect();
  }

  rove(current = this.querySelector('li[tabindex="0"]') ?? this.querySelector("li")) {
    for (const item of this.querySelectorAll("li")) {
      item.tabIndex = item === current ? 0 : -1;
      item.draggable = true;
    }
  }

  key(event) {
    const { key, altKey, target } = event;
    const places = this.tray.items;
    const at = places.indexOf(target);
    const to = { Home: 0, End: places.length - 1 }[key] ?? at + (STEPS[key] ?? 0);
    if (key === "Enter" && target.matches("input")) target.closest("[popover]").hidePopover();
    else if (at < 0) return;
    else if (key === "Enter") target.querySelector(".failed .btn, .ref-role")?.click();
    else if (key === "Delete" || key === "Backspace") this.tray.leave(target);
    else if (to === at) return;
    else if (altKey) this.move(target, to);
    else places[to]?.focus();
    event.preventDefault();
  }

  press(target) {
    const by = { earlier: -1, later: 1 }[target.closest("[data-act]")?.dataset.act];
    const item = target.closest("li");
    if (by) this.move(item, this.tray.items.indexOf(item) + by, target);
  }

  move(item, to, focus = item) {
    const from = this.tray.items.indexOf(item);
    const places = this.tray.items.filter((other) => other !== item);
    if (to < 0 || to > places.length || to === from) return;
    places.splice(to, 0, item);
    const words = { from: from + 1, to: to + 1, of: places.length };
    this.tray.change("moved", words, () => this.tray.list.replaceChildren(...places));
    focus.closest("[popover]")?.showPopover();
    focus.focus();
  }

  undo(event) {
    const isTyping = event.target.matches("select, input:not([type=file])");
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping) return;
    event.preventDefault();
    this.tray.undo();
  }
}

customElements.define("tray-order", TrayOrder);
