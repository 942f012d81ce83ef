"""Which parts of a text a search matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def _spans(tokens: Sequence[Token], term: Term) -> list[tuple[int, int]]:
    count = len(term.tokens)
    starts = range(len(tokens) - count + 1)
    return [
        (tokens[at].start, tokens[at + count - 1].end)
        for at in starts
        if _fits(tokens[at : at + count], term)
    ]


def _fits(tokens: Sequence[Token], term: Term) -> bool:
    *before, last = term.tokens
    if any(token.text != wanted for token, wanted in zip(tokens, before, strict=False)):
        return False
    found = tokens[-1].text
    return found.startswith(last) if term.is_prefix else found == last


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
