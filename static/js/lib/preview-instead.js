/** Where the original of a picture cannot be had, its preview stands in. */
const PICTURE = "img[data-preview]";

function fall(image) {
  if (!image.matches?.(PICTURE)) return;
  const { preview } = image.dataset;
  delete image.dataset.preview;
  image.removeAttribute("srcset");
  image.src = preview;
}

document.addEventListener("error", ({ target }) => fall(target), true);
for (const image of document.querySelectorAll(PICTURE)) if (image.complete && !image.naturalWidth) fall(image);
