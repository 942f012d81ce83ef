"""The tree of attempts: what came from what, in lanes that stay readable.

A lane is a line of attempts, each changed from the one before. Where several came from one, the
largest branch goes on with the lane and the others leave it as lanes of their own; small ones
all stand together at the fork. So no attempt lies deeper than the logarithm of their number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from gallery.differences import TOKEN

from . import edges
from .attempts import Attempt
from .edges import Edge

ENOUGH = 0.2
"""The part of their words that two prompts share at least where one came from the other."""
LITTLE = frozenset({"and", "for", "from", "into", "the", "with"})
SMALL = (6, 3, 1)
"""Attempts of a branch that is drawn whole beside its fork, by how many forks it lies behind."""
WIDE = 3
"""Attempts that leave a fork above which it has a row of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An attempt, or those of one submit for several models side by side.

    `edge` is None at a root; `origin` is then the attempt elsewhere that it came from.
    `lanes` are the branches that leave here, with `leaving` attempts in all.
    """

    attempts: Sequence[Attempt]
    edge: Edge | None
    origin: Attempt | None
    lanes: Sequence[Lane]
    leaving: int

    @property
    def is_wide(self) -> bool:
        return self.leaving > WIDE

    @property
    def prompt(self) -> str:
        return self.attempts[0].job.prompt


@dataclass(frozen=True, slots=True)
class Lane:
    """Runs of stops; only the last stop of a run may have branches."""

    runs: Sequence[Sequence[Stop]]


@dataclass(slots=True)
class _Knot:
    attempts: list[Attempt]
    parent: _Knot | None
    source: Attempt | None
    children: list[_Knot] = field(default_factory=list)
    size: int = 1


def build(
    attempts: Iterable[Attempt], elsewhere: Mapping[int, Attempt] = MappingProxyType({})
) -> list[Lane]:
    """A lane for each root. An attempt whose parent is not among these is a root.

    `elsewhere` are parents in other sessions, by number.
    """
    roots = [knot for knot in _knots(attempts) if knot.parent is None]
    return [_lane(root, elsewhere.get(root.attempts[0].job.parent_id or 0)) for root in roots]


def _knots(attempts: Iterable[Attempt]) -> list[_Knot]:
    knots: dict[tuple[UUID, int | None], _Knot] = {}
    by_number: dict[int, tuple[Attempt, _Knot]] = {}
    for attempt in sorted(attempts, key=lambda attempt: attempt.number):
        source, parent = by_number.get(attempt.job.parent_id or 0, (None, None))
        key = attempt.job.group or attempt.job.uuid, source.number if source else None
        if key in knots:
            knots[key].attempts.append(attempt)
        else:
            knots[key] = _Knot([attempt], parent, source)
            if parent:
                parent.children.append(knots[key])
        by_number[attempt.number] = attempt, knots[key]
    for knot in reversed(knots.values()):
        if knot.parent:
            knot.parent.size += knot.size
    return list(knots.values())


def _lane(first: _Knot, origin: Attempt | None = None, depth: int = 0) -> Lane:
    """`depth`: behind so many forks."""
    runs: list[list[Stop]] = [[]]
    knot: _Knot | None = first
    while knot:
        following = _following(knot, depth)
        leaving = [child for child in knot.children if child is not following]
        stop = Stop(
            attempts=knot.attempts,
            edge=_edge(knot, is_below=len(runs) > 1 and not runs[-1]),
            origin=origin if knot is first else None,
            lanes=[_lane(child, depth=depth + 1) for child in leaving],
            leaving=sum(child.size for child in leaving),
        )
        runs[-1].append(stop)
        if leaving and following:
            runs.append([])
        knot = following
    return Lane(runs)


def _following(knot: _Knot, depth: int) -> _Knot | None:
    """The branch that goes on with the lane: an only one, else the largest if it is large."""
    if len(knot.children) < 2:
        return next(iter(knot.children), None)
    largest = max(knot.children, key=lambda child: (child.size, child.attempts[0].number))
    small = SMALL[depth] if depth < len(SMALL) else 0
    return largest if largest.size > small else None


def _edge(knot: _Knot, is_below: bool) -> Edge | None:
    """`is_below` what left the lane: it then says where it came from."""
    if knot.source is None or knot.parent is None:
        return None
    is_told = is_below or len(knot.parent.attempts) > 1
    asked = [attempt.asked for attempt in knot.attempts]
    return edges.of(knot.source.asked, asked, knot.source.number if is_told else None)


def stops(lanes: Iterable[Lane]) -> Iterator[Stop]:
    """All of them, as they are drawn."""
    for lane in lanes:
        for run in lane.runs:
            for stop in run:
                yield stop
                yield from stops(stop.lanes)


# What is a new idea


def is_related(
    prompt: str,
    before: str,
    references: Collection[int] = (),
    references_before: Collection[int] = (),
) -> bool:
    """Whether an attempt goes on from another one; else it is a new idea.

    They share words or a reference; these are ids of images.
    """
    return bool(set(references) & set(references_before)) or _shared(prompt, before) >= ENOUGH


def _shared(one: str, other: str) -> float:
    """0 to 1: how many of the words of both are common to both."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return float(words == others)
    return 2 * len(words & others) / (len(words) + len(others))


def _words(prompt: str) -> set[str]:
    """Those that say something; of signs without spaces each. All where there are no others."""
    found = {token.lower() for token in TOKEN.findall(prompt) if token[0].isalnum()}
    telling = {word for word in found if not word.isascii() or len(word) > 2} - LITTLE
    return telling or found
