"""A lost answer is looked up where the gateway can; nothing is ever sent twice for it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gallery.models import Image
from studio import briefs, jobs, keys
from studio.models import Job, Task
from studio.tasks import lost
from tests import factories
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.toapis import ToAPIsGateway

from .conftest import Connect, MakeTask
from .working import only_task, step, submit, turn

pytestmark = pytest.mark.django_db

State = Task.State


@pytest.fixture
def gateway(connect: Connect) -> Iterator[ToAPIsGateway]:
    with ToAPIsGateway(polls=1) as gateway:
        connect(gateway)
        yield gateway


def questions(gateway: ToAPIsGateway, task: Task) -> int:
    """How often the gateway was asked for the attempt itself."""
    return sum(str(task.attempt) in r.path for r in gateway.requests if r.method == "GET")


@pytest.mark.parametrize("trouble", ["accepted, then reset", "accepted, then 504"])
def test_what_was_accepted_is_found_and_goes_on(gateway: ToAPIsGateway, trouble: str) -> None:
    gateway.will(trouble)
    job = turn(submit("toapis"))
    assert job.state == Job.State.FINISHED
    assert Image.objects.count() == 1
    assert len(gateway.paid) == 1
    assert questions(gateway, only_task(job)) == 1


def test_an_answer_that_never_came_is_looked_up_too(
    gateway: ToAPIsGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.providers.toapis.ToAPIs.timeout", 1.5)
    gateway.will("accepted, then hang")
    job = turn(submit("toapis"))
    assert job.state == Job.State.FINISHED
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    ("trouble", "code"), [("500", "timeout"), ("504", "timeout"), ("reset", "interrupted")]
)
def test_what_is_never_found_is_unconfirmed_with_its_first_reason(
    gateway: ToAPIsGateway, trouble: str, code: str
) -> None:
    gateway.will(trouble)
    job = turn(submit("toapis"))
    task = only_task(job)
    assert (job.state, task.error, task.money) == (Job.State.UNCONFIRMED, code, "perhaps")
    assert questions(gateway, task) == 4
    assert len(gateway.paid) == 1


def test_it_is_looked_up_at_once_and_after_2_5_and_10_seconds(gateway: ToAPIsGateway) -> None:
    gateway.will("reset")
    job = submit("toapis")
    for asked, wait in enumerate((2, 5, 10), 1):
        began = timezone.now()
        step(job)
        task = only_task(job)
        assert (task.state, task.error) == (State.SUBMITTING, "interrupted")
        assert questions(gateway, task) == asked
        assert task.due_at
        assert began <= task.due_at - timedelta(seconds=wait) <= timezone.now()


def test_a_request_that_the_gateway_made_nothing_of_has_failed(gateway: ToAPIsGateway) -> None:
    gateway.polls = 0
    gateway.will("failed by content policy")
    job = submit("toapis")
    crash_after_sending(job)
    task = only_task(turn(job))
    assert (task.state, task.error, task.money) == (State.FAILED, "refused", "perhaps")
    assert len(gateway.paid) == 1


def test_after_a_crash_it_is_found_by_its_attempt(gateway: ToAPIsGateway) -> None:
    job = submit("toapis")
    crash_after_sending(job)
    assert turn(job).state == Job.State.FINISHED
    assert len(gateway.paid) == 1


def test_a_question_that_fails_says_nothing_of_the_request(gateway: ToAPIsGateway) -> None:
    gateway.will("accepted, then reset")
    gateway.will_at_check("401", "400", "503")
    assert turn(submit("toapis")).state == Job.State.FINISHED


def test_a_gateway_without_a_list_leaves_it_to_a_person_at_once(
    connect: Connect, dieyuyun_gateway: OpenAIImagesGateway
) -> None:
    connect(dieyuyun_gateway)
    dieyuyun_gateway.will("500")
    job = submit("dieyuyun")
    step(job)
    task = only_task(job)
    assert (task.state, task.http_status, task.money) == (State.UNCONFIRMED, 500, "perhaps")
    assert len(dieyuyun_gateway.requests) == 1


# An answer that comes when nobody waits for it any more


def answered(task: Task) -> None:
    """As if its paid answer had just become safe."""
    answer = json.dumps({"data": [{"b64_json": b64encode(factories.png()).decode()}]})
    briefs.spool(task).write_text(json.dumps({"status": 200, "headers": {}}) + f"\n{answer}")


def test_an_answer_that_comes_while_its_task_is_given_up_is_kept(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING)
    answered(task)  # by a worker that slept through its lease
    lost.look_up(task, keys.provider(task.job.provider))
    assert only_task(task.job).state == State.UNCONFIRMED
    lost.take_up_saved()
    assert turn(task.job).state == Job.State.FINISHED


def test_an_answer_of_a_provider_that_is_no_longer_here_is_kept(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING, provider="gone")
    answered(task)
    step(task.job)
    lost.take_up_saved()
    assert only_task(task.job).state == State.UNCONFIRMED
    assert briefs.spool(task).exists()


# A list that knows the request, but not its pictures


@pytest.fixture
def lumenfall(connect: Connect, lumenfall_gateway: LumenfallGateway) -> LumenfallGateway:
    connect(lumenfall_gateway)
    return lumenfall_gateway


@pytest.mark.parametrize("end", ["reset", "504"])
def test_a_listed_request_is_unconfirmed_and_its_cost_known(
    lumenfall: LumenfallGateway, end: str
) -> None:
    lumenfall.will(f"accepted, then {end}")
    job = turn(submit("lumenfall"))
    task = only_task(job)
    assert (job.state, task.money, task.cost_source) == (Job.State.UNCONFIRMED, "yes", "told")
    assert (task.cost, task.currency) == (Decimal("0.0672"), "USD")
    assert task.request_id == lumenfall.records[-1].id
    assert "completed" in task.made["listed"]
    assert len(lumenfall.paid) == 1


def test_a_request_that_the_list_calls_rejected_has_failed(lumenfall: LumenfallGateway) -> None:
    lumenfall.will("rejected, then reset")
    task = only_task(turn(submit("lumenfall")))
    assert (task.state, task.error, task.money) == (State.FAILED, "refused", "no")
    assert len(lumenfall.paid) == 1


def test_a_request_that_the_list_does_not_know_stays_unconfirmed(
    lumenfall: LumenfallGateway,
) -> None:
    lumenfall.will("reset")
    task = only_task(turn(submit("lumenfall")))
    assert (task.state, task.error, task.money) == (State.UNCONFIRMED, "interrupted", "perhaps")
    assert task.cost is None


def crash_after_sending(job: Job) -> None:
    """As if the process had died with the request open: the gateway has it, we know nothing."""
    step(job)
    lost = {"state": State.SUBMITTING, "handle": None, "due_at": timezone.now(), "error": ""}
    job.tasks.update(**lost, lease_until=None)
    for task in job.tasks.all():
        briefs.spool(task).unlink(missing_ok=True)


# Sent again by a person's word


def test_before_it_is_sent_again_it_is_looked_up_once_more(gateway: ToAPIsGateway) -> None:
    gateway.will("accepted, then reset")
    gateway.will_at_check(*["503"] * 4)
    job = turn(submit("toapis"))
    assert job.state == Job.State.UNCONFIRMED
    jobs.retry(job)
    assert turn(job).state == Job.State.FINISHED
    assert len(gateway.paid) == 1
    assert job.tasks.count() == 1


def test_what_is_not_found_even_then_is_sent_again_as_a_new_task(gateway: ToAPIsGateway) -> None:
    gateway.will("reset")
    job = turn(submit("toapis"))
    asked = questions(gateway, only_task(job))
    jobs.retry(job)
    jobs.retry(job)
    old = only_task(job)
    assert old.state == State.SUBMITTING
    assert turn(job).state == Job.State.FINISHED
    assert questions(gateway, old) == asked + 1
    assert len(gateway.paid) == 2
    states = list(job.tasks.values_list("state", "is_replaced"))
    assert states == [(State.UNCONFIRMED, True), (State.FINISHED, False)]


def test_an_answer_that_is_safe_is_read_before_it_is_sent_again(
    gateway: ToAPIsGateway, make_task: MakeTask
) -> None:
    task = make_task(State.UNCONFIRMED, due_at=None, error="internal")
    answered(task)
    jobs.retry(task.job)
    assert turn(task.job).state == Job.State.FINISHED
    assert task.job.tasks.count() == 1


def test_what_the_list_calls_paid_is_sent_again_only_at_the_second_word(
    lumenfall: LumenfallGateway,
) -> None:
    lumenfall.will("accepted, then reset")
    lumenfall.will_at_check(*["503"] * 4)
    job = turn(submit("lumenfall"))
    assert only_task(job).money == "perhaps"
    jobs.retry(job)
    assert turn(job).state == Job.State.UNCONFIRMED
    assert only_task(job).money == "yes"
    assert len(lumenfall.paid) == 1
    jobs.retry(job)
    assert turn(job).state == Job.State.FINISHED
    assert len(lumenfall.paid) == 2


def test_where_nothing_can_be_looked_up_it_is_sent_again_at_once(
    connect: Connect, dieyuyun_gateway: OpenAIImagesGateway
) -> None:
    connect(dieyuyun_gateway)
    dieyuyun_gateway.will("reset")
    job = turn(submit("dieyuyun"))
    jobs.retry(job)
    assert turn(job).state == Job.State.FINISHED
    assert len(dieyuyun_gateway.requests) == 3
