"""The orders of 3D AI Studio: what its two routes take, and nothing else."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image

from . import sizes
from .checks import Check, is_image, one_of, text, whole
from .pictures import Drawing
from .troubles import RefusalError

GENERATE = "/v1/images/gemini/3.1/flash/generate/"
EDIT = "/v1/images/gemini/3.1/flash/edit/"
PRICES = {"512px": 10, "1K": 15, "2K": 20, "4K": 25}
"""Credits for one picture, by its tier."""

_COMMON: dict[str, Check] = {
    "prompt": text(32_000),
    "output_format": one_of("png", "jpeg", "webp"),
    "aspect_ratio": one_of("auto", *sizes.RATIOS),
    "resolution": one_of(*PRICES),
    "num_images": whole(1, 4),
}
FIELDS: dict[str, dict[str, Check]] = {
    GENERATE: _COMMON,
    EDIT: {**_COMMON, "images": lambda value: isinstance(value, list) and 1 <= len(value) <= 14},
}
REQUIRED = {GENERATE: ("prompt",), EDIT: ("prompt", "images")}


def refuse(message: str, param: str) -> RefusalError:
    return RefusalError(400, message, "invalid_value", param)


def check(path: str, fields: Mapping[str, Any]) -> None:
    """Refuse an order that is not to the letter."""
    for name in REQUIRED[path]:
        if name not in fields:
            raise refuse("This field is required.", name)
    for name, value in fields.items():
        if name not in FIELDS[path]:
            raise refuse("This field is not known.", name)
        if name == "prompt" and isinstance(value, str) and not value.strip():
            raise refuse("This field may not be blank.", name)
        if not FIELDS[path][name](value):
            raise refuse(f"{str(value)[:40]!r} is not a valid choice.", name)
    for image in fields.get("images", ()):
        size(image)


def size(image: Any) -> sizes.Size:
    """Width and height of an input; its data are what its type says."""
    found = re.fullmatch(r"data:(image/[a-z]+);base64,([^,]+)", image if type(image) is str else "")
    if not found:
        raise refuse("Give images as data:image/<type>;base64,<data>.", "images")
    try:
        data = base64.b64decode(found[2], validate=True)
    except ValueError:
        raise refuse("An image is no base64.", "images") from None
    if not is_image(data, found[1]):
        raise refuse("An image is not what its type says.", "images")
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            return opened.size
    except (OSError, SyntaxError):
        raise refuse("An image cannot be read.", "images") from None


def price(fields: Mapping[str, Any]) -> int:
    """The credits of an order."""
    return PRICES[fields.get("resolution", "1K")] * count(fields)


def count(fields: Mapping[str, Any]) -> int:
    return int(fields.get("num_images", 1))


def drawing(fields: Mapping[str, Any]) -> Drawing:
    """One picture of an order, in Google's pixels; `auto` takes the shape of the first input."""
    ratio = fields.get("aspect_ratio", "auto")
    if ratio == "auto":
        ratio = sizes.nearest(size(fields["images"][0])) if "images" in fields else "1:1"
    tier = fields.get("resolution", "1K").removesuffix("px")
    return Drawing(sizes.google(ratio, tier), fields.get("output_format", "png"))
