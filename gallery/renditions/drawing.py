"""Sheets of many pictures: small JPEGs and lettering for a PDF, and a canvas of pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import PIL.Image
from PIL import ImageDraw, ImageEnhance, ImageOps
from PIL.Image import Resampling

from . import fonts
from .colors import flatten
from .reading import opened

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Fine = tuple[ImageDraw.ImageDraw, float, list[Point]]
"""A pen, how thick its lines are, and the places."""
FINER = 3
"""Lines are drawn so many times larger, since Pillow draws them with steps."""
COLORLESS, LIGHT = 0.15, 0.5
"""Of a picture that was rejected."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows of RGB, or the bytes of a JPEG."""

    width: int
    height: int
    data: bytes


def jpeg(path: Path, size: tuple[int, int], *, is_dim: bool = False) -> Raster:
    """The picture at `size` pixels or its own where that is less."""
    picture = _small(path, size, is_dim)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=86, subsampling=0)
    return Raster(*picture.size, buffer.getvalue())


def lettering(text: str, pixels: int, color: str, ground: str, *, is_bold: bool) -> Raster:
    """One line, its base line at 4/5 of the height; no wider than 0 where no font has its signs."""
    font, shown = fonts.fitting(text, pixels, is_bold=is_bold)
    size = round(font.getlength(shown)), round(pixels * 1.5)
    line = PIL.Image.new("RGB", size, ground)
    if shown:
        ImageDraw.Draw(line).text((0, round(pixels * 1.2)), shown, color, font, anchor="ls")
    return Raster(*size, line.tobytes() if shown else b"")


def measure(text: str, *, is_bold: bool = False) -> float:
    """The width of a line over its height."""
    font, shown = fonts.fitting(text, 100, is_bold=is_bold)
    return font.getlength(shown) / 100


class Drawing:
    """Part of a sheet in pixels; places are told in points, `scale` pixels each, from `top`."""

    def __init__(self, size: tuple[int, int], scale: float, top: float, ground: str) -> None:
        self.image = PIL.Image.new("RGB", size, ground)
        self._draw = ImageDraw.Draw(self.image)
        self._scale, self._top = scale, top

    def box(self, box: Box, color: str) -> None:
        left, top, right, bottom = self._edges(box)
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=color)

    def picture(self, box: Box, path: Path, *, is_dim: bool) -> None:
        left, top, right, bottom = self._edges(box)
        size = max(1, right - left), max(1, bottom - top)
        picture = _small(path, size, is_dim)
        if picture.size != size:
            picture = picture.resize(size, Resampling.BICUBIC)
        self.image.paste(picture, (left, top))

    def line(self, points: Sequence[Point], width: float, color: str) -> None:
        places = [self._place(point) for point in points]
        with self._finely(places, width * self._scale, color) as (pen, thick, finer):
            pen.line(finer, fill=255, width=max(1, round(thick)), joint="curve")
            for x, y in (finer[0], finer[-1]):
                pen.circle((x, y), thick / 2, fill=255)

    def dot(self, center: Point, radius: float, color: str) -> None:
        width = radius * 2 * self._scale
        with self._finely([self._place(center)], width, color) as (pen, thick, finer):
            pen.circle(finer[0], thick / 2, fill=255)

    def text(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        self._letter(at, text, size, color, is_bold=False)

    def title(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        self._letter(at, text, size, color, is_bold=True)

    def width(self, text: str, size: float) -> float:
        font, shown = fonts.fitting(text, round(size * self._scale))
        return font.getlength(shown) / self._scale

    def _letter(self, at: Point, text: str, size: float, color: str, *, is_bold: bool) -> None:
        font, shown = fonts.fitting(text, round(size * self._scale), is_bold=is_bold)
        if shown:
            self._draw.text(self._place(at), shown, color, font, anchor="ls")

    @contextmanager
    def _finely(self, places: Sequence[Point], thick: float, color: str) -> Iterator[Fine]:
        """A pen for a finer copy of the part around `places`, which is then laid over it."""
        left, top = (int(min(axis) - thick - 1) for axis in zip(*places, strict=True))
        right, bottom = (int(max(axis) + thick + 2) for axis in zip(*places, strict=True))
        mask = PIL.Image.new("L", ((right - left) * FINER, (bottom - top) * FINER))
        finer = [((x - left) * FINER, (y - top) * FINER) for x, y in places]
        yield ImageDraw.Draw(mask), thick * FINER, finer
        mask = mask.resize((right - left, bottom - top), Resampling.BOX)
        self.image.paste(PIL.Image.new("RGB", mask.size, color), (left, top), mask)

    def _place(self, point: Point) -> Point:
        return point[0] * self._scale, (point[1] - self._top) * self._scale

    def _edges(self, box: Box) -> tuple[int, int, int, int]:
        x, y, width, height = box
        left, top = self._place((x, y))
        right, bottom = self._place((x + width, y + height))
        return round(left), round(top), round(right), round(bottom)


def _small(path: Path, size: tuple[int, int], is_dim: bool) -> PIL.Image.Image:
    """No larger than `size`, on grey where it is transparent."""
    with opened(path) as source:
        source.draft("RGB", size)
        picture = flatten(source, "#808080")
        if picture.width > size[0] or picture.height > size[1]:
            picture = ImageOps.fit(picture, size, Resampling.LANCZOS)
    if is_dim:
        picture = ImageEnhance.Color(picture).enhance(COLORLESS)
        picture = ImageEnhance.Brightness(picture).enhance(LIGHT)
    return picture
