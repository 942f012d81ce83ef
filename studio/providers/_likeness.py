"""Which pictures are the same although their metadata differ, without decoding any.

Of a PNG, a JPEG or a WebP the parts that are drawn are compared; of anything else, or of
what is broken, all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

_PNG, _PNG_HEAD = b"\x89PNG\r\n\x1a\n", 8
_DRAWN_IN_PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT"}
_DRAWN_IN_WEBP = {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}
_SCAN, _COMMENT, _APPLICATIONS = 0xDA, 0xFE, range(0xE0, 0xF0)


def distinct(pictures: Iterable[bytes]) -> list[bytes]:
    """Each picture once, the first of those that are alike."""
    found: dict[bytes, bytes] = {}
    for data in pictures:
        found.setdefault(_digest(data), data)
    return list(found.values())


def _digest(data: bytes) -> bytes:
    drawn = hashlib.sha256()
    for part in _drawn(data) or [data]:
        drawn.update(part)
    return drawn.digest()


def _drawn(data: bytes) -> list[bytes]:
    if data.startswith(_PNG) and data[-8:-4] == b"IEND":
        return list(_of_png(data))
    if data.startswith(b"\xff\xd8"):
        return list(_of_jpeg(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return list(_of_webp(data))
    return []


def _of_png(data: bytes) -> Iterator[bytes]:
    place = _PNG_HEAD
    while name := data[place + 4 : place + 8]:
        length = int.from_bytes(data[place : place + 4], "big")
        if name in _DRAWN_IN_PNG:
            yield data[place : place + 8 + length]
        place += length + 12


def _of_webp(data: bytes) -> Iterator[bytes]:
    place = 12
    while name := data[place : place + 4]:
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        if name in _DRAWN_IN_WEBP:
            yield data[place : place + 8 + length]
        place += 8 + length + length % 2


def _of_jpeg(data: bytes) -> Iterator[bytes]:
    """Every segment but comments and those of applications, and all from the scan on."""
    place = 2
    while len(head := data[place : place + 4]) == len(b"mark"):
        if head[1] == _SCAN or head[0] != 0xFF:
            yield data[place:]
            return
        length = int.from_bytes(head[2:], "big") + 2
        if head[1] != _COMMENT and head[1] not in _APPLICATIONS:
            yield data[place : place + length]
        place += length
