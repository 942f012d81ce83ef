/** The link back goes to where one came from, at its place, where that is another page of ours. */
export function leadBack(link, signal) {
  link.addEventListener("click", (event) => {
    const { origin, pathname } = new URL(document.referrer || "about:blank");
    const isOurs = origin === location.origin && pathname !== location.pathname;
    if (!isOurs || history.length < 2 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.back();
  }, { signal });
}
