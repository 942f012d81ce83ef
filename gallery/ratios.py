"""Shapes and sizes as text, in pixels: `16:9`, `1376 × 768`."""

from __future__ import annotations

import re
from fractions import Fraction

NEAR = 0.02
"""Shapes that are this close count as the same: gateways round their pixels."""
COMMON = (
    "1:1", "5:4", "4:5", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "2:1", "1:2",
    "21:9", "9:21", "3:1", "1:3", "4:1", "1:4", "8:1", "1:8",
)  # fmt: skip
RATIO = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*:\s*(\d{1,5}(?:\.\d{1,3})?)")
SIZE = re.compile(r"(\d{1,6})\s*[x×*]\s*(\d{1,6})")


def exact(ratio: str) -> Fraction | None:
    """Width over height, None where the text is no ratio."""
    found = RATIO.fullmatch(ratio)
    width, height = map(Fraction, found.groups()) if found else (Fraction(), Fraction())
    return width / height if width and height else None


def named(width: int, height: int, *wanted: str) -> str:
    """The wanted or usual ratio that a size is near, else in small numbers, or over one."""
    found = Fraction(width, height)
    for word in (*wanted, *COMMON):
        if is_near(found, exact(word)):
            return word
    small = found.limit_denominator(21)
    is_small = small.numerator <= 21 and abs(small / found - 1) < NEAR / 4
    return f"{small.numerator}:{small.denominator}" if is_small else f"{float(found):.2f}:1"


def is_near(one: Fraction, other: Fraction | None) -> bool:
    return other is not None and abs(one / other - 1) <= NEAR


def size(text: str) -> tuple[int, int] | None:
    """(width, height) in pixels of `1536x1024`, None where the text is no size."""
    found = SIZE.fullmatch(text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    return (width, height) if width and height else None


def pixels(width: int | None, height: int | None) -> str:
    """'' where they are not known."""
    return f"{width} × {height}" if width and height else ""
