import { fill } from "./words.js";

/** A form that is sent while pictures are on their way waits for them. What failed before is not
 *  waited for, and told; what fails meanwhile stops it, since it was meant to go along. */
export function holdForm(form, tray, { wait, without, stopped }, signal) {
  let issue;
  let known = 0;
  const failed = () => tray.querySelectorAll(".ref.failed");
  const names = () => [...failed()].map((item) => item.file.name).join(", ");

  form.addEventListener("htmx:confirm", (event) => {
    if (event.target !== form) return;
    const n = tray.querySelectorAll(".ref.uploading:not(.failed)").length;
    known = failed().length;
    if (!n) return known && tray.tell(fill(without, { names: names() }));
    event.preventDefault();
    issue = event.detail.issueRequest;
    tray.tell(fill(wait, { n }));
  }, { signal });

  tray.addEventListener("uploads:done", () => {
    const go = issue;
    issue = undefined;
    if (!go) return;
    if (failed().length > known) tray.tell(fill(stopped, { names: names() }));
    else go();
  }, { signal });
}
