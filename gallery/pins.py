"""Where a comment is pinned: a point or a rectangle, in fractions from the image's top left."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gallery.models import Comment

DECIMALS = 4
LEAST = 0.004
"""A rectangle with a shorter side is a point."""


class PinError(ValueError):
    """These are no two or four numbers."""


@dataclass(frozen=True, slots=True)
class Pin:
    """`width` and `height` are 0 for a point. Within the image, to four decimals."""

    left: float
    top: float
    width: float = 0.0
    height: float = 0.0

    @classmethod
    def of(cls, left: float, top: float, width: float = 0.0, height: float = 0.0) -> Pin:
        """From any numbers. PinError where one is not finite."""
        if not all(map(math.isfinite, (left, top, width, height))):
            raise PinError
        left, top = _held(left), _held(top)
        width, height = (_held(min(width, 1 - left)), _held(min(height, 1 - top)))
        if width < LEAST or height < LEAST:
            return cls(left, top)
        return cls(left, top, width, height)

    @classmethod
    def parse(cls, text: str) -> Pin | None:
        """From "0.25,0.5" or "0.25,0.5,0.1,0.1"; None from nothing. PinError."""
        if not text.strip():
            return None
        words = text.split(",")
        if len(words) not in {2, 4}:
            raise PinError(text)
        try:
            return cls.of(*map(float, words))
        except ValueError as error:
            raise PinError(text) from error

    @classmethod
    def at(cls, comment: Comment) -> Pin | None:
        if comment.left is None or comment.top is None:
            return None
        return cls(comment.left, comment.top, comment.width or 0.0, comment.height or 0.0)

    @property
    def is_rectangle(self) -> bool:
        return self.width > 0

    @property
    def percents(self) -> dict[str, str]:
        """For attributes of SVG, in every language with a point."""
        names = ("left", "top", "width", "height")
        return {name: f"{getattr(self, name) * 100:.2f}%" for name in names}

    @property
    def columns(self) -> dict[str, float | None]:
        """For a row of a comment."""
        found = {"left": self.left, "top": self.top}
        return found | {"width": self.width or None, "height": self.height or None}


def _held(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), DECIMALS)
