"""What was paid for and answered: never lost to a moment's trouble, never bought again unasked."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from gallery.models import Image
from studio import briefs, jobs, tasks
from studio.models import Job, Task
from studio.providers import (
    ConfigurationError,
    CreditsError,
    InvalidError,
    NoImageError,
    NotFoundError,
    ProviderError,
    RefusedError,
)
from studio.tasks import sending, troubles
from tests import factories

from .conftest import MakeTask

State = Task.State


def save_answer(task: Task, body: str, status: int = 200) -> None:
    head = json.dumps({"status": status, "headers": {}})
    briefs.spool(task).write_bytes(f"{head}\n{body}".encode())


def picture_answer(data: bytes, **fields: str) -> str:
    return json.dumps({"data": [{"b64_json": b64encode(data).decode(), **fields}]})


def turn(task: Task, steps: int = 1) -> Task:
    """Take the steps of a task without waiting for their time."""
    for _ in range(steps):
        due = Task.objects.filter(pk=task.pk, due_at__isnull=False)
        due.update(due_at=timezone.now(), lease_until=None)
        tasks.step(task.pk)
    task.refresh_from_db()
    return task


def test_trouble_of_ours_does_not_strand_an_answer_that_is_safe(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    save_answer(task, picture_answer(factories.png()))
    assert troubles.meet(task, OperationalError("the database went away")) is not None
    assert turn(task).state == State.FINISHED


def test_a_disk_that_takes_nothing_ends_the_tries(
    make_task: MakeTask, settings: Any, tmp_path: Path
):
    settings.DATA_DIR = tmp_path
    (tmp_path / "originals").write_text("in the way")
    task = make_task(State.SUBMITTING)
    save_answer(task, picture_answer(factories.png()))
    assert turn(task, 5).state == State.FAILED
    (tmp_path / "originals").unlink()
    jobs.retry(Job.objects.get())
    assert turn(task).state == State.FINISHED


def test_half_an_emoji_spoils_neither_picture_nor_card(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    save_answer(task, picture_answer(factories.png(), revised_prompt="A cat \ud83d"))
    assert turn(task).state == State.FINISHED
    assert Image.objects.get().revised_prompt == "A cat \N{REPLACEMENT CHARACTER}"


def test_half_an_emoji_in_a_refusal_ends_the_task(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    save_answer(task, json.dumps({"error": {"message": "Too long: \ud83d\0"}}), status=400)
    assert turn(task).error == "invalid_request"


def test_a_number_that_is_none_does_not_lose_the_picture(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    answer = picture_answer(factories.png())
    save_answer(task, f'{answer[:-1]}, "usage": {{"tokens": NaN, "cost": 1e999, "n": 1}}}}')
    assert turn(task).state == State.FINISHED
    assert task.usage == {"tokens": None, "cost": None, "n": 1}


def test_dead_links_are_not_offered_to_fetch_again(make_task: MakeTask):
    live = timezone.now() + timedelta(minutes=5)
    made = {"pictures": [{"url": "https://x.example/1.png"}]}
    task = make_task(State.FAILED, due_at=None, made=made, links_until=live, error="expired")
    jobs.retry(task.job)
    assert task.job.tasks.count() == 2


def test_broken_bytes_are_not_offered_as_links_to_fetch_again(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    picture = factories.png(300, 300)
    save_answer(task, picture_answer(picture[: len(picture) // 2]))
    assert turn(task).error == "bad_response"
    assert not task.has_live_links
    jobs.retry(task.job)
    assert task.job.tasks.count() == 2


@pytest.mark.parametrize("state", [State.WAITING, State.RECEIVED])
@pytest.mark.parametrize(
    ("error", "money"),
    [
        (ConfigurationError("the key was revoked"), "perhaps"),
        (NotFoundError("the certificate has expired"), "perhaps"),
        (InvalidError("gone"), "perhaps"),
        (CreditsError("empty"), "no"),
        (RefusedError("unsafe"), "no"),
    ],
)
def test_what_was_accepted_is_perhaps_paid(
    make_task: MakeTask, state: str, error: ProviderError, money: str
):
    task = make_task(state, handle={}, tries=3)
    troubles.meet(task, error)
    task.refresh_from_db()
    assert (task.state, task.money) == (State.FAILED, money)


def test_a_gateway_that_gives_the_money_back_is_believed(make_task: MakeTask):
    task = make_task(State.WAITING, handle={})
    error = NoImageError("failed, and refunded")
    error.money = "no"
    troubles.meet(task, error)
    task.refresh_from_db()
    assert (task.state, task.money) == (State.FAILED, "no")


def test_a_stop_that_comes_while_references_are_read_keeps_the_request(make_task: MakeTask):
    task = make_task(State.QUEUED, provider="sketch", model="quick")
    Job.objects.update(operation="edit")

    def stop(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if 'FROM "studio_reference"' in sql:
            tasks.stop_taking()
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(stop):
            tasks.step(task.pk)
        assert sending.is_stopping.is_set()
        task.refresh_from_db()
        assert task.state == State.QUEUED
    finally:
        sending.is_stopping.clear()
