"""The line under a found image: the text around the first word that was looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gallery import search
from gallery.models import Image
from gallery.search import Term

BEFORE, LENGTH = 16, 80  # signs


class Bit(NamedTuple):
    """A piece of a text; `is_match`: it was looked for."""

    text: str
    is_match: bool


def found(images: Sequence[Image], terms: Sequence[Term]) -> dict[int, list[Bit]]:
    """By id, from an image's own texts, else from its tags and comments; nothing where a search
    only leaves words out. At most two statements.
    """
    if all(term.is_not for term in terms):
        return {}
    bits = {image.pk: of(image, terms) for image in images}
    others = [pk for pk, own in bits.items() if not own]
    said = search.said_of(others) if others else {}
    return bits | {pk: _first(said.get(pk, ()), terms) for pk in others}


def of(image: Image, terms: Sequence[Term]) -> list[Bit]:
    """From the first of its own texts that has a match."""
    return _first((image.prompt, image.revised_prompt, image.note, image.file_name), terms)


def _first(texts: Iterable[str], terms: Sequence[Term]) -> list[Bit]:
    for text in texts:
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
