"""The file formats that the gallery keeps, by the word in `Image.file_format`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """`is_shown`: every browser that we mean shows it in a page."""

    name: str
    label: str
    extension: str
    is_shown: bool = True

    @property
    def mime(self) -> str:
        return f"image/{self.name}"


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("png", "PNG", "png"),
        Format("jpeg", "JPEG", "jpg"),
        Format("webp", "WebP", "webp"),
        Format("gif", "GIF", "gif"),
        Format("avif", "AVIF", "avif"),
        Format("heic", "HEIC", "heic", is_shown=False),
    )
}
COPIED = ("png", "jpeg", "webp", "avif")
UPLOADED = ("png", "jpeg", "webp", "heic")
