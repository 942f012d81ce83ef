"""A clock that is put forward or set back by a day, in the middle of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from studio import clock, limits, tasks
from studio.models import Limit, Task
from studio.tasks import arriving, rows
from tests.engine.conftest import *  # noqa: F403
from tests.engine.conftest import Connect, MakeTask
from tests.engine.working import only_task, step, submit, turn
from tests.gateways.toapis import ToAPIsGateway

DAY = timedelta(days=1)
SLOW = 90.0


@pytest.fixture
def gateway(connect: Connect) -> Iterator[ToAPIsGateway]:
    with ToAPIsGateway(polls=1) as gateway:
        connect(gateway)
        yield gateway


def test_a_lease_of_tomorrow_holds_nobody_off(make_task: MakeTask) -> None:
    task = make_task(Task.State.WAITING, lease_until=timezone.now() + DAY)
    assert task in rows.free()
    task.lease_until = timezone.now() + rows.LEASE
    task.save()
    assert task not in rows.free()


def test_what_is_due_tomorrow_is_due_now_once_the_clock_was_set_back(make_task: MakeTask) -> None:
    tomorrow = make_task(due_at=timezone.now() + DAY)
    soon = make_task(due_at=timezone.now() + timedelta(minutes=5))
    clock.was_set_back()  # from now on it is known
    assert not clock.was_set_back()
    clock._told.latest = timezone.now() + DAY
    tasks.sweep()
    due = set(Task.objects.filter(due_at__lte=timezone.now()))
    assert (tomorrow in due, soon in due) == (True, False)


@pytest.mark.django_db
def test_a_pause_of_tomorrow_is_no_pause() -> None:
    tomorrow = timezone.now() + DAY
    limit = Limit.objects.create(
        key_mark="k", resume_at=tomorrow, limited_at=tomorrow, grown_at=tomorrow, concurrency=4
    )
    assert limits.admit("k", 0, 1) is None
    limits.learn("k", 2.0)
    limit.refresh_from_db()
    assert limit.concurrency == 5
    pause = limits.admit("k", 0, 1)
    assert pause is not None
    assert pause.seconds <= 2


@pytest.mark.django_db
def test_a_task_past_its_time_is_asked_for_before_it_is_given_up(gateway: ToAPIsGateway) -> None:
    job = submit("toapis")
    step(job)
    Task.objects.update(links_until=timezone.now() - DAY)
    assert turn(job).state == job.State.FINISHED
    assert len(gateway.paid) == 1


@pytest.mark.django_db
def test_but_not_for_ever(gateway: ToAPIsGateway) -> None:
    gateway.will("never done")
    job = submit("toapis")
    step(job)
    Task.objects.update(links_until=timezone.now() - DAY)
    for _ in arriving.LAST_QUESTIONS:
        step(job)
        assert only_task(job).state == Task.State.WAITING
    assert turn(job).state == job.State.FAILED
