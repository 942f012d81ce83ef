"""What a sheet is drawn on, whether it becomes a PDF or a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from .marks import Box, Point


class Canvas(Protocol):
    """All in points from the top left; colours as #rrggbb. `size` of text is its height."""

    def box(self, box: Box, color: str) -> None: ...

    def picture(self, box: Box, path: Path, *, is_dim: bool) -> None:
        """Raises UnreadablePictureError or FileNotFoundError, then nothing is drawn."""

    def line(self, points: Sequence[Point], width: float, color: str) -> None: ...

    def dot(self, center: Point, radius: float, color: str) -> None: ...

    def text(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        """`at` is the left end of the base line; what no font has is left out."""

    def title(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        """The same in bold."""

    def width(self, text: str, size: float) -> float:
        """Of `text`."""
