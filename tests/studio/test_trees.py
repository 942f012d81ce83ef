"""The tree of attempts: every one once, in lanes, never deep; and what is a new idea."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log2
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import trees
from studio.attempts import Attempt
from studio.models import Job
from studio.trees import Lane, Stop

DEEPEST_SMALL = 3
"""Forks within the small branches that are drawn whole."""


def attempt(number: int, parent: int | None = None, group: UUID | None = None) -> Attempt:
    prompt = f"A boat and word{number}"
    job = Job(
        pk=number, parent_id=parent, group=group, uuid=uuid4(), prompt=prompt, model=f"m{number}"
    )
    return Attempt(job=job, references=[], images=[], word="", price="")


def tree(parents: Sequence[int | None]) -> list[Lane]:
    """Attempts 1, 2, 3 …, each with the number of its parent."""
    return trees.build([attempt(number, parent) for number, parent in enumerate(parents, start=1)])


def drawn(lanes: Iterable[Lane]) -> list[list[object]]:
    """Runs of numbers; branches stand as a list behind the number that they leave."""
    return [[part for run in lane.runs for part in _run(run)] for lane in lanes]


def _run(run: Iterable[Stop]) -> Iterator[object]:
    for stop in run:
        yield from (each.number for each in stop.attempts)
        if stop.lanes:
            yield drawn(stop.lanes)


def depth(lanes: Iterable[Lane]) -> int:
    inner = [depth(stop.lanes) for lane in lanes for run in lane.runs for stop in run if stop.lanes]
    return 1 + max(inner, default=0)


def test_attempts_one_from_the_other_are_one_run() -> None:
    assert drawn(tree([None, 1, 2, 3])) == [[1, 2, 3, 4]]


def test_attempts_without_a_parent_are_roots_in_order() -> None:
    lanes = tree([None, 1, None, 3, 1])
    assert [lane.runs[0][0].attempts[0].number for lane in lanes] == [1, 3]
    assert all(lane.runs[0][0].edge is None for lane in lanes)


def test_small_branches_stand_together_at_their_fork() -> None:
    assert drawn(tree([None, 1, 1, 2, 3])) == [[1, [[2, 4], [3, 5]]]]


def test_a_large_branch_goes_on_with_the_lane_and_says_from_where() -> None:
    parents = [None, 1, 1, *range(3, 12)]  # 2 is a dead end, 3 and what follows it go on
    (lane,) = tree(parents)
    first, second = lane.runs
    assert [each.attempts[0].number for each in first] == [1]
    assert drawn(first[0].lanes) == [[2]]
    assert [each.attempts[0].number for each in second] == list(range(3, 13))
    assert second[0].edge is not None
    assert second[0].edge.source == 1
    assert all(stop.edge is not None and stop.edge.source is None for stop in second[1:])


def test_of_two_branches_of_one_size_the_newer_goes_on() -> None:
    older, newer = [2, *range(4, 10)], [3, *range(10, 16)]
    (lane,) = tree([None, 1, 1, 2, *range(4, 9), 3, *range(10, 15)])
    assert drawn(lane.runs[0][0].lanes) == [older]
    assert [stop.attempts[0].number for stop in lane.runs[1]] == newer


def test_attempts_of_one_submit_stand_side_by_side() -> None:
    group = uuid4()
    first = attempt(1)
    several = [attempt(number, 1, group) for number in (2, 3, 4)]
    (lane,) = trees.build([first, *several, attempt(5, 3)])
    stops = lane.runs[0]
    assert [[each.number for each in stop.attempts] for stop in stops] == [[1], [2, 3, 4], [5]]
    assert stops[2].edge is not None
    assert stops[2].edge.source == 3  # of the three it is the second that it came from


def test_a_parent_elsewhere_makes_a_root_that_tells_of_it() -> None:
    (lane,) = trees.build([attempt(7, 3), attempt(8, 7)], {3: attempt(3)})
    stop = lane.runs[0][0]
    assert stop.edge is None
    assert stop.origin is not None
    assert stop.origin.number == 3
    assert lane.runs[0][1].origin is None


def test_a_parent_that_comes_later_is_none() -> None:
    """No loop can come of rows that were moved or brought back."""
    assert drawn(trees.build([attempt(1, 2), attempt(2, 1)])) == [[1, 2]]


def test_no_attempts_no_tree() -> None:
    assert trees.build([]) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=150), st.floats(0, 1))
def test_every_attempt_is_drawn_once_and_none_lies_deep(draws: list[float], reach: float) -> None:
    """`reach` 0: each from the one before; 1: each from any."""
    parents = [
        None if n == 0 or draw > 0.97 else n - int(draw * (1 + reach * (n - 1)))
        for n, draw in enumerate(draws)
    ]
    lanes = tree(parents)
    stops = list(trees.stops(lanes))
    numbers = [each.number for stop in stops for each in stop.attempts]
    assert sorted(numbers) == list(range(1, len(parents) + 1))
    assert depth(lanes) <= log2(len(parents)) + DEEPEST_SMALL


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=80))
def test_what_follows_in_a_run_came_from_what_stands_before_it(draws: list[float]) -> None:
    parents = [None if n == 0 else 1 + int(draw * n) for n, draw in enumerate(draws)]
    for lane in every(tree(parents)):
        for run in lane.runs:
            assert not any(stop.lanes for stop in run[:-1])
            for before, after in pairwise(run):
                assert after.attempts[0].job.parent_id == before.attempts[0].number
        for run, following in pairwise(lane.runs):
            assert following[0].attempts[0].job.parent_id == run[-1].attempts[0].number


def every(lanes: Iterable[Lane]) -> Iterator[Lane]:
    for lane in lanes:
        yield lane
        yield from every([each for run in lane.runs for stop in run for each in stop.lanes])


def test_a_line_of_thousands_is_no_trouble() -> None:
    (lane,) = tree([None, *range(1, 3000)])
    assert len(lane.runs[0]) == 3000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A lighthouse in fog", "A lighthouse in fog, two inks"),
        ("A lighthouse in fog", "The lighthouse at dusk"),
        ("a boat", "A BOAT"),
        ("一座灯塔", "一座灯塔，黄昏"),
        ("Boat", "A boat on a lake at dusk, two inks"),
    ],
)
def test_prompts_that_share_words_belong_together(before: str, after: str) -> None:
    assert trees.is_related(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A lighthouse in fog", "A chess poster in two colours"),
        ("The tram and the rain", "the baker and the flour"),
        ("一座灯塔", "红色的椅子"),
        ("A lighthouse", ""),
    ],
)
def test_other_words_are_a_new_idea(before: str, after: str) -> None:
    assert not trees.is_related(after, before)


def test_a_reference_in_common_keeps_them_together() -> None:
    assert trees.is_related("Chess poster", "A lighthouse", [4, 5], [5])
    assert not trees.is_related("Chess poster", "A lighthouse", [4], [5])
