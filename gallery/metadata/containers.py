"""What the containers share: a file as bytes, pieces of it, and what is wrong with it."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

AT_ONCE = 1024 * 1024
XMP = "XML:com.adobe.xmp"
MOST_TEXTS, MOST_IN_ALL = 64, 8_000_000
OURS = "proofsheet"
"""Keyword of the text in which a PNG carries our recipe."""

Data: TypeAlias = "mmap.mmap | bytes"


class MetadataError(ValueError):
    """The file is of a kind that we cannot write into, or its structure is broken."""


class Span(NamedTuple):
    """A stretch of the file that is taken over as it is, from `start` to before `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


Piece: TypeAlias = "bytes | Span"


@dataclass(slots=True)
class Parts:
    """What a file says besides its pixels: its EXIF as TIFF, and texts with their keywords."""

    exif: bytes = b""
    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, text: str) -> None:
        """Keep it, up to so many, and to so much in all."""
        held = sum(len(text) for _, text in self.texts)
        if text and len(self.texts) < MOST_TEXTS and held + len(text) <= MOST_IN_ALL:
            self.texts.append((name, text))

    @property
    def xmp(self) -> str:
        return next((text for name, text in self.texts if name == XMP), "")


@contextmanager
def mapped(path: Path) -> Iterator[Data]:
    """The bytes of a file without reading them all."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def write(data: Data, pieces: Iterable[Piece], target: BinaryIO) -> None:
    for piece in pieces:
        if isinstance(piece, bytes):
            target.write(piece)
            continue
        target.writelines(
            data[start : min(start + AT_ONCE, piece.end)]
            for start in range(piece.start, piece.end, AT_ONCE)
        )
