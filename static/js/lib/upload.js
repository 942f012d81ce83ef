/** Give one file to the server: its answer as an element, or an Error whose message people read.
 *  `told` hears how much of it is there, from 0 to 1; `lost` is said when the line is cut. */
export function upload(address, file, { token, told, lost }) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file);
  request.open("POST", address);
  request.setRequestHeader("X-CSRFToken", token);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", ({ loaded, total }) => told(total ? loaded / total : 0));
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(element(request.responseText));
      else reject(new Error(reason(request) ?? lost));
    });
    for (const name of ["error", "abort", "timeout"]) {
      request.addEventListener(name, () => reject(new Error(lost)));
    }
    request.send(body);
  });
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("li");
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).error;
  } catch {
    return undefined;
  }
}
