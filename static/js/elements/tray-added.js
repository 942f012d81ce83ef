/** A picture came with the address: it is kept like all that is put into the tray, and a reload
 *  does not bring it again. */
class TrayAdded extends HTMLElement {
  connectedCallback() {
    history.replaceState(history.state, "", location.pathname);
    document.dispatchEvent(new Event("composer:changed"));
    this.remove();
  }
}

customElements.define("tray-added", TrayAdded);
