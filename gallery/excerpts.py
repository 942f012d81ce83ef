"""The line under a found image: the text around the first word that was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gallery import search
from gallery.models import Image
from gallery.search import Term

BEFORE, LENGTH = 16, 80  # signs


class Bit(NamedTuple):
    """A piece of a text; `is_match`: it was looked for."""

    text: str
    is_match: bool


def of(image: Image, terms: Sequence[Term]) -> list[Bit]:
    """From the first text that has a match; empty where a tag or a comment has it."""
    for text in (image.prompt, image.revised_prompt, image.note, image.file_name):
        spans = search.marked(text, terms) if text else []
        if spans:
            return _cut(text, spans)
    return []


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> list[Bit]:
    start = _word_before(text, spans[0][0])
    end = min(len(text), start + LENGTH)
    bits = [Bit("…", False)] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        bits += [Bit(text[at:first], False), Bit(text[first : min(last, end)], True)]
        at = min(last, end)
    bits.append(Bit(f"{text[at:end]}…" if end < len(text) else text[at:end], False))
    return [bit for bit in bits if bit.text]


def _word_before(text: str, at: int) -> int:
    """Where to begin so that a few words stand before the match."""
    if at <= BEFORE:
        return 0
    space = text.find(" ", at - BEFORE, at)
    return space + 1 if space >= 0 else at - BEFORE
