/** Nothing is left of what the page showed: what there is now, around the line that tells of the
 *  deed and leads back from it. */
export async function renew() {
  const main = document.querySelector("main");
  const told = main.querySelector("#notices");
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return location.reload();
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  now.querySelector("#notices")?.remove();
  now.append(told);
  main.replaceWith(now);
  htmx.process(now);
}
