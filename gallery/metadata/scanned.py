"""Files whose containers we do not take apart: an XMP packet is found by its own marks."""

from __future__ import annotations

from . import bounded
from .containers import XMP, Data, Parts

BEGIN, END = b"<x:xmpmeta", b"</x:xmpmeta>"


def fill(found: Parts, data: Data) -> None:
    """AVIF, HEIC and GIF hold it in one piece, not packed."""
    start = data.find(BEGIN)
    end = data.find(END, start, start + bounded.MOST) if start >= 0 else -1
    if end >= 0:
        found.add(XMP, bounded.decoded(data[start:end]))
