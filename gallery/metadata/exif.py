"""As much of EXIF as recipes and clean copies need: which way is up, and texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .bounded import MOST, clean, decoded

ORIENTATION, USER_COMMENT, SUB_FOLDER = 0x0112, 0x9286, 0x8769
TEXTS = {0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", USER_COMMENT: "UserComment"}
MOST_ENTRIES = 512
WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}
"""Bytes of one value, by its type."""


def orientation(tiff: bytes) -> int:
    """1 to 8; 1 where it is not said."""
    order = _order(tiff)
    for tag, kind, _count, value in _entries(tiff, order) if order else ():
        if tag == ORIENTATION and kind == 3:
            number = int(struct.unpack(f"{order}H", value[:2])[0])
            return number if 1 <= number <= 8 else 1
    return 1


def turned(orientation: int) -> bytes:
    """EXIF that says nothing else."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


def texts(tiff: bytes) -> Iterator[tuple[str, str]]:
    """(name, text) of the fields in which programs leave their recipes."""
    order = _order(tiff)
    first = list(_entries(tiff, order)) if order else []
    below = [struct.unpack(f"{order}I", entry[3])[0] for entry in first if entry[0] == SUB_FOLDER]
    second = list(_folder(tiff, order, below[0])) if below else []
    fields = {entry[0]: entry for entry in (*first, *second) if entry[0] in TEXTS}
    for tag, kind, count, value in fields.values():
        yield TEXTS[tag], _text(tiff, order, kind, count, value)


def _order(tiff: bytes) -> str:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4], "") if len(tiff) >= 8 else ""


def _entries(tiff: bytes, order: str) -> Iterator[tuple[int, int, int, bytes]]:
    return _folder(tiff, order, _at(tiff, order, 4))


def _folder(tiff: bytes, order: str, start: int) -> Iterator[tuple[int, int, int, bytes]]:
    """(tag, type, count, the four bytes of value or offset)."""
    if start + 2 > len(tiff):
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for place in range(start + 2, start + 2 + 12 * min(count, MOST_ENTRIES), 12):
        if place + 12 > len(tiff):
            return
        yield struct.unpack_from(f"{order}HHI4s", tiff, place)


def _at(tiff: bytes, order: str, place: int) -> int:
    return int(struct.unpack_from(f"{order}I", tiff, place)[0])


def _text(tiff: bytes, order: str, kind: int, count: int, value: bytes) -> str:
    length = count * WIDTHS.get(kind, 0)
    if length > 4:
        (start,) = struct.unpack(f"{order}I", value)
        value = tiff[start : start + length]
    else:
        value = value[:length]
    code, words = value[:8], value[8:]
    if code == b"UNICODE\0":
        return clean(words[:MOST].decode(_utf16(words, order), "replace"))
    return decoded(words if code in {b"ASCII\0\0\0", bytes(8)} else value)


def _utf16(words: bytes, order: str) -> str:
    """Which half comes first: programs write either, whatever the file says."""
    first, second = words[0:2000:2].count(0), words[1:2000:2].count(0)
    if first == second:
        return "utf-16-le" if order == "<" else "utf-16-be"
    return "utf-16-be" if first > second else "utf-16-le"
