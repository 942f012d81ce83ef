/** Verdicts on their way to the server: one after another in the order in which they were said, kept
 *  in this tab until each is answered. Over a lost line or a restart they are sent again, after
 *  pauses that grow; so the page may be left meanwhile. The server takes one twice without harm.
 *
 *  keep(url, said)   says it; a promise of whether it was taken
 *  waiting()         what is not answered yet, as [{ url, said }]
 *  late()            what was answered when this page had been asked for, which may not show it; on a
 *                    page that the browser had kept and shows again, all that was answered in this tab
 *
 *  The document hears "verdicts:line" with { waiting, isLate, isLost }. */
const STORE = `proofsheet-verdicts-${document.body.dataset.person ?? ""}`;
const LATE = `proofsheet-told-${document.body.dataset.person ?? ""}`;
const PATIENCE = 15_000;
const PAUSE = 250;
const LONGEST = 5_000;
const MOST_LATE = 500; // images
const MOST_FAULTS = 4; // answers "server error" to one verdict: then it is not ours to say again
const LATER = [408, 425, 429, 502, 503, 504];
const heard = new Map();
let list = stored(STORE);
let number = 0;
let isSending = false;
let isAsked = false; // the first of the list is on its way
let hasLeft = false;
let isOld = wasKept();
let wake = () => {};

export const waiting = () => list;
export const late = () => stored(LATE).filter(({ at }) => isOld || at >= performance.timeOrigin);

export function keep(url, said) {
  const id = `${Date.now()}-${(number += 1)}`;
  list.push({ id, url, said });
  store();
  send();
  return new Promise((resolve) => heard.set(id, resolve));
}

async function send() {
  if (isSending) return;
  isSending = true;
  for (let tries = 0, faults = 0; list.length && !hasLeft; ) {
    isAsked = true;
    const status = await post(list[0]).catch(() => 0);
    isAsked = false;
    if (hasLeft) break;
    faults += status >= 500;
    if (!status || LATER.includes(status) || (status >= 500 && faults < MOST_FAULTS)) {
      tell({ isLate: true });
      await pause(Math.min(PAUSE * 2 ** tries, LONGEST));
      tries += 1;
      continue;
    }
    tries = faults = 0;
    answered(list.shift(), status < 300);
  }
  isSending = false;
}

function answered({ id, url, said }, isTaken) {
  store();
  if (isTaken) remember(url, said);
  const resolve = heard.get(id);
  heard.delete(id);
  resolve?.(isTaken);
  // On the page where it was said it is told beside the frame.
  tell({ isLost: !isTaken && !resolve });
}

/** The last word on each image. */
function remember(url, said) {
  const all = stored(LATE);
  const before = all.find((one) => one.url === url)?.said;
  const others = all.filter((one) => one.url !== url).slice(1 - MOST_LATE);
  store(LATE, [...others, { url, said: { ...before, ...said }, at: Date.now() }]);
}

/** Whether this page came, on the way back, from what the browser had kept of it. */
function wasKept() {
  const [{ type, transferSize } = {}] = performance.getEntriesByType("navigation");
  return type === "back_forward" && !transferSize;
}

/** The status of the answer; a way to the page where one signs in is a refusal. */
async function post({ url, said }) {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const signal = AbortSignal.timeout(PATIENCE);
  const { status, redirected } = await fetch(url, { method: "POST", headers, signal, keepalive: true, body: new URLSearchParams(said) });
  return redirected ? 403 : status;
}

const pause = (length) => new Promise((resolve) => {
  wake = resolve;
  setTimeout(resolve, length);
});

const tell = (detail) => document.dispatchEvent(new CustomEvent("verdicts:line", { detail: { waiting: list.length, ...detail } }));

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function store(name = STORE, value = list) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* storage is off: they wait on this page only */ }
}

/** What still waits goes out with the page, the last word on each image; the next page of this tab
 *  says it again and hears whether it was taken. */
addEventListener("pagehide", () => {
  hasLeft = true;
  const last = new Map();
  for (const { url, said } of list.slice(isAsked ? 1 : 0)) last.set(url, { ...last.get(url), ...said });
  for (const [url, said] of last) post({ url, said }).catch(() => {});
});
addEventListener("pageshow", ({ persisted }) => {
  hasLeft = false;
  if (persisted) {
    list = stored(STORE);
    isOld = true;
  }
  send();
  if (isOld && late().length) tell({});
});
addEventListener("online", () => wake());
