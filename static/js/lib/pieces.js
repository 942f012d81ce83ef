/** Send files ({ file, path }) in pieces, a few at a time. `told` is called whenever one got
 *  through: `at` of each is how much of it is there, `isSent` that it is whole. Called again with
 *  the same files after an error it goes on where the server stands. */
const PIECE = 8 * 1024 * 1024;
const AT_ONCE = 4;
const TRIES = 4;

export async function sendAll(files, address, token, told) {
  const waiting = files.filter(({ isSent }) => !isSent);
  const one = async () => {
    while (waiting.length) await send(waiting.shift(), address, token, told);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function send(item, address, token, told) {
  const { file, path: name } = item;
  item.key ??= newKey();
  item.at ??= 0;
  do {
    const piece = file.slice(item.at, item.at + PIECE);
    item.at = await put({ key: item.key, name, at: item.at, total: file.size, file: piece }, address, token);
    item.isSent = item.at >= file.size;
    told();
  } while (!item.isSent);
}

/** Where the next piece begins. */
async function put(fields, address, token, tries = TRIES) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const request = { method: "POST", body, headers: { "X-CSRFToken": token } };
  const answer = await fetch(address, request).catch(() => null);
  if (answer?.status === 204) return fields.at + fields.file.size;
  if (answer?.status === 422) throw Object.assign(new Error((await answer.json()).error), { isTold: true });
  if (tries <= 1) throw new Error();
  if (answer?.status === 409) return (await answer.json()).size;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return put(fields, address, token, tries - 1);
}

/** Where a page is not served safely, `randomUUID` is missing. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
