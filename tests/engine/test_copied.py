"""Tasks of a copy: what may cost is not sent by itself, what was sent goes on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from studio import jobs, tasks
from studio.models import Job, Task
from studio.tasks import lost
from studio.tasks.copied import part_from_original
from tests.gateways.server import Gateway

from .conftest import Connect, MakeTask

State = Task.State


def test_what_stood_in_line_waits_for_a_person(
    make_task: MakeTask, connect: Connect, dieyuyun_gateway: Gateway
) -> None:
    connect(dieyuyun_gateway)
    never, refused = make_task(), make_task(attempt=uuid4(), submitted_at=timezone.now(), tries=1)
    assert part_from_original() == 2
    tasks.sweep()
    for task in (never, refused):
        tasks.step(task.pk)
        task.refresh_from_db()
        assert (task.state, task.error, task.money) == (State.FAILED, "restored", "perhaps")
        assert task.due_at is None
        assert task.job.tasks.count() == 1
        assert Job.objects.get(pk=task.job_id).state == Job.State.FAILED
    assert dieyuyun_gateway.paid == []


def test_a_person_can_have_it_sent(make_task: MakeTask) -> None:
    task = make_task()
    part_from_original()
    task.refresh_from_db()
    jobs.retry(task.job)
    [again] = task.job.tasks.filter(is_replaced=False)
    assert again.state == State.QUEUED
    assert again.attempt is None


def test_what_is_free_stays_in_line(make_task: MakeTask) -> None:
    task = make_task(provider="sketch", model="quick")
    assert part_from_original() == 0
    task.refresh_from_db()
    assert task.state == State.QUEUED


@pytest.mark.parametrize("state", [State.SUBMITTING, State.WAITING, State.RECEIVED])
def test_what_was_sent_goes_on(state: str, make_task: MakeTask) -> None:
    task = make_task(state)
    assert part_from_original() == 0
    task.refresh_from_db()
    assert task.state == state
    assert task.due_at


def test_a_word_given_to_the_other_studio_does_not_count_here(
    make_task: MakeTask, connect: Connect, dieyuyun_gateway: Gateway
) -> None:
    connect(dieyuyun_gateway)
    due = timezone.now() - timedelta(seconds=1)
    task = make_task(State.SUBMITTING, wait_reason=lost.AGAIN, tries=3, due_at=due)
    part_from_original()
    tasks.step(task.pk)
    task.refresh_from_db()
    assert task.state == State.UNCONFIRMED
    assert task.job.tasks.count() == 1
    assert dieyuyun_gateway.paid == []
