"""JPEG: recipes in application segments. XMP specification, part 3, 1.1.3."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from . import bounded, exif
from .containers import XMP, Data, MetadataError, Parts, Piece, Span

SIGNATURE = b"\xff\xd8\xff"
EXIF, PACKET = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
MOST_PACKET = 65_533 - len(PACKET)
APP0, APP1, APP2, APP14, APP15, COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
SCAN, END = 0xDA, 0xD9
AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
PROFILE = b"ICC_PROFILE\0"
MOST_SEGMENTS = 10_000


class Segment(NamedTuple):
    """A marker with what belongs to it; of a scan also its pixels."""

    marker: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def fill(found: Parts, data: Data) -> None:
    """With what the file says before it breaks off, where it does."""
    for segment in segments(data):
        if segment.marker in {APP1, COMMENT}:
            _take(found, segment.marker, data[segment.start + 4 : segment.end])
        if segment.marker == SCAN:
            break


def embedded(data: Data, packet: bytes, _recipe: bytes) -> Iterator[Piece]:
    """With the XMP `packet` in place of any that is there."""
    if len(packet) > MOST_PACKET:
        raise MetadataError("The recipe is too long for a JPEG.")
    yield SIGNATURE[:2]
    ours = b"\xff\xe1" + struct.pack("!H", len(PACKET) + len(packet) + 2) + PACKET + packet
    end = 2
    for segment in segments(data):
        end = segment.end
        head = data[segment.start + 4 : segment.start + 40]
        # JFIF and EXIF want to be first.
        if ours and not (segment.marker == APP0 or (segment.marker == APP1 and EXIF in head)):
            yield ours
            ours = b""
        if not (segment.marker == APP1 and head.startswith((PACKET, EXTENDED))):
            yield segment.span
    # Further pictures of the same file, found from where the first one is.
    yield Span(end, len(data))


def stripped(data: Data, orientation: int) -> Iterator[Piece]:
    """The picture alone, lying as it lay."""
    yield SIGNATURE[:2]
    tiff = EXIF + exif.turned(orientation) if orientation != 1 else b""
    turn = b"\xff\xe1" + struct.pack("!H", len(tiff) + 2) + tiff if tiff else b""
    for segment in segments(data):
        if turn and segment.marker != APP0:
            yield turn
            turn = b""
        if _is_kept(data, segment):
            yield segment.span


def segments(data: Data) -> Iterator[Segment]:
    """Up to the end of the first picture; MetadataError where they are not whole."""
    place = 2
    for _number in range(MOST_SEGMENTS):
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        head = data[place : place + 4]
        if head[:2] == b"\xff\xd9":
            yield Segment(END, place, place + 2)
            return
        end = place + 2 + int.from_bytes(head[2:4], "big")
        if len(head) < 4 or head[0] != 0xFF or head[1] < 0xC0 or end < place + 4:
            break
        if head[1] == SCAN:
            end = _after_scan(data, end)
        if end > len(data):
            break
        yield Segment(head[1], place, end)
        place = end
    raise MetadataError("The JPEG is damaged: its segments are not whole.")


def _after_scan(data: Data, start: int) -> int:
    """Where the pixels end; beyond the file where they do not."""
    # A match that outlived this function would keep the file from being closed.
    found = AFTER_SCAN.search(data, start)
    return found.start() if found else len(data) + 1


def _take(found: Parts, marker: int, body: bytes) -> None:
    if marker == COMMENT:
        found.add("comment", bounded.decoded(body))
    elif body.startswith(PACKET):
        found.add(XMP, bounded.decoded(body[len(PACKET) :]))
    elif body.startswith(EXIF) and not found.exif:
        found.exif = body[len(EXIF) :]


def _is_kept(data: Data, segment: Segment) -> bool:
    """What the picture looks by: its colours, and all that is no application's."""
    if segment.marker == APP2:
        return data[segment.start + 4 : segment.start + 16] == PROFILE
    is_application = APP0 <= segment.marker <= APP15
    return segment.marker in {APP0, APP14} or not (is_application or segment.marker == COMMENT)
