"""A clock that is put forward or set back by a day, in the middle of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from studio import clock, limits, tasks
from studio.models import Limit, Task
from studio.tasks import arriving, rows
from tests import team
from tests.conftest import StartStudio
from tests.engine.conftest import *  # noqa: F403
from tests.engine.conftest import Connect, MakeTask
from tests.engine.working import only_task, step, submit, turn
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.running import RunningStudio, wait_until
from tests.servers import needs

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
    assert clock.was_set_back() in {True, False}  # from now on it is known
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


@pytest.fixture
def moved(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A file with how far the clock is off, and what a process needs to go by it."""
    library = needs("/usr/lib/*/faketime/libfaketimeMT.so.1", "faketime")
    ahead = tmp_path / "ahead"
    ahead.write_text("+0")
    return ahead, {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(ahead),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_UTIME": "1",
        "PYTHONPATH": str(Path(team.__file__).parent / "wrong_clock"),
    }


def test_jobs_go_on_over_a_jump_there_and_back(
    moved: tuple[Path, dict[str, str]], start_studio: StartStudio
) -> None:
    ahead, faked = moved
    with OpenAIImagesGateway(delay=1, polls=1) as gateway:
        studio = start_studio(**faked, **gateway.environment)
        for jump in ("+1d", "+0"):
            gateway.will("task", "429")
            before = len(gateway.paid)
            jobs = [_submit(studio, number) for number in range(2)]
            wait_until(lambda before=before: len(gateway.paid) >= before + 2, SLOW)
            ahead.write_text(jump)
            jobs.append(_submit(studio, 2))
            for job in jobs:
                wait_until(lambda job=job: 'data-state="finished"' in studio.get(job).text, SLOW)
            # The one that was refused was sent again, and no other.
            assert len(gateway.paid) == before + len(jobs) + 1


def _submit(studio: RunningStudio, number: int) -> str:
    return studio.submit(model="dieyuyun:gemini-3.1-flash-image", prompt=f"Lighthouse {number}")
