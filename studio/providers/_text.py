"""Foreign JSON as every database takes it.

JSON may hold a NUL, which PostgreSQL refuses, and half of a surrogate pair, as a gateway
leaves it that cuts a text inside an emoji: no database takes that one. NaN and
Infinity, which Python reads, are no JSON to them.
"""

from __future__ import annotations

import json
import math
import re

from .requests import Json

DEEPEST = 150
"""Levels of nesting that are read, whatever Python itself could bear."""

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def kept(text: str) -> str:
    """The text with a sign for each character that cannot be kept."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", text)


def loaded(data: str | bytes) -> Json:
    """The JSON in `data`; ValueError or RecursionError where there is none to be had."""
    return _kept(json.loads(data))


def _kept(node: Json, levels: int = DEEPEST) -> Json:
    if not levels:
        raise ValueError(f"It is nested deeper than {DEEPEST} levels.")
    if isinstance(node, str):
        return kept(node)
    if isinstance(node, list):
        return [_kept(item, levels - 1) for item in node]
    if isinstance(node, dict):
        return {kept(name): _kept(item, levels - 1) for name, item in node.items()}
    return None if isinstance(node, float) and not math.isfinite(node) else node
