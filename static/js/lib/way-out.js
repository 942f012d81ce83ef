/** The link back goes to where one came from, at its place, where that is a page of ours. */
export function leadBack(link, signal) {
  link.addEventListener("click", (event) => {
    const isOurs = document.referrer.startsWith(`${location.origin}/`) && document.referrer !== location.href;
    if (!isOurs || history.length < 2 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.back();
  }, { signal });
}
