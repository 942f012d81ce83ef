"""What was paid for: any machine can go on with it, and a bucket that is away loses none of it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from gallery import store
from gallery.models import Image
from studio import keys, setups, tasks
from studio.models import Job, Task
from studio.tasks import lost, sending, sharing
from tests import factories
from tests.engine.conftest import Connect
from tests.engine.working import only_task, step, submit
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.media.bucket import Bucket
from tests.media.conftest import UseFolder

State = Task.State


@pytest.fixture
def paid(machine: UseFolder, dieyuyun_gateway: OpenAIImagesGateway, connect: Connect) -> Job:
    """A job whose gateway sends its picture inside the answer."""
    connect(dieyuyun_gateway)
    return submit("dieyuyun", response_format="b64_json")


def answers(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "answers").iterdir())


def test_another_machine_finishes_what_this_one_could_not_store(
    paid: Job, machine: UseFolder, bucket: Bucket, dieyuyun_gateway: OpenAIImagesGateway
):
    bucket.misbehave("500", "PUT", part="/originals/")
    step(paid)
    task = only_task(paid)
    assert (task.state, task.wait_reason) == (State.RECEIVED, "storage")
    assert bucket.names("answers") == [f"answers/{task.attempt}"]
    bucket.behave()
    there = machine("there")
    step(paid)
    assert only_task(paid).state == State.FINISHED
    assert len(dieyuyun_gateway.paid) == 1
    assert (bucket.names("answers"), answers(there)) == ([], [])
    here = machine("here")
    sharing.share()
    assert answers(here) == []


def test_nobody_goes_on_with_an_answer_before_its_machine_could_give_it(
    paid: Job, machine: UseFolder, bucket: Bucket, dieyuyun_gateway: OpenAIImagesGateway
):
    bucket.misbehave("reset")
    step(paid)
    task = only_task(paid)
    assert (task.state, task.due_at) == (State.RECEIVED, None)
    sharing.share()
    bucket.behave()
    machine("there")
    sharing.share()
    tasks.step(task.pk)
    assert only_task(paid).state == State.RECEIVED
    machine("here")
    sharing.share()
    machine("there")
    tasks.step(task.pk)
    assert only_task(paid).state == State.FINISHED
    assert store.original(Image.objects.get()).exists()
    assert len(dieyuyun_gateway.paid) == 1


def test_a_crash_before_that_is_noted_changes_nothing(
    paid: Job, machine: UseFolder, bucket: Bucket
):
    bucket.misbehave("reset")
    step(paid)
    Task.objects.update(state=State.SUBMITTING, due_at=timezone.now(), wait_reason="", made=None)
    with pytest.raises(store.UnreachableError):
        sending.recover(only_task(paid))
    task = only_task(paid)
    assert (task.state, task.due_at) == (State.RECEIVED, None)
    bucket.behave()
    sharing.share()
    machine("there")
    step(paid)
    assert only_task(paid).state == State.FINISHED


def test_the_card_says_what_it_waits_for(paid: Job, bucket: Bucket, client: Client):
    bucket.misbehave("403")
    step(paid)
    assert "waits for the storage of the pictures" in client.get(f"/jobs/{paid.uuid}/").text


def test_a_picture_that_came_by_a_link_is_not_asked_for_again(
    machine: UseFolder, bucket: Bucket, toapis_gateway: ToAPIsGateway, connect: Connect
):
    connect(toapis_gateway)
    job = submit("toapis")
    while only_task(job).state in {State.QUEUED, State.WAITING}:
        step(job)
        bucket.misbehave("503", "PUT")
    task = only_task(job)
    assert (task.state, task.due_at) == (State.RECEIVED, None)
    asked = len(toapis_gateway.requests)
    bucket.behave()
    sharing.share()
    machine("there")
    step(job)
    assert only_task(job).state == State.FINISHED
    assert len(toapis_gateway.requests) == asked
    assert bucket.names("answers") == []


def test_a_job_waits_for_its_references(
    machine: UseFolder, bucket: Bucket, openai_gateway: OpenAIImagesGateway, connect: Connect
):
    connect(openai_gateway)
    reference = factories.image()
    machine("there")
    job = submit("openai", references=[reference])
    bucket.misbehave("500", "GET")
    for _ in range(2):
        step(job)
    assert (only_task(job).state, len(openai_gateway.paid)) == (State.QUEUED, 0)
    bucket.behave()
    step(job)
    assert (only_task(job).state, len(openai_gateway.paid)) == (State.FINISHED, 1)


def test_an_answer_of_a_machine_that_was_cut_off_is_taken_up_once_all_have_it(
    paid: Job, machine: UseFolder, bucket: Bucket
):
    bucket.misbehave("reset")
    step(paid)
    Task.objects.update(state=State.UNCONFIRMED, error="interrupted")
    lost.take_up_saved()
    assert only_task(paid).state == State.UNCONFIRMED
    bucket.behave()
    sharing.share()
    lost.take_up_saved()
    machine("there")
    step(paid)
    assert only_task(paid).state == State.FINISHED


def test_a_word_to_send_it_again_is_not_forgotten_while_the_bucket_is_away(
    paid: Job, bucket: Bucket, dieyuyun_gateway: OpenAIImagesGateway
):
    bucket.misbehave("500", "GET")
    asked = {"wait_reason": lost.AGAIN, "attempt": uuid4(), "tries": len(lost.LOOK_UPS)}
    Task.objects.update(state=State.SUBMITTING, submitted_at=timezone.now(), **asked)
    step(paid)
    assert only_task(paid).state == State.SUBMITTING
    bucket.behave()
    step(paid)
    step(paid)
    assert only_task(paid).state == State.FINISHED
    assert len(dieyuyun_gateway.paid) == 1


def test_a_key_that_is_typed_here_is_soon_known_there(
    machine: UseFolder, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(setups, "FRESH", 0.001)
    machine("there")
    assert not keys.provider("openai").key
    machine("here")
    setups.save("openai", key="sk-typed-into-the-page")
    machine("there")
    assert keys.provider("openai").key == "sk-typed-into-the-page"
