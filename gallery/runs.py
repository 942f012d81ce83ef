"""The runs that two lists of words have in common, as a person would name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from .graphemes import SIGN

ENOUGH = 6000
"""Words of both texts, but for what they begin and end with alike, above which none is kept."""
PAIRS = 30_000
"""Pairs of equal words that are looked at; above it the commonest words only follow others."""
PHRASE = 5
"""Words that are never kept by chance."""
FARTHEST = 40
"""Words that an insertion is moved at most."""
LITTLE = 1 / 3
"""The part of the shorter text below which it was written anew."""
FEW = 3
"""Words that are kept in a text that was written anew."""
HALF = re.compile(f"[{SIGN}\u3001-\u303f\uff01-\uff0f\uff1a-\uff20]")
"""What weighs half a word: a sign of a script without spaces."""
PUNCTUATION = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Run:
    """`size` words that stand at `a` in one list and at `b` in the other."""

    a: int
    b: int
    size: int

    @property
    def end_a(self) -> int:
        return self.a + self.size

    @property
    def end_b(self) -> int:
        return self.b + self.size


def runs(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Those that say something. The first begins both lists and the last ends them; both may be
    empty.
    """
    return _without_scraps(_slid(common(a, b), a, b), _Weights(a), _Weights(b))


def common(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """All runs, single words too; the first and the last as in `runs`."""
    head = _alike(zip(a, b, strict=False))
    most = min(len(a), len(b)) - head
    tail = min(_alike(zip(reversed(a), reversed(b), strict=False)), most)
    end_a, end_b = len(a) - tail, len(b) - tail
    middle = [Run(head + r.a, head + r.b, r.size) for r in _matches(a[head:end_a], b[head:end_b])]
    return _joined([Run(0, 0, head), *middle, Run(end_a, end_b, tail)])


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many of these pairs, from the first on, are the same."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _matches(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """The longest run first, then the longest on both sides of it, and so on."""
    if not (a and b) or len(a) + len(b) > ENOUGH:
        return []
    usual = _commonest(Counter(a), Counter(b))
    matcher = SequenceMatcher(usual.__contains__ if usual else None, a, b, autojunk=False)
    return [Run(*block) for block in matcher.get_matching_blocks() if block.size]


def _commonest(a: Counter[str], b: Counter[str]) -> set[str]:
    """The words to pass over at first, so that the search ends in time."""
    pairs = {word: count * a[word] for word, count in b.items() if word in a}
    total, usual = sum(pairs.values()), set[str]()
    for word in sorted(pairs, key=lambda word: -pairs[word]):
        if total <= PAIRS:
            break
        usual.add(word)
        total -= pairs[word]
    return usual


def _joined(found: Sequence[Run]) -> list[Run]:
    """Runs that touch in both lists are one."""
    joined = [found[0]]
    for run in found[1:]:
        last = joined[-1]
        if (last.end_a, last.end_b) == (run.a, run.b):
            joined[-1] = Run(last.a, last.b, last.size + run.size)
        else:
            joined.append(run)
    return [Run(0, 0, 0), *joined] if len(joined) == 1 else joined


# Where an insertion begins


def _slid(found: list[Run], a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Of the places where words could as well have been put in or taken out, the one at a comma."""
    for i in range(len(found) - 1):
        room = _room(found, i)
        left, right = found[i], found[i + 1]
        if left.end_a == right.a and left.end_b < right.b:
            by = _best(b, left.end_b, right.b, room)
        elif left.end_b == right.b and left.end_a < right.a:
            by = _best(a, left.end_a, right.a, room)
        else:
            continue
        found[i] = Run(left.a, left.b, left.size + by)
        found[i + 1] = Run(right.a + by, right.b + by, right.size - by)
    return found


def _room(found: Sequence[Run], i: int) -> tuple[int, int]:
    """How far to the left and to the right, so that no run between two changes is used up."""
    left, right = found[i], found[i + 1]
    is_first, is_last = i == 0, i + 2 == len(found)
    return left.size - (not is_first), right.size - (not is_last)


def _best(words: Sequence[str], start: int, end: int, room: tuple[int, int]) -> int:
    """By how many words to move what stands from `start` to `end`, and is as good elsewhere."""
    most, best = _worth(words, start, end), 0
    for way, steps in zip((-1, 1), room, strict=True):
        for by in range(way, way * min(steps, FARTHEST) + way, way):
            passed = (start + by, end + by) if way < 0 else (start + by - 1, end + by - 1)
            if words[passed[0]] != words[passed[1]]:
                break
            worth = _worth(words, start + by, end + by)
            if worth > most:
                most, best = worth, by
    return best


def _worth(words: Sequence[str], start: int, end: int) -> int:
    """How well a phrase begins and ends: after a comma, and with one or before one."""
    begins = 2 if start == 0 or _is_mark(words[start - 1]) else _is_mark(words[start])
    ends = 2 if end == len(words) or _is_mark(words[end]) else 2 * _is_mark(words[end - 1])
    return begins + ends


def _is_mark(word: str) -> bool:
    return PUNCTUATION.fullmatch(word) is not None


# Scraps


class _Weights:
    """Of runs of words, each from `first` to `last`."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sums = [0.0, *accumulate(0.5 if HALF.match(word) else 1.0 for word in words)]

    def of(self, first: int, last: int) -> float:
        return self._sums[last] - self._sums[first]


def _without_scraps(found: Sequence[Run], a: _Weights, b: _Weights) -> list[Run]:
    """Without the runs that are shorter than what changed on both sides of them."""
    kept: list[Run] = []
    for run in found:
        kept.append(run)
        while len(kept) > 2 and _is_scrap(kept[-3:], a, b):
            del kept[-2]
    weights = [a.of(run.a, run.end_a) for run in kept]
    if sum(weights) >= LITTLE * min(a.of(0, found[-1].end_a), b.of(0, found[-1].end_b)):
        return kept
    inner = zip(kept[1:-1], weights[1:-1], strict=True)
    return [kept[0], *(run for run, weight in inner if weight >= FEW), kept[-1]]


def _is_scrap(three: Sequence[Run], a: _Weights, b: _Weights) -> bool:
    """Whether the middle one is kept by chance.

    Where words only were put in, or only taken out, it is not.
    """
    weight = a.of(three[1].a, three[1].end_a)
    out, put = zip(*_sizes(three, a, b), strict=True)
    sides = (max(pair) for pair in zip(out, put, strict=True))
    return weight < PHRASE and all(weight < size for size in (*sides, sum(out), sum(put)))


def _sizes(three: Sequence[Run], a: _Weights, b: _Weights) -> Iterator[tuple[float, float]]:
    """Of what was taken out and put in before the middle one, and after it."""
    for left, right in pairwise(three):
        yield a.of(left.end_a, right.a), b.of(left.end_b, right.b)
