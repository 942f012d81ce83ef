"""The file formats that the gallery keeps, by the word in `Image.file_format`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_PIXELS = 60_000_000
ENOUGH_PNG = 1_500_000
"""Bytes up to which a PNG is sent as PNG: drawings and screens keep their hard edges."""


@dataclass(frozen=True, slots=True)
class Format:
    """`is_shown`: every browser that we mean shows it in a page. `max_side` in pixels.

    `max_pixels`: so many we have the memory to make; to read more of them is no harm.
    """

    name: str
    label: str
    extension: str
    is_shown: bool = True
    max_side: int = 65_500
    max_pixels: int = MAX_PIXELS

    @property
    def mime(self) -> str:
        return f"image/{self.name}"

    def holds(self, width: int, height: int) -> bool:
        """Whether a file of it may be this large."""
        is_small = max(width, height) <= self.max_side and width * height <= self.max_pixels
        return is_small and min(width, height) > 0


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("png", "PNG", "png", max_pixels=40_000_000),
        Format("jpeg", "JPEG", "jpg", max_pixels=30_000_000),
        Format("webp", "WebP", "webp", max_side=16_383, max_pixels=20_000_000),
        Format("gif", "GIF", "gif"),
        Format("avif", "AVIF", "avif", max_pixels=7_000_000),
        Format("heic", "HEIC", "heic", is_shown=False),
    )
}
COPIED = ("png", "jpeg", "webp", "avif")
UPLOADED = ("png", "jpeg", "webp", "avif", "heic")


def sent_as(
    formats: Sequence[str], is_transparent: bool, is_small_png: bool
) -> list[tuple[str, int]]:
    """(format, quality) of a picture for a gateway that takes `formats`, the first that fits.

    Transparency is kept if it can be.
    """
    able = ("webp",) if is_transparent and {"png", "webp"} & set(formats) else ("jpeg", "webp")
    lossy = next((format for format in able if format in formats), None)
    choices = [(lossy, quality) for quality in (92, 85, 75)] if lossy else []
    if "png" in formats and (is_transparent or is_small_png or not lossy):
        return [("png", 0), *choices]
    return choices
