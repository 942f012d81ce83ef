"""Aspect ratio and tier to pixels, and the nearest of what a model offers.

Two tables: `pixels` is the catalogue of exact sizes that matching gateways
list, `google_pixels` what the Gemini image models really draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt, log

TIER_SIDES = {"512": 512, "512px": 512, "0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
"""Side in pixels of the square of a tier, in every spelling that gateways use."""

_GOOGLE_1K = {
    "1:1": (1024, 1024),
    "1:4": (512, 2048),
    "1:8": (384, 3072),
    "2:3": (848, 1264),
    "3:4": (896, 1200),
    "4:5": (928, 1152),
    "9:16": (768, 1376),
    "9:21": (672, 1584),
}


def parse_ratio(ratio: str) -> float:
    """Width over height of "16:9"; ValueError where it is none."""
    width, height = _sides(ratio)
    return width / height


def pixels(ratio: str, tier: str) -> tuple[int, int]:
    """The catalogue's size: a square's area, height first, both rounded half up."""
    width, height = _sides(ratio)
    tall = (isqrt(4 * TIER_SIDES[tier] ** 2 * height // width) + 1) // 2
    return (2 * tall * width + height) // (2 * height), tall


def google_pixels(ratio: str, tier: str) -> tuple[int, int]:
    """The size that Gemini image models draw: the row of 1K, scaled.

    The vendor prints 792 x 168 for 21:9 at 512, which is no 21:9; half of its 1K is taken.
    KeyError for a ratio or tier that those models do not know.
    """
    width, height = _GOOGLE_1K.get(ratio) or _GOOGLE_1K[_turned(ratio)][::-1]
    side = TIER_SIDES[tier]
    return width * side // 1024, height * side // 1024


def nearest_ratio(asked: str, offered: Sequence[str]) -> str:
    """The offered shape closest to `asked`; "auto" only for "auto" or where nothing else is."""
    shapes = [ratio for ratio in offered if ":" in ratio]
    if asked in offered or not shapes:
        return asked if asked in offered else offered[0]
    wanted = 0.0 if asked == "auto" else log(parse_ratio(asked))
    return min(shapes, key=lambda ratio: abs(log(parse_ratio(ratio)) - wanted))


def nearest_tier(asked: str, offered: Sequence[str]) -> str:
    """The offered tier closest to `asked`, the larger of two that are equally close."""
    tiers = [tier for tier in offered if tier in TIER_SIDES]
    if asked in offered or not tiers:
        return asked if asked in offered else offered[0]
    side = TIER_SIDES[asked]
    return min(tiers, key=lambda tier: (abs(log(TIER_SIDES[tier] / side)), -TIER_SIDES[tier]))


def _sides(ratio: str) -> tuple[int, int]:
    width, _, height = ratio.partition(":")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise ValueError(f"{ratio!r} is no aspect ratio")
    return int(width), int(height)


def _turned(ratio: str) -> str:
    return ":".join(reversed(ratio.split(":")))
