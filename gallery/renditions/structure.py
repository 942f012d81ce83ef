"""The parts of a file, counted before Pillow makes objects of each: a million take a gigabyte."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

MOST_PARTS = 2_000
"""Of a PNG beside its pixels, or of a JPEG ahead of them; real files have a few dozen."""
MOST_PIXEL_PARTS = 200_000
MOST_BLOCKS = 20_000
"""Of a GIF ahead of its first picture: an XMP in it has some thousands."""
MOST_RUBBISH = 100_000
"""Bytes between two segments, which are passed over one by one."""
PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"
PIXELS = {b"IDAT", b"fdAT", b"fcTL"}
SCAN, END, FILL = 0xDA, 0xD9, 0xFF
ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a body."""


class StructureError(ValueError):
    """The file has more parts than any picture needs."""


def check(path: Path) -> None:
    """StructureError for a file of too many parts; what is broken is left to its reader."""
    with path.open("rb") as file:
        head = file.read(len(PNG))
        read = next((reader for magic, reader in READERS.items() if head.startswith(magic)), None)
        if read is not None:
            read(file)


def _png(file: BinaryIO) -> None:
    others = pixels = 0
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack("!I4s", head)
        if kind in PIXELS:
            pixels += 1
        else:
            others += 1
        if others > MOST_PARTS or pixels > MOST_PIXEL_PARTS:
            raise StructureError("more chunks than any picture has")
        if kind == b"IEND":
            return
        file.seek(length + 4, 1)


def _jpeg(file: BinaryIO) -> None:
    file.seek(2)
    parts = 0
    while marker := _marker(file):
        parts += 1
        if parts > MOST_PARTS:
            raise StructureError("more segments than any picture has")
        if marker in {SCAN, END}:
            return
        if marker not in ALONE and len(length := file.read(2)) == 2:
            file.seek(max(0, int.from_bytes(length) - 2), 1)


def _marker(file: BinaryIO) -> int:
    """The next one, 0 where there is none; bytes between two markers are passed over."""
    for _ in range(MOST_RUBBISH):
        if not (byte := file.read(1)):
            return 0
        if byte[0] == FILL and (code := file.read(1)) and code[0] not in {0, FILL}:
            return code[0]
    raise StructureError("more between its segments than any picture has")


def _gif(file: BinaryIO) -> None:
    file.seek(10)
    flags = int.from_bytes(file.read(1))
    file.seek(13 + (6 << (flags & 7) if flags & 0x80 else 0))
    blocks = 0
    while (kind := file.read(1)) not in {b"", b",", b";"}:
        blocks += _blocks(file, MOST_BLOCKS - blocks) if kind == b"!" else 1
        if blocks > MOST_BLOCKS:
            raise StructureError("more blocks than any picture has")


def _blocks(file: BinaryIO, most: int) -> int:
    """How many an extension has, its end included; no more than one beyond `most` are read."""
    file.seek(1, 1)
    for number in range(1, most + 2):
        length = int.from_bytes(file.read(1))
        if not length:
            return number
        file.seek(length, 1)
    return most + 1


READERS: dict[bytes, Callable[[BinaryIO], None]] = {PNG: _png, JPEG: _jpeg, GIF: _gif}
