"""One limiter for each key, counted over rows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from studio import limits
from studio.models import Job, Limit, Session, Task

pytestmark = pytest.mark.django_db
MARK = "a-key"


def sent(seconds_ago: float, state: str = Task.State.FINISHED, mark: str = MARK) -> Task:
    """A task whose request went out a while ago."""
    job = Job.objects.create(
        session=Session.objects.create(),
        submission=str(uuid4()),
        provider="p",
        model="m",
        prompt="",
        prompt_sent="",
    )
    at = timezone.now() - timedelta(seconds=seconds_ago)
    return Task.objects.create(job=job, position=1, state=state, key_mark=mark, submitted_at=at)


def test_without_a_key_nothing_is_limited():
    assert limits.admit("", 1) is None
    limits.learn("", 30)
    assert not Limit.objects.exists()


def test_requests_a_minute_wait_for_the_oldest_to_be_a_minute_old():
    for seconds_ago in (50, 30, 10):
        sent(seconds_ago)
    pause = limits.admit(MARK, 3)
    assert pause is not None
    assert pause.reason == "pace"
    assert pause.seconds == pytest.approx(10, abs=1)


def test_requests_of_another_key_do_not_count():
    for _ in range(3):
        sent(5, mark="another")
    assert limits.admit(MARK, 3) is None


def test_a_place_is_free_again_when_a_minute_has_passed():
    for seconds_ago in (61, 30, 10):
        sent(seconds_ago)
    assert limits.admit(MARK, 3) is None


def test_a_429_holds_everything_of_that_key_back():
    limits.learn(MARK, 30)
    pause = limits.admit(MARK, 0)
    assert pause is not None
    assert pause.reason == "asked"
    assert pause.seconds == pytest.approx(30, abs=1)
    assert limits.admit("another", 0) is None


def test_a_shorter_wait_does_not_end_a_longer_one():
    limits.learn(MARK, 30)
    limits.learn(MARK, 1)
    pause = limits.admit(MARK, 0)
    assert pause is not None
    assert pause.seconds > 25


def test_a_second_429_within_a_minute_halves_what_is_open():
    for _ in range(8):
        sent(1, Task.State.SUBMITTING)
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency is None
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency == 4
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency == 2


def test_a_limited_key_waits_for_a_place():
    Limit.objects.create(key_mark=MARK, concurrency=1, grown_at=timezone.now())
    assert limits.admit(MARK, 0) is None
    sent(1, Task.State.SUBMITTING)
    pause = limits.admit(MARK, 0)
    assert pause is not None
    assert pause.reason == "place"


def test_places_grow_again_by_one_a_minute():
    now = timezone.now()
    Limit.objects.create(key_mark=MARK, concurrency=2, grown_at=now - timedelta(seconds=61))
    limits.admit(MARK, 0)
    limits.admit(MARK, 0)
    assert Limit.objects.get().concurrency == 3


def test_many_places_are_no_limit_any_more():
    Limit.objects.create(key_mark=MARK, concurrency=limits.MANY)
    limits.admit(MARK, 0)
    assert Limit.objects.get().concurrency is None
