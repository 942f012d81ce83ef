"""A key in whatever shape a gateway may send it back, taken out before anything is kept."""

from __future__ import annotations

import base64
import functools
import html
import json
import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote, quote_plus

from .requests import Json

MARK = "[key]"
SHORTEST = 8
FEWEST = 5
"""Characters, and different ones, below which a picture might hold a key by chance: AAAAAAAA, which
stands for no key at all, is how base64 writes zeros.
"""


def without(key: str, text: str) -> str:
    """`text` with a mark for the key, however it is spelled there."""
    is_there = bool(key) and any(each in text for each in spellings(key))
    return _pattern(key).sub(MARK, text) if is_there else text


def scrubbed(node: Json, key: str) -> Json:
    """JSON without the key, also where it was spelled in escapes of JSON."""
    if not _is_rare(key):
        return node
    if isinstance(node, str):
        return without(key, node)
    if isinstance(node, list):
        return [scrubbed(item, key) for item in node]
    if isinstance(node, dict):
        return {without(key, name): scrubbed(item, key) for name, item in node.items()}
    return node


def blot(data: bytes, key: str) -> bytes:
    """`data` with a mark for the key, where that is none that a picture might hold."""
    known = _spellings_of(key) if _is_rare(key) else ()
    is_there = any(each in data for each in known)
    return _pattern_of_bytes(key).sub(MARK.encode(), data) if is_there else data


class Sink(Protocol):
    """What takes bytes, in order."""

    def write(self, data: bytes, /) -> object: ...


class Blotted:
    """Bytes on their way to `sink`, with a mark for the key; `close` writes the last of them.

    Only with keys that are rare enough, so that no picture is changed.
    """

    def __init__(self, sink: Sink, key: str) -> None:
        self._sink, self._key = sink, key
        self._held = len(spellings(key)[0]) - 1 if _is_rare(key) else 0
        self._rest = b""
        self._size = 0

    def tell(self) -> int:
        """Bytes that came."""
        return self._size

    def write(self, data: bytes) -> None:
        self._size += len(data)
        whole = blot(self._rest + data, self._key) if self._held else data
        ready = max(0, len(whole) - self._held)
        self._sink.write(whole[:ready])
        self._rest = whole[ready:]

    def close(self) -> None:
        self._sink.write(self._rest)
        self._rest = b""


def _is_rare(key: str) -> bool:
    return len(key) >= SHORTEST and len(set(key)) >= FEWEST


@functools.lru_cache(maxsize=64)
def spellings(key: str) -> tuple[str, ...]:
    """The longest first."""
    return tuple(sorted(set(_spellings(key)), key=len, reverse=True))


def _spellings(key: str) -> Iterator[str]:
    yield from (key, json.dumps(key)[1:-1], json.dumps(json.dumps(key))[3:-3], repr(key)[1:-1])
    yield from (quote(key, safe=""), quote_plus(key), quote(key), quote(key, safe="").lower())
    yield from (key.replace("/", "\\/"), html.escape(key), html.escape(key, quote=False))
    if len(key) >= SHORTEST:
        yield key[::-1]
        yield from (key.encode().hex(), key.encode().hex().upper())
        yield from _in_base64(key.encode())


def _in_base64(key: bytes) -> Iterator[str]:
    """What is certain of it wherever it begins among the three bytes of a group."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + key)
        first, last = -(-before * 8 // 6), (before + len(key)) * 8 // 6
        certain = text[first:last]
        yield certain.decode()
        yield certain.translate(bytes.maketrans(b"+/", b"-_")).decode()


@functools.lru_cache(maxsize=64)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, spellings(key))))


@functools.lru_cache(maxsize=64)
def _spellings_of(key: str) -> tuple[bytes, ...]:
    return tuple(each.encode() for each in spellings(key))


@functools.lru_cache(maxsize=64)
def _pattern_of_bytes(key: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, _spellings_of(key))))
