/** Minus and plus beside a number input, within its own limits. */
class CountStepper extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    for (const button of this.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    }
    this.input.addEventListener("input", () => this.mark());
    this.mark();
  }

  step(by) {
    const { min, max, value } = this.input;
    const count = Math.min(Math.max(Number(value || min) + by, Number(min)), Number(max || 99));
    if (count === Number(value)) return;
    this.input.value = count;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** aria-disabled, not disabled: the button that was just pressed keeps the focus. */
  mark() {
    const { min, max, value } = this.input;
    for (const button of this.querySelectorAll("[data-step]")) {
      const end = button.dataset.step < 0 ? min : max;
      button.setAttribute("aria-disabled", String(end !== "" && Number(value) === Number(end)));
    }
  }
}

customElements.define("count-stepper", CountStepper);
