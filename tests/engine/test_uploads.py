"""References that a gateway wants to have first: given to it once, and nothing is paid for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from gallery import store
from gallery.models import Image
from studio import tasks
from studio.models import Job, Limit, Task, Upload
from tests import factories
from tests.gateways.toapis import UPLOAD, ToAPIsGateway

from .conftest import Connect
from .working import only_task, step, submit, turn

pytestmark = pytest.mark.django_db

State = Task.State


@pytest.fixture
def gateway(connect: Connect) -> Iterator[ToAPIsGateway]:
    with ToAPIsGateway(polls=0) as gateway:
        connect(gateway)
        yield gateway


def references(count: int) -> list[Image]:
    return [store.accept(factories.upload(factories.png(seed=n)), None) for n in range(count)]


def uploads(gateway: ToAPIsGateway) -> int:
    return sum(received.path == UPLOAD for received in gateway.posts)


def test_each_reference_is_given_once_and_named_in_order(gateway: ToAPIsGateway) -> None:
    job = turn(submit("toapis", references=references(3)))
    assert job.state == Job.State.FINISHED
    assert uploads(gateway) == 3
    assert gateway.paid[0].json["reference_images"] == list(gateway.uploads)
    assert only_task(job).sent["reference_images"] == list(gateway.uploads)


def test_another_job_finds_them_there(gateway: ToAPIsGateway) -> None:
    same = references(2)
    for _ in range(2):
        turn(submit("toapis", references=same))
    assert uploads(gateway) == 2
    assert len(gateway.paid) == 2


def test_after_an_hour_they_are_given_again(gateway: ToAPIsGateway) -> None:
    same = references(1)
    turn(submit("toapis", references=same))
    Upload.objects.update(made_at=timezone.now() - timedelta(hours=1, seconds=1))
    turn(submit("toapis", references=same))
    assert uploads(gateway) == 2
    assert Upload.objects.count() == 1


def test_another_key_has_its_own(gateway: ToAPIsGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    same = references(1)
    turn(submit("toapis", references=same))
    gateway.key = "another-key"
    monkeypatch.setenv("TOAPIS_API_KEY", gateway.key)
    turn(submit("toapis", references=same))
    assert uploads(gateway) == 2


def test_while_the_limits_hold_it_back_nothing_is_given(
    gateway: ToAPIsGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOAPIS_REQUESTS_PER_MINUTE", "1")
    turn(submit("toapis"))
    Limit.objects.update(sent_at=[timezone.now().timestamp()])
    job = submit("toapis", references=references(1))
    for _ in range(3):
        Task.objects.filter(job=job).update(due_at=timezone.now())
        tasks.step(job.tasks.get().pk)
    assert only_task(job).wait_reason == "pace"
    assert uploads(gateway) == 0
    assert turn(job).state == Job.State.FINISHED


@pytest.mark.parametrize(("trouble", "reason"), [("503", "unavailable"), ("429", "asked")])
def test_a_gateway_that_takes_none_now_is_given_it_later(
    gateway: ToAPIsGateway, trouble: str, reason: str
) -> None:
    gateway.will_at_upload(trouble)
    job = submit("toapis", references=references(1))
    step(job)
    task = only_task(job)
    assert (task.state, task.wait_reason) == (State.QUEUED, reason)
    assert turn(job).state == Job.State.FINISHED
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    ("trouble", "code"), [("503", "unavailable"), ("429", "rate_limited"), ("reset", "unavailable")]
)
def test_after_three_tries_it_fails_and_nothing_is_paid(
    gateway: ToAPIsGateway, trouble: str, code: str
) -> None:
    gateway.will_at_upload(*[trouble] * 3)
    job = turn(submit("toapis", references=references(1)))
    task = only_task(job)
    assert (job.state, task.error, task.money) == (Job.State.FAILED, code, "no")
    assert uploads(gateway) == 3
    assert not gateway.paid


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("400", "invalid_request"),
        ("refused", "refused"),
        ("401", "authentication"),
        ("402", "credits"),
        ("html", "bad_response"),
    ],
)
def test_what_is_not_taken_fails_at_once_and_nothing_is_paid(
    gateway: ToAPIsGateway, trouble: str, code: str
) -> None:
    gateway.will_at_upload(trouble)
    job = turn(submit("toapis", references=references(2)))
    task = only_task(job)
    assert (job.state, task.error, task.money) == (Job.State.FAILED, code, "no")
    assert task.error_text.startswith("reference-1.")
    assert uploads(gateway) == 1
    assert not gateway.paid


def test_a_gateway_without_a_word_leaves_no_sentence_open(gateway: ToAPIsGateway) -> None:
    gateway.will_at_upload(*["408"] * 3)
    task = only_task(turn(submit("toapis", references=references(1))))
    assert task.error_text.endswith(": not taken")


def test_one_bell_at_a_time_gives_references(gateway: ToAPIsGateway) -> None:
    job = submit("toapis", references=references(1))
    later = timezone.now() + timedelta(seconds=20)
    job.tasks.update(owner="another worker", lease_until=later)
    step(job)
    assert uploads(gateway) == 0
    job.tasks.update(lease_until=None)
    assert turn(job).state == Job.State.FINISHED


def test_without_references_nothing_is_given(gateway: ToAPIsGateway) -> None:
    turn(submit("toapis"))
    assert uploads(gateway) == 0
    assert not Upload.objects.exists()
