"""Which parts of a text a search matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .terms import Term
from .tokens import Token, cut


def marked(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """(start, end) of each match in `text`, in order, none over another."""
    tokens = list(cut(text))
    spans: list[tuple[int, int]] = []
    for term in terms:
        if not term.is_not:
            spans += _spans(tokens, term)
    return _joined(sorted(spans))


def _spans(tokens: Sequence[Token], term: Term) -> Iterator[tuple[int, int]]:
    *before, last = term.tokens
    count = len(before)
    for end in range(count, len(tokens)):
        text = tokens[end].text
        is_last = text.startswith(last) if term.is_prefix else text == last
        if is_last and [token.text for token in tokens[end - count : end]] == before:
            yield tokens[end - count].start, tokens[end].end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
