/** A picture that came may carry a recipe: offers to fill the form with it instead. The offer is
 *  drawn by the server and lies in the picture's own <template>. */
class CarriedRecipe extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    this.addEventListener("click", ({ target }) => this.press(target), { signal: this.leaving.signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  take(item) {
    const template = item.querySelector("template[data-carried]");
    const line = template?.content.firstElementChild;
    if (!line) return;
    template.remove();
    this.querySelector(`[data-of="${line.dataset.of}"]`)?.remove();
    this.append(line);
  }

  press(target) {
    const line = target.closest('[data-act="stay"]')?.closest("p");
    if (!line) return;
    line.remove();
    this.closest("reference-tray").querySelector(`[data-reference="${line.dataset.of}"]`)?.focus();
  }
}

customElements.define("carried-recipe", CarriedRecipe);
