"""Colours and transparency of a decoded picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from io import BytesIO

import PIL.Image
from PIL import ImageCms
from PIL.Image import Resampling

SRGB = ImageCms.createProfile("sRGB")
LANCZOS_SUPPORT = 3
STRIP = 1_000_000
"""Pixels that are converted at once: a copy of all of a large picture would fill the memory."""


def eight_bits(image: PIL.Image.Image) -> PIL.Image.Image:
    """L, LA, RGB, RGBA or CMYK; a palette is resolved and 16 bits are scaled, not cut off."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image if image.mode in {"LA", "RGBA"} else image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def flatten(image: PIL.Image.Image, color: str = "#ffffff") -> PIL.Image.Image:
    """The picture on a ground of `color`, for formats without transparency."""
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    flat = PIL.Image.new("RGB", image.size, color)
    for top, strip in strips(image, 1):
        layer = strip.convert("RGBA")
        flat.paste(layer, (0, top), layer)
    return flat


def is_transparent(image: PIL.Image.Image) -> bool:
    """Whether any of it is; looks at strips, since most modes have to be converted for it."""
    if not image.has_transparency_data:
        return False
    return any(_has_holes(eight_bits(strip)) for _top, strip in strips(image, 1))


def _has_holes(image: PIL.Image.Image) -> bool:
    return "A" in image.getbands() and image.getchannel("A").getextrema() != (255, 255)


def average(image: PIL.Image.Image, icc: bytes | None) -> str:
    """The average colour, by way of a small picture."""
    factor = max(1, math.isqrt(image.width * image.height) // 32)
    few = to_srgb(reduced(image, factor), icc).resize((1, 1), Resampling.BOX).convert("RGB")
    return "#" + few.tobytes().hex()


def reduced(image: PIL.Image.Image, factor: int) -> PIL.Image.Image:
    """A picture of 8 bits with a pixel for each square of `factor`, rounded up at the edges."""
    if factor == 1:
        return eight_bits(image)
    size = -(-image.width // factor), -(-image.height // factor)
    small: PIL.Image.Image | None = None
    for top, strip in strips(image, factor):
        few = eight_bits(strip).reduce(factor)
        small = small or PIL.Image.new(few.mode, size)
        small.paste(few, (0, top // factor))
    return small or eight_bits(image)


def scaled(
    image: PIL.Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]
) -> PIL.Image.Image:
    """What lies in `box` as a picture of 8 bits and `size`, made strip by strip."""
    left, top, right, bottom = box
    scale = (bottom - top) / size[1]
    margin = math.ceil(LANCZOS_SUPPORT * max(1.0, scale)) + 1
    rows = max(1, int(STRIP / image.width / scale))
    made: PIL.Image.Image | None = None
    for row in range(0, size[1], rows):
        end = min(row + rows, size[1])
        first, last = top + row * scale, min(top + end * scale, bottom)
        above = max(0, int(first) - margin)
        below = min(image.height, math.ceil(last) + margin)
        strip = eight_bits(image.crop((0, above, image.width, below)))
        place = left, max(0.0, first - above), right, min(last - above, strip.height)
        few = strip.resize((size[0], end - row), Resampling.LANCZOS, place)
        made = made or PIL.Image.new(few.mode, size)
        made.paste(few, (0, row))
    return made or eight_bits(image)


def strips(image: PIL.Image.Image, step: int) -> Iterator[tuple[int, PIL.Image.Image]]:
    """(top, strip) from top to bottom, each some times `step` high, the last one less."""
    height = max(1, STRIP // (image.width * step)) * step
    for top in range(0, image.height, height):
        yield top, image.crop((0, top, image.width, min(top + height, image.height)))


def to_srgb(image: PIL.Image.Image, icc: bytes | None) -> PIL.Image.Image:
    """RGB or RGBA in sRGB, without metadata; a broken profile counts as none.

    Without a profile the picture itself, where it is that already.
    """
    if not icc and image.mode in {"RGB", "RGBA"}:
        image.info.clear()
        return image
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    color = image.convert(image.mode.rstrip("A")) if alpha else image
    color = (_by_profile(color, icc) if icc else None) or color.convert("RGB")
    if alpha:
        color.putalpha(alpha)
    color.info.clear()
    return color


def own(image: PIL.Image.Image, icc: bytes | None) -> tuple[PIL.Image.Image, bytes | None]:
    """RGB or RGBA in the picture's own colour space with its profile, else in sRGB without one."""
    if icc and icc[16:20] == b"RGB " and image.mode in {"RGB", "RGBA"}:
        image.info.clear()
        return image, icc
    return to_srgb(image, icc), None


def _by_profile(image: PIL.Image.Image, icc: bytes) -> PIL.Image.Image | None:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(profile):
            return None
        return ImageCms.profileToProfile(image, profile, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
