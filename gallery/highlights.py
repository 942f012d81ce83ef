"""Texts as HTML in which the words of a search are marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Spans = Sequence[tuple[int, int]]


def marked(text: str, spans: Spans, start: int = 0) -> str:
    """The text, escaped, in which `spans` are marked as far as they lie in it.

    They are (start, end) in order, in a longer text of which this one begins at `start`.
    """
    found, at = [], 0
    for span in spans:
        first, last = (min(max(place - start, 0), len(text)) for place in span)
        if first < last:
            found += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return "".join([*found, escape(text[at:])])
