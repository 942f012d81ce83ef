"""A PNG that is written from top to bottom, so that a tall picture is never whole in memory."""

from __future__ import annotations

import struct
import zlib

import PIL.Image
from PIL import ImageChops

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = 2
UP = b"\x02"
"""The filter by which each row is told as its difference to the one above."""


class Bands:
    """`begin`, then `add` pictures of the full width that make up the height, then `end`."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._last = PIL.Image.new("RGB", (width, 1))
        self._packer = zlib.compressobj(6)

    def begin(self) -> bytes:
        return SIGNATURE + _chunk(b"IHDR", struct.pack(">IIBBBBB", *self._size, 8, RGB, 0, 0, 0))

    def add(self, band: PIL.Image.Image) -> bytes:
        above = PIL.Image.new("RGB", band.size)
        above.paste(self._last, (0, 0))
        above.paste(band.crop((0, 0, band.width, band.height - 1)), (0, 1))
        self._last = band.crop((0, band.height - 1, band.width, band.height))
        rows = ImageChops.subtract_modulo(band, above).tobytes()
        stride = 3 * band.width
        filtered = b"".join(UP + rows[at : at + stride] for at in range(0, len(rows), stride))
        return _chunk(b"IDAT", self._packer.compress(filtered))

    def end(self) -> bytes:
        return _chunk(b"IDAT", self._packer.flush()) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
