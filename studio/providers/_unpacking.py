"""Packed bodies, unpacked piece by piece: a few kilobytes may want to become gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .errors import UnreadableError

PIECE = 256 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS
_KNOWN = {"gzip", "x-gzip", "deflate"}


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body in pieces of at most 256 KB; UnreadableError where it is damaged or packed oddly."""
    word = encoding.strip().lower()
    if word in {"", "identity"}:
        yield from chunks
    elif word in _KNOWN:
        yield from _inflated(chunks)
    else:
        raise UnreadableError(f"The answer is packed as {word[:40]}, which was not asked for.")


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = None
    try:
        for chunk in chunks:
            inflater = inflater or _inflater(chunk)
            rest = chunk
            while rest and not inflater.eof:
                yield inflater.decompress(rest, PIECE)
                rest = inflater.unconsumed_tail
    except zlib.error:
        raise UnreadableError("The answer is packed in a way that cannot be read.") from None
    if inflater and not inflater.eof:
        raise UnreadableError("The packed answer breaks off.")


def _inflater(first: bytes) -> zlib._Decompress:
    """Deflate comes with a header, as it should, or without one."""
    is_headed = first[:2] == b"\x1f\x8b"[: len(first)] or (first[0] & 0x0F == 8 and first[0] < 0x80)
    return zlib.decompressobj(_ANY_HEADER if is_headed else -zlib.MAX_WBITS)
