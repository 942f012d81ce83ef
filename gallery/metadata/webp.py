"""WebP: recipes in a chunk of XMP. https://developers.google.com/speed/webp/docs/riff_container"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from . import bounded, exif
from .containers import XMP, Data, MetadataError, Parts, Piece, Span

EXTENDED = b"VP8X"
PICTURE = {b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
"""What a clean copy keeps."""
HAS_ALPHA, HAS_EXIF, HAS_XMP = 0x10, 0x08, 0x04
NO_PICTURE = "The WebP is damaged: it does not begin with a picture."


class Chunk(NamedTuple):
    """From its name to its padding; `size` is that of its content."""

    kind: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + 8 + self.size + self.size % 2


def fill(found: Parts, data: Data) -> None:
    """With what the file says before it breaks off, where it does."""
    for chunk in chunks(data):
        body = Span(chunk.start + 8, chunk.start + 8 + chunk.size)
        if chunk.kind == b"EXIF" and body.length <= bounded.MOST:
            found.exif = data[body.start : body.end].removeprefix(b"Exif\0\0")
        elif chunk.kind == b"XMP " and body.length <= bounded.MOST:
            found.add(XMP, bounded.decoded(data[body.start : body.end]))


def embedded(data: Data, packet: bytes, _recipe: bytes) -> Iterator[Piece]:
    """With the XMP `packet` in place of any that is there."""
    known = list(chunks(data))
    kept = [chunk for chunk in known if chunk.kind not in {EXTENDED, b"XMP "}]
    flags = _flags(data, known) | HAS_XMP
    return _file(data, flags, kept, _chunk(b"XMP ", packet))


def stripped(data: Data, orientation: int) -> Iterator[Piece]:
    """The picture alone, lying as it lay."""
    known = list(chunks(data))
    kept = [chunk for chunk in known if chunk.kind in PICTURE]
    flags = _flags(data, known) & ~(HAS_EXIF | HAS_XMP)
    if orientation == 1:
        return _file(data, flags, kept)
    return _file(data, flags | HAS_EXIF, kept, _chunk(b"EXIF", exif.turned(orientation)))


def chunks(data: Data) -> Iterator[Chunk]:
    """MetadataError where they are not whole."""
    place, size = 12, 8 + int.from_bytes(data[4:8], "little")
    while place + 8 <= size <= len(data):
        kind, length = struct.unpack("<4sI", data[place : place + 8])
        chunk = Chunk(kind, place, length)
        if chunk.start + 8 + chunk.size > size:
            break
        yield chunk
        place = chunk.end
    if place < size or size > len(data) or place == 12:
        raise MetadataError("The WebP is damaged: its chunks are not whole.")


def _file(data: Data, flags: int, kept: list[Chunk], extra: bytes = b"") -> Iterator[Piece]:
    """A header that counts, VP8X with these flags and the size, and the chunks."""
    head = _extended(data, flags)
    # A chunk at the end may lack its padding.
    spans = [Span(chunk.start, min(chunk.end, len(data))) for chunk in kept]
    padding = sum(chunk.end - span.end for chunk, span in zip(kept, spans, strict=True))
    length = 4 + len(head) + sum(span.length for span in spans) + padding + len(extra)
    yield b"RIFF" + struct.pack("<I", length) + b"WEBP" + head
    yield from spans
    yield bytes(padding) + extra


def _extended(data: Data, flags: int) -> bytes:
    width, height = _size(data)
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _chunk(EXTENDED, bytes([flags, 0, 0, 0]) + sides)


def _flags(data: Data, known: list[Chunk]) -> int:
    first = known[0]
    if first.size < 5:
        raise MetadataError(NO_PICTURE)
    if first.kind == EXTENDED:
        return data[first.start + 8]
    # A simple file holds its transparency within its pixels.
    return HAS_ALPHA if first.kind == b"VP8L" and data[first.start + 12] & 0x10 else 0


def _size(data: Data) -> tuple[int, int]:
    """Of the canvas, by the first chunk."""
    first = next(chunks(data))
    body = data[first.start + 8 : first.start + 18]
    if first.kind == EXTENDED and len(body) == 10:
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return width, height
    if first.kind == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if first.kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) == 10:
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise MetadataError(NO_PICTURE)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
