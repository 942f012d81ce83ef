"""What a worker makes of a database that goes away under its hands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from gallery.models import Image
from studio import briefs, darkroom, leases, tasks
from studio.desk import at_desk
from studio.models import Job, Task
from tests import factories
from tests.engine.conftest import *  # noqa: F403
from tests.engine.conftest import Connect, MakeTask
from tests.engine.working import submit, turn
from tests.gateways.openai_images import OpenAIImagesGateway

pytestmark = pytest.mark.django_db


class Blip:
    """Fails the first statement of a kind that has `value` in it, as a lost connection does."""

    def __init__(
        self, verb: str, value: str = "", error: type[Exception] = OperationalError
    ) -> None:
        self.verb, self.value, self.error = verb, value, error
        self.is_over = False

    def __call__(self, execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        is_meant = sql.startswith(self.verb) and (not self.value or self.value in map(str, values))
        if is_meant and not self.is_over:
            self.is_over = True
            raise self.error("the connection is lost\nfor now")
        return execute(sql, values, *rest)


@at_desk
def step(pk: int, blip: Blip) -> None:
    with connection.execute_wrapper(blip):
        tasks.step(pk)


def only(job: Job) -> Task:
    return job.tasks.get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["submitting", "received", "finished"])
def test_a_database_that_is_away_for_a_moment_fails_nothing(
    dieyuyun_gateway: OpenAIImagesGateway, connect: Connect, state: str
):
    connect(dieyuyun_gateway)
    job = submit("dieyuyun")
    blip = Blip("UPDATE", state)
    step(only(job).pk, blip)
    assert blip.is_over
    assert only(job).state in Task.UNFINISHED
    Task.objects.update(lease_until=None)
    assert turn(job).state == "finished"
    assert len(dieyuyun_gateway.paid) == 1
    assert Image.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_leases_are_renewed_again_when_the_database_is_back(
    make_task: MakeTask, error: type[Exception]
):
    task = make_task("submitting", owner=leases.OWNER, lease_until=timezone.now())
    with connection.execute_wrapper(blip := Blip("UPDATE", error=error)):
        leases._renew([task.pk])
    assert blip.is_over
    leases._renew([task.pk])
    task.refresh_from_db()
    assert task.lease_until
    assert task.lease_until > timezone.now()


def test_an_answer_that_was_saved_after_its_request_was_given_up_is_taken_up(make_task: MakeTask):
    task = make_task("unconfirmed", error="interrupted", money="perhaps", due_at=None)
    body = {"data": [{"url": "https://192.0.2.1/1.png"}]}
    head = {"status": 200, "headers": {}, "base_url": "https://192.0.2.1/v1", "model": ""}
    briefs.spool(task).write_text(f"{json.dumps(head)}\n{json.dumps(body)}")
    tasks.sweep()
    task.refresh_from_db()
    assert (task.state, task.due_at is None) == ("submitting", False)
    briefs.spool(task).unlink()


def test_an_answer_at_which_we_failed_ourselves_is_left_to_a_person(make_task: MakeTask):
    task = make_task("unconfirmed", error="internal", money="perhaps", due_at=None)
    briefs.spool(task).write_text("{}\n{}")
    (briefs.answers() / f"{task.attempt}.part").write_text("half of it")
    tasks.sweep()
    task.refresh_from_db()
    assert task.state == "unconfirmed"
    briefs.spool(task).unlink()
    (briefs.answers() / f"{task.attempt}.part").unlink()


def test_a_page_says_that_the_database_is_away(client: Client, caplog: pytest.LogCaptureFixture):
    client.raise_request_exception = False
    with connection.execute_wrapper(Blip("SELECT")):
        answer = client.get("/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"])
    assert "Nothing that was made is lost" in answer.content.decode()
    assert "The database does not answer: the connection is lost\n" in caplog.text


def test_thumbnails_are_made_when_the_database_is_back_and_not_twice():
    image = factories.image(factories.png())
    darkroom._begun.add(image.pk)
    with connection.execute_wrapper(Blip("SELECT")):
        darkroom._develop(image.pk)
    assert image.pk not in darkroom._begun
    darkroom._develop(image.pk)
    darkroom._develop(image.pk)  # as a machine does that heard of it late
    image.refresh_from_db()
    assert image.thumbs_version == 1
