"""One limiter for each key, counted over rows."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from studio import jobs, limits, tasks
from studio.desk import writing
from studio.limits import Pause
from studio.models import Job, Limit, Session, Task
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import PATIENCE

from .working import submit

pytestmark = pytest.mark.django_db
MARK = "a-key"
NEAR = 8
"""Seconds that a slow machine may take between a request and a question; places are 20 s apart."""


def task(state: str, **fields: Any) -> Task:
    """A task of this key."""
    job = Job.objects.create(
        session=Session.objects.create(),
        submission=str(uuid4()),
        provider="p",
        model="m",
        prompt="",
        prompt_sent="",
    )
    return Task.objects.create(job=job, position=1, state=state, **{"key_mark": MARK} | fields)


def sent(*seconds_ago: float, mark: str = MARK) -> None:
    """Requests of a key that went out a while ago."""
    now = timezone.now().timestamp()
    Limit.objects.create(key_mark=mark, sent_at=[now - ago for ago in seconds_ago])


def in_line(count: int) -> list[Task]:
    """Tasks that wait for the pace of this key."""
    due_at = timezone.now() + timedelta(seconds=9)
    return [task("queued", wait_reason="pace", due_at=due_at) for _ in range(count)]


def admit(per_minute: int, number: int = 10**9, mark: str = MARK) -> Pause | None:
    return limits.admit(mark, per_minute, number)


def test_without_a_key_nothing_is_limited():
    assert admit(1, mark="") is None
    limits.learn("", 30)
    limits.count("", 1)
    assert not Limit.objects.exists()


def test_requests_a_minute_wait_for_the_oldest_to_be_a_minute_old():
    sent(50, 30, 10)
    pause = admit(3)
    assert pause is not None
    assert pause.reason == "pace"
    assert pause.seconds == pytest.approx(10, abs=NEAR)


def test_requests_of_another_key_do_not_count():
    sent(5, 5, 5, mark="another")
    assert admit(3) is None


def test_a_place_is_free_again_when_a_minute_has_passed():
    sent(61, 30, 10)
    assert admit(3) is None


def test_each_request_counts_also_one_that_is_sent_again():
    assert admit(3) is None
    for _ in range(3):
        limits.count(MARK, 3)
    assert admit(3) is not None
    assert len(Limit.objects.get().sent_at) == 3


def test_a_clock_that_was_set_back_holds_nobody():
    sent(-3600, -3600, -3600)
    assert admit(3) is None


def test_who_waits_longer_goes_first():
    sent(30, 20)
    earlier = in_line(1)[0]
    assert admit(3, earlier.pk) is None
    pause = admit(3)
    assert pause is not None
    assert pause.seconds == pytest.approx(30, abs=NEAR)


def test_the_place_in_line_tells_how_long_it_takes():
    sent(50, 30, 10)
    line = in_line(8)
    pauses = [admit(3, each.pk) for each in line]
    assert [pause.seconds for pause in pauses if pause] == pytest.approx(
        [10, 30, 50, 70, 90, 110, 130, 150], abs=NEAR
    )


def test_only_those_count_that_wait_for_the_same():
    sent(30, 20)
    due_at = timezone.now() + timedelta(seconds=9)
    task("queued", wait_reason="asked", due_at=due_at)
    task("queued", wait_reason="pace", due_at=due_at, key_mark="another")
    task("cancelled", wait_reason="pace")
    assert admit(3) is None


def test_a_429_holds_everything_of_that_key_back():
    limits.learn(MARK, 30)
    pause = admit(0)
    assert pause is not None
    assert pause.reason == "asked"
    assert pause.seconds == pytest.approx(30, abs=NEAR)
    assert admit(0, mark="another") is None


def test_a_shorter_wait_does_not_end_a_longer_one():
    limits.learn(MARK, 30)
    limits.learn(MARK, 1)
    pause = admit(0)
    assert pause is not None
    assert pause.seconds > 30 - NEAR


def test_a_second_429_within_a_minute_halves_what_is_open():
    for _ in range(8):
        task(Task.State.SUBMITTING)
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency is None
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency == 4
    limits.learn(MARK, 0)
    assert Limit.objects.get().concurrency == 2


def test_a_limited_key_waits_for_a_place():
    Limit.objects.create(key_mark=MARK, concurrency=1, grown_at=timezone.now())
    assert admit(0) is None
    task(Task.State.SUBMITTING)
    pause = admit(0)
    assert pause is not None
    assert pause.reason == "place"


def test_who_waits_longer_for_a_place_gets_it_first_and_asks_more_often():
    Limit.objects.create(key_mark=MARK, concurrency=1, grown_at=timezone.now())
    running = task(Task.State.SUBMITTING)
    line = [task("queued", wait_reason="place", due_at=timezone.now()) for _ in range(3)]
    pauses = [admit(0, each.pk) for each in line]
    assert [pause.seconds for pause in pauses if pause] == pytest.approx([1, 2, 3], abs=0.2)
    Task.objects.filter(pk=running.pk).update(state=Task.State.FINISHED)
    assert [admit(0, each.pk) is None for each in line] == [True, False, False]


def test_places_grow_again_by_one_a_minute():
    now = timezone.now()
    Limit.objects.create(key_mark=MARK, concurrency=2, grown_at=now - timedelta(seconds=61))
    admit(0)
    admit(0)
    assert Limit.objects.get().concurrency == 3


def test_many_places_are_no_limit_any_more():
    Limit.objects.create(key_mark=MARK, concurrency=limits.MANY)
    admit(0)
    assert Limit.objects.get().concurrency is None


def test_whoever_stood_behind_a_cancelled_job_moves_up():
    sent(30, 20, 10)
    first, second = in_line(1)[0], in_line(1)[0]
    Job.objects.update(state=Job.State.QUEUED)
    jobs.cancel(first.job)
    second.refresh_from_db()
    assert second.due_at
    assert second.due_at <= timezone.now()


def test_eight_tasks_go_out_three_a_minute_and_in_order(
    dieyuyun_gateway: OpenAIImagesGateway, monkeypatch: pytest.MonkeyPatch
):
    for name, value in dieyuyun_gateway.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DIEYUYUN_REQUESTS_PER_MINUTE", "3")
    made = [submit("dieyuyun").tasks.get() for _ in range(8)]
    for task in made:
        tasks.step(task.pk)
    for sent_by_now in (3, 6, 8):
        assert len(dieyuyun_gateway.paid) == sent_by_now
        pass_seconds(60)
        for task in reversed(made):  # those who came last ask first
            tasks.step(task.pk)
    assert set(Task.objects.values_list("state", flat=True)) == {"finished"}
    sent = list(Task.objects.order_by("submitted_at").values_list("pk", flat=True))
    assert sorted(sent[:3]) + sorted(sent[3:6]) + sorted(sent[6:]) == sorted(sent)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_just_so_many_are_let_through():
    numbers = [task("queued").pk for _ in range(12)]
    together = threading.Barrier(len(numbers), timeout=PATIENCE)

    def ask(number: int) -> bool:
        together.wait()
        try:
            with writing():
                is_free = admit(3, number) is None
                if is_free:
                    limits.count(MARK, 3)
                return is_free
        finally:
            connection.close()

    with ThreadPoolExecutor(len(numbers)) as pool:
        assert sum(pool.map(ask, numbers)) == 3


def pass_seconds(seconds: float) -> None:
    """As if so much time had passed."""
    for limit in Limit.objects.all():
        limit.sent_at = [at - seconds for at in limit.sent_at]
        limit.save()
    Task.objects.update(due_at=F("due_at") - timedelta(seconds=seconds))
