"""One change of a revised prompt, made in a text that somebody has gone on writing since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from .differences import Change, Tokens, comparison
from .runs import common

ITS_OWN = 0.6
"""The part of the kept letters that a text holds while it is still the one that was revised."""


def adopt(before: str, after: str, change: Change, text: str) -> str | None:
    """`text` with this change from `before` to `after`; as it is where it has it already.

    None where `text` no longer holds the words around it.
    """
    place = _Place(change, Tokens(before), Tokens(text))
    made = place.swapped()
    if made is None and place.is_its_own(comparison(before, after).changes):
        made = place.inserted()
    return made


class _Place:
    """Where the words on both sides of a change stand in a text that was written since.

    `_first` and `_last` are the words of the text between them, None where one is gone.
    """

    def __init__(self, change: Change, olds: Tokens, news: Tokens) -> None:
        self._change, self._olds, self._news = change, olds, news
        self._out = olds.keys[change.first : change.last]
        self._put = Tokens(change.put).keys
        self._lead, self._trail = _spaces(change)
        self._stands = _stands(olds, news)
        is_begin, is_end = change.first == 0, change.last == len(olds.keys)
        left, right = self._stands.get(change.first - 1), self._stands.get(change.last)
        self._first = 0 if is_begin else None if left is None else left + 1
        self._last = len(news.keys) if is_end else right

    def is_its_own(self, changes: Iterable[Change]) -> bool:
        """Whether the text is the one that was revised, by the words that the model kept."""
        changed = set(chain.from_iterable(range(c.first, c.last) for c in changes))
        words = range(len(self._olds.keys))
        kept = [i for i in words if i not in changed] or words
        letters = sum(len(self._olds.keys[i]) for i in kept)
        standing = sum(len(self._olds.keys[i]) for i in kept if i in self._stands)
        return standing >= ITS_OWN * letters if letters else not self._news.keys

    def swapped(self) -> str | None:
        """What was taken out stands there still, beside a word that it stood beside."""
        at = self._found(self._out)
        if at is None:
            return None
        whole, last = self._news.text, at + len(self._out)
        left, right = self._news.ends[at], self._news.starts[last]
        lead, trail = whole[left : self._news.starts[at]], whole[self._news.ends[last] : right]
        if at == self._first:
            lead = self._lead and (lead or self._lead)
        if last == self._last:
            trail = self._trail and (trail or self._trail)
        if not self._put and lead:
            trail = ""
        return whole[:left] + lead + self._change.put + trail + whole[right:]

    def inserted(self) -> str | None:
        """Nothing was taken out, or it is gone already; or what was put in is there too."""
        if self._found(self._put) is not None:
            return self._news.text
        if self._first is not None and self._first == self._last:
            return self._between(self._first, self._last)
        return None if self._out else self._beside()

    def _found(self, words: Sequence[str]) -> int | None:
        """The place of these words behind the one that stood before them, or ahead of the next."""
        first = 0 if self._first is None else self._first
        last = len(self._news.keys) if self._last is None else self._last
        behind = None if self._first is None else first
        ahead = None if self._last is None else last - len(words)
        for at in (behind, ahead) if 0 < len(words) <= last - first else ():
            if at is not None and self._news.keys[at : at + len(words)] == words:
                return at
        return None

    def _between(self, first: int, last: int) -> str:
        whole, end, start = self._news.text, self._news.ends[first], self._news.starts[last]
        return whole[:end] + self._change.text + whole[start:]

    def _beside(self) -> str | None:
        """Only one of the words on both sides stands, or there is something new between them."""
        whole, put, count = self._news.text, self._change.put, len(self._news.keys)
        place = self._last if self._first is None else self._first
        if place is None:
            return None
        if place == count or (self._first is not None and place > 0):
            end = self._news.ends[place]
            return whole[:end] + self._lead + put + whole[end:]
        start = self._news.starts[place]
        return whole[:start] + put + self._trail + whole[start:]


def _spaces(change: Change) -> tuple[str, str]:
    """Those that came with what was put in; where nothing was, all are in front."""
    lead, _, trail = change.text.partition(change.put) if change.put else (change.text, "", "")
    return lead, trail


def _stands(olds: Tokens, news: Tokens) -> dict[int, int]:
    """Where each word of the one still stands in the other."""
    runs = common(olds.keys, news.keys)
    return {run.a + i: run.b + i for run in runs for i in range(run.size)}
