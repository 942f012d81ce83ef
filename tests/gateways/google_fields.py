"""The body of `generateContent`, read as strictly as Google reads it.

A schema is a mapping of camelCase names, a list of one schema, or a leaf. Names may come in
snake_case; what is read has camelCase. Complaints name the place in snake_case, as Google does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .checks import Check, boolean, one_of, text, whole
from .sizes import RATIOS
from .troubles import RefusalError


@dataclass(frozen=True)
class Leaf:
    """One value; `complaint` is said of a wrong one instead of its place."""

    check: Check
    complaint: str = ""


Schema = Mapping[str, Any] | list[Any] | Leaf

TIERS = ("512", "1K", "2K", "4K")
CATEGORIES = tuple(
    f"HARM_CATEGORY_{name}"
    for name in (
        "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY",
    )
)  # fmt: skip
THRESHOLDS = (
    "OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE",
)  # fmt: skip

_ANY_TEXT = Leaf(lambda value: isinstance(value, str))
_SOME_TEXT = Leaf(text(1_000_000))
_NEVER = Leaf(lambda value: False, "Sampling parameters are deprecated and not taken any more.")
_ONE = Leaf(
    lambda value: type(value) is int and value == 1,
    "Multiple candidates is not enabled for this model",
)

PART: Schema = {
    "text": _ANY_TEXT,
    "inlineData": {"mimeType": _SOME_TEXT, "data": _SOME_TEXT},
    "fileData": {"mimeType": _SOME_TEXT, "fileUri": _SOME_TEXT},
    "thought": Leaf(boolean),
    "thoughtSignature": _SOME_TEXT,
}
REQUEST: Schema = {
    "contents": [{"role": _ANY_TEXT, "parts": [PART]}],
    "generationConfig": {
        "responseModalities": [Leaf(one_of("TEXT", "IMAGE"))],
        "imageConfig": {
            "aspectRatio": Leaf(one_of(*RATIOS)),
            "imageSize": Leaf(one_of(*TIERS)),
        },
        "thinkingConfig": {
            "thinkingLevel": Leaf(one_of("minimal", "high", "MINIMAL", "HIGH")),
            "includeThoughts": Leaf(boolean),
        },
        "candidateCount": _ONE,
        "seed": Leaf(whole(-(2**31), 2**31 - 1)),
        "temperature": _NEVER,
        "topP": _NEVER,
        "topK": _NEVER,
    },
    "tools": [{"googleSearch": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}}],
    "safetySettings": [
        {"category": Leaf(one_of(*CATEGORIES)), "threshold": Leaf(one_of(*THRESHOLDS))}
    ],
}


def invalid(message: str, place: str = "") -> RefusalError:
    return RefusalError(400, message, "invalid_argument", place)


def read(value: Any, schema: Schema = REQUEST, place: str = "") -> Any:
    """`value` with names in camelCase; a RefusalError for the first thing that is not taken."""
    if isinstance(schema, Leaf):
        if not schema.check(value):
            raise invalid(schema.complaint or f"Invalid value at '{place}': {value!r}", place)
        return value
    if isinstance(schema, list):
        if not isinstance(value, list):
            raise invalid(f"Invalid value at '{place}': a list is wanted.", place)
        return [read(item, schema[0], f"{place}[{n}]") for n, item in enumerate(value)]
    if not isinstance(value, dict):
        raise invalid(f"Invalid value at '{place}': an object is wanted.", place)
    return _message(value, schema, place)


def _message(value: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for given, item in value.items():
        name = re.sub(r"_([a-z])", lambda letter: letter[1].upper(), given)
        if name not in schema:
            where = f" at '{place}'" if place else ""
            message = f'Unknown name "{given}"{where}: Cannot find field.'
            raise invalid(f"Invalid JSON payload received. {message}", place)
        if name in found:
            raise invalid(f'Invalid JSON payload received. "{given}" is there twice.', place)
        found[name] = read(item, schema[name], f"{place}.{snake(name)}".lstrip("."))
    return found


def snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
