"""How often the page asks how its jobs stand."""

from __future__ import annotations

from statistics import median

import pytest

from studio.pace import Expected, milliseconds


def asked_at(end: float, *, usual: float | None, is_own: bool = True) -> list[float]:
    """The moments in seconds at which a job that ends at `end` is asked for."""
    moments = [0.0]
    while moments[-1] < end:
        one = Expected(elapsed=moments[-1], usual=usual, is_own=is_own)
        moments.append(moments[-1] + milliseconds([one]) / 1000)
    return moments[1:]


def test_nothing_is_asked_while_nothing_runs() -> None:
    assert milliseconds([]) == 0


def test_near_the_usual_end_it_asks_every_tenth_of_a_second() -> None:
    assert milliseconds([Expected(elapsed=19.9, usual=20, is_own=True)]) == 100


def test_far_from_the_usual_end_it_asks_every_three_seconds() -> None:
    assert milliseconds([Expected(elapsed=20, usual=60, is_own=True)]) == 3000
    assert milliseconds([Expected(elapsed=100, usual=60, is_own=True)]) == 3000


def test_a_quick_job_is_asked_for_often_from_its_start() -> None:
    assert 100 <= milliseconds([Expected(elapsed=0.05, usual=1, is_own=True)]) <= 250


def test_whoever_waits_for_a_job_of_a_second_loses_less_than_sixty_milliseconds() -> None:
    ends = [0.95 + 0.001 * step for step in range(100)]
    assert median(asked_at(end, usual=1.0)[-1] - end for end in ends) < 0.06


def test_a_job_of_a_minute_costs_few_requests() -> None:
    assert len(asked_at(60, usual=60)) < 50


@pytest.mark.parametrize("usual", [None, 20.0])
def test_a_gateway_quicker_than_its_vendor_says_is_not_missed(usual: float | None) -> None:
    ends = [0.9 + 0.002 * step for step in range(100)]
    late = [asked_at(end, usual=usual, is_own=False)[-1] - end for end in ends]
    assert median(late) < 0.12


def test_the_soonest_of_several_jobs_sets_the_pace() -> None:
    far, near = Expected(elapsed=0, usual=60, is_own=True), Expected(elapsed=9.9, usual=10)
    assert milliseconds([far, near]) == milliseconds([near])


def test_two_hundred_jobs_are_asked_for_once_a_second() -> None:
    assert milliseconds([Expected(elapsed=1, usual=1, is_own=True)] * 200) >= 1000


def test_a_job_that_has_to_wait_is_left_alone_until_then() -> None:
    assert milliseconds([Expected(elapsed=0, usual=1, rests=2.0)]) == 2000
    assert milliseconds([Expected(elapsed=0, usual=1, rests=500.0)]) == 3000
