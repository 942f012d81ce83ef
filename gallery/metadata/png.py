"""PNG: recipes in text chunks. https://www.w3.org/TR/png-3/#11textinfo"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from . import bounded, exif
from .containers import OURS, XMP, Data, MetadataError, Parts, Piece, Span

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT",
    b"bKGD", b"pHYs", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
"""What a clean copy keeps: all that makes the picture look as it does."""
KEYWORD = 79


class Chunk(NamedTuple):
    """From its length to its checksum."""

    kind: bytes
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def fill(found: Parts, data: Data) -> None:
    """With what the file says before it breaks off, where it does."""
    for chunk in chunks(data):
        body = Span(chunk.start + 8, chunk.end - 4)
        if chunk.kind in TEXTS and body.length <= bounded.MOST:
            found.add(*_text(chunk.kind, data[body.start : body.end]))
        elif chunk.kind == b"eXIf" and body.length <= bounded.MOST:
            found.exif = data[body.start : body.end]


def embedded(data: Data, packet: bytes, recipe: bytes) -> Iterator[Piece]:
    """With the XMP `packet` and our `recipe` in place of any that are there."""
    yield SIGNATURE
    is_in = False
    for chunk in chunks(data):
        if chunk.kind in TEXTS and _keyword(data, chunk) in {OURS, XMP}:
            continue
        if chunk.kind in {b"IDAT", b"IEND"} and not is_in:
            yield _itxt(OURS, recipe)
            yield _itxt(XMP, packet)
            is_in = True
        yield chunk.span


def stripped(data: Data, orientation: int) -> Iterator[Piece]:
    """The picture alone, lying as it lay."""
    yield SIGNATURE
    turn = _chunk(b"eXIf", exif.turned(orientation)) if orientation != 1 else b""
    for chunk in chunks(data):
        if chunk.kind in {b"IDAT", b"IEND"} and turn:
            yield turn
            turn = b""
        if chunk.kind in KEPT:
            yield chunk.span


def chunks(data: Data) -> Iterator[Chunk]:
    """From IHDR to IEND; MetadataError where they are not whole."""
    place, size = len(SIGNATURE), len(data)
    while place + 12 <= size:
        length, kind = struct.unpack("!I4s", data[place : place + 8])
        end = place + 12 + length
        is_first = place == len(SIGNATURE)
        if end > size or not kind.isalpha() or is_first != (kind == b"IHDR"):
            break
        yield Chunk(kind, place, end)
        if kind == b"IEND":
            return
        place = end
    raise MetadataError("The PNG is damaged: its chunks are not whole.")


def _text(kind: bytes, body: bytes) -> tuple[str, str]:
    """(keyword, text); the text is '' where it is too long or damaged."""
    name, _, rest = body.partition(b"\0")
    keyword = name[:KEYWORD].decode("latin-1")
    if kind == b"tEXt":
        return keyword, bounded.decoded(rest)
    if kind == b"zTXt":
        return keyword, bounded.decoded(bounded.inflated(rest[1:]))
    is_packed = rest[:1] == b"\1"
    words = rest[2:].split(b"\0", 2)[-1]
    return keyword, bounded.decoded(bounded.inflated(words) if is_packed else words)


def _keyword(data: Data, chunk: Chunk) -> str:
    body = data[chunk.start + 8 : min(chunk.end - 4, chunk.start + 9 + KEYWORD)]
    return body.partition(b"\0")[0].decode("latin-1")


def _itxt(keyword: str, text: bytes) -> bytes:
    """Not packed, without language: as XMP wants it."""
    return _chunk(b"iTXt", keyword.encode("latin-1") + bytes(5) + text)


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", checksum)
