/** Keeps moves on the server, one after another; what it refuses is put back.
 *
 *  moved(move)     `move` as { images, before } or { images, after }, ids
 *  `back` gets the order, as a list of elements, that the server still has. */
export class KeptOrder {
  constructor(url, elements, back) {
    this.url = url;
    this.kept = elements();
    this.elements = elements;
    this.back = back;
    this.last = Promise.resolve();
  }

  moved(move) {
    const order = this.elements();
    const turn = this.last.then((isLost) => (isLost ? true : this.send(move, order)));
    this.last = turn;
    turn.then((isLost) => isLost && this.last === turn && this.lose());
  }

  async send(move, order) {
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    const answer = await fetch(this.url, { method: "POST", headers, body: new URLSearchParams(move) }).catch(() => null);
    if (!answer?.ok) return true;
    this.kept = order;
    return false;
  }

  lose() {
    this.last = Promise.resolve();
    this.back(this.kept);
  }
}
