"""Aspect ratio and tier to pixels, and the nearest of what a model offers.

Two tables: `pixels` is the catalogue of exact sizes that matching gateways
list, `google_pixels` what the Gemini image models really draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt, log, sqrt

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """The exact canvases that a model takes; lengths and areas in pixels.

    Sides are multiples of `multiple`; the long one is at most `max_side` and at most
    `max_ratio` times the short one, which is at most `max_short` (0: any).
    """

    multiple: int = 1
    max_side: int = 12_288
    max_short: int = 0
    min_area: int = 1
    max_area: int = 20_000_000
    max_ratio: float = 8.0

    def nearest(self, width: int, height: int) -> tuple[int, int]:
        """The canvas closest to this one that is taken: its shape first, then its area."""
        is_wide = width >= height
        ratio = min(max(width, height) / min(width, height), self.max_ratio)
        longest = min(self.max_side, self.max_short * ratio if self.max_short else self.max_side)
        longest = min(longest, sqrt(self.max_area * ratio))
        shortest = sqrt(self.min_area * ratio)
        long = min(max(max(width, height), shortest), longest)
        sides = self._legal(long, ratio, is_growing=long <= shortest)
        return sides if is_wide else (sides[1], sides[0])

    def takes(self, width: int, height: int) -> bool:
        """Whether this very canvas is taken."""
        long, short = max(width, height), min(width, height)
        return (
            width % self.multiple == height % self.multiple == 0
            and short > 0
            and long <= self.max_side
            and (not self.max_short or short <= self.max_short)
            and long <= short * self.max_ratio
            and self.min_area <= long * short <= self.max_area
        )

    def _legal(self, long: float, ratio: float, *, is_growing: bool) -> tuple[int, int]:
        """The multiples around (`long`, `long / ratio`) that are taken and nearest to them."""
        offsets = (0, 1, -1, 2, -2)
        step = self.multiple
        pairs = [
            ((round(long / step) + i) * step, (round(long / ratio / step) + j) * step)
            for i in offsets
            for j in offsets
        ]
        legal = [pair for pair in pairs if min(pair) > 0 and self.takes(*pair)]
        return min(
            legal or [(round(long), round(long / ratio))],
            key=lambda pair: (
                abs(log(pair[0] / pair[1] / ratio)) + abs(log(pair[0] / long)),
                -pair[0] if is_growing else pair[0],
            ),
        )


def is_ratio(text: str) -> bool:
    """Whether it is two whole numbers, as in "16:9"."""
    width, _, height = text.partition(":")
    return width.isdecimal() and height.isdecimal() and int(width) > 0 < int(height)


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
    if not is_ratio(ratio):
        raise ValueError(f"{ratio!r} is no aspect ratio")
    width, _, height = ratio.partition(":")
    return int(width), int(height)


def _turned(ratio: str) -> str:
    return ":".join(reversed(ratio.split(":")))
