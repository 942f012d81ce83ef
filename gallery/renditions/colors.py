"""Colours and transparency of a decoded picture."""

from __future__ import annotations

import math
from io import BytesIO

import PIL.Image
from PIL import ImageCms
from PIL.Image import Resampling

SRGB = ImageCms.createProfile("sRGB")


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
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = PIL.Image.new("RGBA", layer.size, color)
    return PIL.Image.alpha_composite(ground, layer).convert("RGB")


def is_transparent(image: PIL.Image.Image) -> bool:
    if "A" not in image.getbands():
        return False
    return image.getchannel("A").getextrema() != (255, 255)


def average(image: PIL.Image.Image, icc: bytes | None) -> str:
    """The average colour of an 8-bit picture, by way of a small one."""
    factor = max(1, math.isqrt(image.width * image.height) // 32)
    few = to_srgb(image.reduce(factor), icc).resize((1, 1), Resampling.BOX).convert("RGB")
    return "#" + few.tobytes().hex()


def to_srgb(image: PIL.Image.Image, icc: bytes | None) -> PIL.Image.Image:
    """RGB or RGBA in sRGB, without metadata; a broken profile counts as none."""
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
