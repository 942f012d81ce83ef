/** What was typed a moment ago is kept before a way back to the form takes its place; and once
 *  the form came that way, its address is plain again, so that a reload brings what stands there. */
const WAY = 'a[data-way], [form="aside-form"]';
const FROM = ["image", "job"];

document.addEventListener("click", async (event) => {
  const way = event.target.closest(WAY);
  const kept = document.querySelector("kept-form");
  if (!way || !kept?.isDirty || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  kept.save();
  await kept.saving;
  if (way.form) way.form.requestSubmit(way);
  else location.assign(way.href);
});

const asked = new URLSearchParams(location.search);
if (FROM.some((name) => asked.has(name))) {
  history.replaceState(history.state, "", location.pathname);
  customElements.whenDefined("kept-form").then(() => document.dispatchEvent(new Event("composer:changed")));
}
