"""How much memory a picture takes, known by its header: measured with Pillow, in bytes a pixel."""

from __future__ import annotations

import math

import PIL.Image

from .room import MOST

DECODED = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
"""By mode; all others have four."""
WHOLE = {"WEBP": 16, "AVIF": 13, "HEIF": 12}
"""Their decoders hold several copies of the picture, and the file too."""
COEFFICIENTS = 2
"""Of each colour of a progressive JPEG, which is complete only at its end."""
MADE = {"png": 7, "jpeg": 9, "webp": 12, "avif": 40}
SEE_THROUGH = {"webp": 40, "avif": 50}
"""By format, while it is encoded, the picture itself included."""


def decoding(image: PIL.Image.Image) -> int:
    """Bytes that it takes to decode a picture that is open."""
    pixels = image.width * image.height
    if bytes_each := WHOLE.get(image.format or ""):
        return pixels * bytes_each
    extra = COEFFICIENTS * len(image.getbands()) if image.info.get("progressive") else 0
    return kept(image) + pixels * extra


def kept(image: PIL.Image.Image) -> int:
    """Bytes that it holds on to once it is decoded by `reading.decode`."""
    return image.width * image.height * DECODED.get(image.mode, 4)


def making(format: str, size: tuple[int, int], mode: str) -> int:
    """Bytes that it takes to make a file of a picture of this size and mode."""
    bytes_each = (SEE_THROUGH if "A" in mode else {}).get(format) or MADE[format]
    return size[0] * size[1] * bytes_each


def scale(image: PIL.Image.Image) -> float:
    """By how much a decoded picture can be scaled within all the room, 1.0 where it need not be."""
    most = (MOST - kept(image)) / (5 * image.width * image.height)
    return 1.0 if kept(image) <= MOST / 2 else math.sqrt(most)
