"""What changed between two prompts, phrase by phrase, as short as a label and in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gallery.differences import Change, Comparison, Tokens, comparison

Kind = Literal["", "ins", "del"]
MOST_PHRASES, MOST_PUT_IN, MOST_TAKEN_OUT = 3, 10, 4
"""Phrases of a short text, and words of each that was put in or taken out."""
REWRITTEN = 0.4
"""The part that two prompts share, below which only the beginning of the new one is told."""
CONTEXT = 4
"""Letters of a word that tells where a change stands."""
SIGNS = " \t\n,.;:!?–—-、。，；：！？"


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of text that was put in, was taken out, or has not changed."""

    text: str
    kind: Kind = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What was taken out, what was put in, and what follows in the prompt before."""

    out: str
    put: str
    after: str

    @property
    def is_small(self) -> bool:
        """Only put in or taken out, and hardly to be understood alone."""
        return not (self.out and self.put) and len(f"{self.out} {self.put}".split()) < 3


@lru_cache(4096)
def short(before: str, after: str) -> tuple[Bit, ...]:
    """Only the changed phrases, with a word beside where that helps; () where none changed."""
    found = comparison(before, after)
    if not found.changes:
        return ()
    if _is_rewritten(found):
        return (Bit(_cut(after.strip(), MOST_PUT_IN), "ins"),)
    phrases = list(_phrases(before, found.changes))
    bits: list[Bit] = []
    for phrase in phrases[:MOST_PHRASES]:
        bits += [Bit(" · ")] if bits else []
        bits += _told(phrase)
    return (*bits, Bit(" …")) if len(phrases) > MOST_PHRASES else tuple(bits)


def full(before: str, after: str) -> list[Bit]:
    """The whole prompt `after`, with what came into it and what was taken out in their places."""
    words = Tokens(after)
    bits: list[Bit] = []
    done = word = gone = 0
    for change in comparison(before, after).changes:
        word += change.first - gone
        bits.append(Bit(after[done : words.ends[word]]))
        bits += _marked(change)
        word += len(Tokens(change.put).keys)
        done, gone = words.starts[word], change.last
    return [bit for bit in (*bits, Bit(after[done:])) if bit.text]


def _is_rewritten(found: Comparison) -> bool:
    """Of neither prompt much is in the other."""
    return all(
        sum(len(part.text) for part in parts if not part.is_changed)
        < REWRITTEN * sum(len(part.text) for part in parts)
        for parts in (found.before, found.after)
    )


def _phrases(before: str, changes: Sequence[Change]) -> Iterator[_Phrase]:
    """Changes with hardly anything between them are one."""
    first, last, put = changes[0], changes[0], changes[0].text
    for change in changes[1:]:
        between = before[last.end : change.start]
        if _is_swap(last) and _is_swap(change) and _is_bridge(between):
            put += between + change.text
        else:
            yield _phrase(before, first, last, put)
            first, put = change, change.text
        last = change
    yield _phrase(before, first, last, put)


def _phrase(before: str, first: Change, last: Change, put: str) -> _Phrase:
    out = before[first.start : last.end] if _is_swap(first) else first.out
    return _Phrase(_bare(out), _bare(put), before[last.end :])


def _is_swap(change: Change) -> bool:
    return bool(change.out and change.put)


def _is_bridge(between: str) -> bool:
    """Signs, or one short word."""
    words = [word for word in between.split() if _bare(word).isalnum()]
    return not words or (len(words) == 1 and len(words[0]) < CONTEXT)


def _told(phrase: _Phrase) -> Iterator[Bit]:
    if phrase.out:
        yield Bit(_cut(phrase.out, MOST_TAKEN_OUT), "del")
    if phrase.out and phrase.put:
        yield Bit(" ")
    if phrase.put:
        yield Bit(_cut(phrase.put, MOST_PUT_IN), "ins")
    following = next(iter(phrase.after.split()), "")
    if phrase.is_small and len(_bare(following)) >= CONTEXT and following[0].isalnum():
        yield Bit(f" {_bare(following)}")


def _marked(change: Change) -> Iterator[Bit]:
    """A change in its place, with the spaces around it outside of the marks."""
    text, gap = change.text, change.text or " "
    if not change.put:
        yield from (Bit(text), Bit(change.out, "del"), Bit(gap))
        return
    yield Bit(text[: len(text) - len(text.lstrip())])
    if change.out:
        yield from (Bit(change.out, "del"), Bit(" "))
    yield from (Bit(change.put, "ins"), Bit(text[len(text.rstrip()) :]))


def _bare(text: str) -> str:
    """Without the signs and spaces at either end, if there is anything else."""
    return text.strip(SIGNS) or text.strip()


def _cut(text: str, most: int) -> str:
    """The first words."""
    words = text.split()
    if len(words) <= most:
        return text
    return f"{_bare(' '.join(words[:most]))}…"
