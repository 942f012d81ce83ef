/** A button that turns light into dark and back, and remembers it. */
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.turn());
  }

  turn() {
    const root = document.documentElement;
    const theme = this.isDark(root) ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("proofsheet-theme", theme);
    } catch { /* storage is off: it holds for this page */ }
  }

  isDark(root) {
    const wish = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    return (root.dataset.theme ?? wish) === "dark";
  }
}

customElements.define("theme-switch", ThemeSwitch);
