"""The file formats that the gallery keeps, by the word in `Image.file_format`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAX_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """`is_shown`: every browser that we mean shows it in a page. `max_side` in pixels."""

    name: str
    label: str
    extension: str
    is_shown: bool = True
    max_side: int = 65_500

    @property
    def mime(self) -> str:
        return f"image/{self.name}"

    def holds(self, width: int, height: int) -> bool:
        """Whether a file of it may be this large."""
        is_small = max(width, height) <= self.max_side and width * height <= MAX_PIXELS
        return is_small and min(width, height) > 0


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("png", "PNG", "png"),
        Format("jpeg", "JPEG", "jpg"),
        Format("webp", "WebP", "webp", max_side=16_383),
        Format("gif", "GIF", "gif"),
        Format("avif", "AVIF", "avif"),
        Format("heic", "HEIC", "heic", is_shown=False),
    )
}
COPIED = ("png", "jpeg", "webp", "avif")
UPLOADED = ("png", "jpeg", "webp", "heic")
