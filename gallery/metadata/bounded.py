"""Texts of strange files: never longer, deeper or stranger than what we can keep."""

from __future__ import annotations

import json
import math
import re
import zlib
from typing import Any

MOST = 4_000_000
"""Bytes of one text, unpacked."""
DEEPEST = 64
_UNKEPT = re.compile("[\0\ud800-\udfff]")


def clean(text: str) -> str:
    """Without what no database keeps."""
    return _UNKEPT.sub("", text)


def inflated(data: bytes) -> bytes:
    """Unpacked, b'' where it is damaged or too long."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, MOST)
    except zlib.error:
        return b""
    return b"" if unpacking.unconsumed_tail else found


def decoded(data: bytes) -> str:
    """UTF-8, as most write it, else Latin-1; '' where it is too long."""
    if len(data) > MOST:
        return ""
    try:
        return clean(data.decode())
    except UnicodeDecodeError:
        return clean(data.decode("latin-1"))


def loaded(text: str) -> Any:
    """The JSON in a text; None where there is none, or too much of it."""
    if len(text) > MOST or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return _kept(json.loads(text))
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A word or number as text, else ''."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if _is_number(value) else ""


def whole(value: object, most: int = 2**63 - 1) -> int | None:
    """A number from 0 to `most`, also written as text; else None."""
    if isinstance(value, str):
        word = value.strip()
        value = int(word) if word.isascii() and word.isdigit() and len(word) < 20 else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= most else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kept(node: Any, levels: int = DEEPEST) -> Any:
    if not levels:
        raise ValueError(f"It is nested deeper than {DEEPEST} levels.")
    if isinstance(node, str):
        return clean(node)
    if isinstance(node, list):
        return [_kept(item, levels - 1) for item in node]
    if isinstance(node, dict):
        return {clean(name): _kept(item, levels - 1) for name, item in node.items()}
    return None if isinstance(node, float) and not math.isfinite(node) else node
