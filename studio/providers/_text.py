"""Foreign JSON as every database takes it.

JSON may hold a NUL, which PostgreSQL refuses, and half of a surrogate pair, as a gateway
leaves it that cuts a text inside an emoji: no database takes that one. NaN and
Infinity, which Python reads, are no JSON to them.
"""

from __future__ import annotations

import codecs
import json
import math
import re
import secrets
from collections.abc import Mapping

from .requests import Json

DEEPEST = 150
"""Levels of nesting that are read, whatever Python itself could bear."""

MOST = 2_000_000
"""Bytes of JSON beside the pictures in it: as objects they take twenty-five times as much."""
_LONG = re.compile(rb'"[A-Za-z0-9+/=_:;,.\\-]{65536,}(?<!\\)"')
"""Base64 and data: URIs, also with their slashes escaped."""

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def kept(text: str) -> str:
    """The text with a sign for each character that cannot be kept."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", text)


def loaded(data: str | bytes) -> Json:
    """The JSON in `data`; ValueError or RecursionError where there is none to be had.

    Pictures in base64 are not parsed, so that one takes no more than twice its length.
    """
    if isinstance(data, str):
        return _kept(json.loads(data), {})
    lean, pictures = _without_pictures(data)
    if len(lean) > MOST:
        raise ValueError(f"It holds more than {MOST} bytes beside its pictures.")
    return _kept(json.loads(lean), pictures)


def _without_pictures(data: bytes) -> tuple[bytes, dict[str, str]]:
    """JSON with a word in place of each long base64, and what each word stands for."""
    mark, view, end = secrets.token_hex(8), memoryview(data), 0
    pieces: list[bytes | memoryview] = []
    pictures: dict[str, str] = {}
    for found in _LONG.finditer(data):
        word = f"{mark}{len(pictures)}"
        first, last = found.start() + 1, found.end() - 1
        text = codecs.decode(view[first:last], "ascii")
        pictures[word] = json.loads(f'"{text}"') if "\\" in text else text
        pieces += [view[end:first], word.encode()]
        end = last
    return b"".join([*pieces, view[end:]]) if pictures else data, pictures


def _kept(node: Json, pictures: Mapping[str, str], levels: int = DEEPEST) -> Json:
    if not levels:
        raise ValueError(f"It is nested deeper than {DEEPEST} levels.")
    if isinstance(node, str):
        return pictures[node] if node in pictures else kept(node)
    if isinstance(node, list):
        return [_kept(item, pictures, levels - 1) for item in node]
    if isinstance(node, dict):
        return {kept(name): _kept(item, pictures, levels - 1) for name, item in node.items()}
    return None if isinstance(node, float) and not math.isfinite(node) else node
