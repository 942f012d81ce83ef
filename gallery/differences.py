"""What differs between two prompts, word by word; scripts without spaces sign by sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from .graphemes import CLUSTER, INVISIBLE, LETTERS, OTHER, SPACE
from .runs import Run, runs

TOKEN = re.compile(rf"{LETTERS}(?:['’-]{LETTERS})*|{CLUSTER}|{SPACE}|{OTHER}", re.DOTALL)
TYPEWRITTEN = str.maketrans("‘’“”‐‑", "''\"\"--")
"""Typographic quotes and hyphens; models like to set them, and nothing is said by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place of `before`, from `start` to `end`, that became `text`.

    The place reaches from what was kept to what was kept, so `text` has the spaces around it;
    `out` is what was taken out and `put` what was put in, without them, '' where nothing.
    `first` and `last` are the words that were taken out, the last one not with them.
    """

    number: int
    first: int
    last: int
    start: int
    end: int
    text: str
    out: str
    put: str


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; all parts of a prompt joined are the prompt, sign for sign."""

    text: str
    is_changed: bool
    change: Change | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` with what was taken out marked, `after` with what was put in marked."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]
    changes: tuple[Change, ...]


class Tokens:
    """The words of a text: where they stand, and what makes two of them the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends = [0]
        at = 0
        for token in TOKEN.findall(text):
            end = at + len(token)
            if not (token[-1].isspace() or token[-1] in INVISIBLE):
                self.keys.append(token.lower() if token.isascii() else key(token))
                self.starts.append(at)
                self.ends.append(end)
            at = end
        self.starts.append(at)

    def gap(self, first: int, last: int) -> str:
        """From the word before `first` to `last`, spaces on both sides with it."""
        return self.text[self.ends[first] : self.starts[last]]

    def core(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.ends[last]] if first < last else ""


def compare(before: str, after: str) -> tuple[Sequence[Part], Sequence[Part]]:
    """`before` with what was taken out marked, `after` with what was put in marked."""
    found = comparison(before, after)
    return found.before, found.after


@lru_cache(512)
def comparison(before: str, after: str) -> Comparison:
    """Kept for the pages that show the same prompts again."""
    olds, news = Tokens(before), Tokens(after)
    places = list(_places(runs(olds.keys, news.keys)))
    changes = tuple(_changes(places, olds, news))
    out = [(olds.starts[a], olds.ends[end]) for a, end, _, _ in places]
    put = [(news.starts[b], news.ends[end]) for _, _, b, end in places]
    return Comparison(
        tuple(_parts(before, out, changes)), tuple(_parts(after, put, changes)), changes
    )


def key(token: str) -> str:
    """The same for what a reader takes for the same word."""
    return unicodedata.normalize("NFC", token).casefold().translate(TYPEWRITTEN)


def _places(kept: Sequence[Run]) -> Iterator[tuple[int, int, int, int]]:
    """Between what was kept: from and to in the words before, from and to in those after."""
    for left, right in pairwise(kept):
        if left.end_a < right.a or left.end_b < right.b:
            yield left.end_a, right.a, left.end_b, right.b


def _changes(
    places: Sequence[tuple[int, int, int, int]], olds: Tokens, news: Tokens
) -> Iterator[Change]:
    for number, (a, end_a, b, end_b) in enumerate(places, start=1):
        yield Change(
            number=number,
            first=a,
            last=end_a,
            start=olds.ends[a],
            end=olds.starts[end_a],
            text=news.gap(b, end_b),
            out=olds.core(a, end_a),
            put=news.core(b, end_b),
        )


def _parts(
    text: str, marked: Sequence[tuple[int, int]], changes: Sequence[Change]
) -> Iterator[Part]:
    done = 0
    for (start, end), change in zip(marked, changes, strict=True):
        if start >= end:
            continue
        if done < start:
            yield Part(text[done:start], False)
        yield Part(text[start:end], True, change)
        done = end
    if done < len(text):
        yield Part(text[done:], False)
