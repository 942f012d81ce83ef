"""Rows are the truth: who may claim one, whose outcome is written, what an error means."""

import subprocess
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from gallery.models import Image
from studio import briefs, jobs, leases, tasks
from studio.models import Job, Limit, Task
from studio.providers import (
    InvalidError,
    Made,
    NoImageError,
    Picture,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    Waiting,
)
from studio.providers.sketch import Sketch
from studio.tasks import arriving, rows, troubles
from studio.tasks.arriving import LAST_QUESTIONS
from tests import factories

from .conftest import MakeTask

State = Task.State


def fresh(task: Task) -> Task:
    return Task.objects.select_related("job").get(pk=task.pk)


def made(*pictures: bytes) -> Made:
    return Made(pictures=tuple(Picture(data=data, revised_prompt="Better.") for data in pictures))


# Claiming


def test_a_task_is_claimed_by_one_worker_only(make_task: MakeTask):
    task = make_task(State.WAITING)
    assert rows.claim(task.pk) is not None
    assert rows.claim(task.pk) is None


def test_a_lapsed_lease_can_be_claimed_by_another(make_task: MakeTask):
    lapsed = timezone.now() - timedelta(seconds=1)
    task = make_task(State.WAITING, owner="somebody who is gone", lease_until=lapsed)
    assert rows.claim(task.pk) is not None


def test_a_step_that_is_not_due_is_not_taken(make_task: MakeTask):
    task = make_task(State.WAITING, due_at=timezone.now() + timedelta(seconds=5))
    assert rows.claim(task.pk) is None


def test_an_ended_task_is_never_claimed(make_task: MakeTask):
    task = make_task(State.FINISHED, due_at=None)
    assert rows.claim(task.pk) is None


# Writing


def test_an_outcome_of_another_attempt_is_not_written(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    Task.objects.filter(pk=task.pk).update(attempt=uuid4())
    assert not rows.write(task, rows.SENT, state=State.WAITING)
    assert fresh(task).state == State.SUBMITTING


def test_a_late_picture_is_kept_though_the_task_was_given_up(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    Task.objects.update(state=State.UNCONFIRMED, owner="another", error="interrupted")
    tasks.settle(task.job)
    arriving.take(task, Sketch(), made(factories.png()))
    late = fresh(task)
    assert late.state == State.FINISHED
    assert late.error == ""
    assert late.job.state == Job.State.FINISHED
    assert late.made["was_given_up"]
    assert Image.objects.get().revised_prompt == "Better."


def test_a_result_long_past_its_usual_time_is_called_late(make_task: MakeTask):
    task = make_task(State.WAITING, submitted_at=timezone.now() - timedelta(seconds=280), handle={})
    arriving.take(task, Sketch(), made(factories.png()))
    assert fresh(task).made["late"] == pytest.approx(240, abs=30)
    assert "was_given_up" not in fresh(task).made


@pytest.mark.parametrize("seconds", [5, 99])
def test_a_result_little_past_its_usual_time_is_not(make_task: MakeTask, seconds: int):
    sent = timezone.now() - timedelta(seconds=seconds)
    task = make_task(State.WAITING, submitted_at=sent, handle={})
    arriving.take(task, Sketch(), made(factories.png()))
    assert "late" not in fresh(task).made


def test_a_late_picture_is_kept_though_a_person_let_it_go(make_task: MakeTask):
    task = make_task(State.UNCONFIRMED, due_at=None)
    jobs.cancel(task.job)
    assert fresh(task).state == State.FAILED
    arriving.take(task, Sketch(), made(factories.png()))
    assert fresh(task).state == State.FINISHED


def test_the_same_outcome_twice_keeps_each_picture_once(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    for _ in range(2):
        Task.objects.update(state=State.SUBMITTING, lease_until=None)
        arriving.take(task, Sketch(), made(factories.png(seed=1), factories.png(seed=2)))
    assert Image.objects.count() == 2


# Pictures


def test_one_bad_picture_does_not_discard_its_sibling(make_task: MakeTask):
    task = make_task(State.SUBMITTING, asked=2, count=2)
    arriving.take(task, Sketch(), made(b"no picture at all", factories.png()))
    task = fresh(task)
    assert task.state == State.FINISHED
    assert task.error == "bad_response"
    assert task.job.state == Job.State.PARTIAL
    assert Image.objects.count() == 1


def test_a_truncated_picture_is_a_bad_response_and_perhaps_paid(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    picture = factories.png(300, 300)
    rows.write(task, (State.SUBMITTING,), lease_until=None)
    try:
        arriving.take(task, Sketch(), made(picture[: len(picture) // 2]))
    except Exception as error:
        troubles.meet(task, error)
    task = fresh(task)
    assert (task.state, task.error, task.money) == (State.FAILED, "bad_response", "perhaps")


def test_more_pictures_than_asked_are_all_kept(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    arriving.take(task, Sketch(), made(*(factories.png(seed=n) for n in range(3))))
    assert Image.objects.count() == 3
    assert fresh(task).job.state == Job.State.FINISHED


def test_a_late_failure_does_not_undo_a_finished_task(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    late = fresh(task)
    arriving.take(task, Sketch(), made(factories.png()))
    troubles.meet(late, TimedOutError("too late"))
    assert fresh(task).state == State.FINISHED


# What an error means


@pytest.mark.parametrize(
    ("error", "state", "code", "money"),
    [
        (RefusedError("no"), State.FAILED, "refused", "no"),
        (InvalidError("no"), State.FAILED, "invalid_request", "no"),
        (NoImageError("none"), State.FAILED, "no_image", "perhaps"),
        (TimedOutError("slow"), State.UNCONFIRMED, "timeout", "perhaps"),
        (UncertainError("cut"), State.UNCONFIRMED, "interrupted", "perhaps"),
        (ZeroDivisionError(), State.UNCONFIRMED, "internal", "perhaps"),
    ],
)
def test_an_error_of_a_paid_request(
    make_task: MakeTask, error: Exception, state: str, code: str, money: str
):
    task = make_task(State.SUBMITTING)
    assert troubles.meet(task, error) is None
    task = fresh(task)
    assert (task.state, task.error, task.money, task.due_at) == (state, code, money, None)


def test_a_request_surely_not_accepted_is_sent_again_and_later_each_time(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    waits = []
    for _ in range(2):
        waits.append(troubles.meet(task, UnavailableError("down")))
        assert fresh(task).state == State.QUEUED
        Task.objects.update(state=State.SUBMITTING)
        task = fresh(task)
    assert waits[0] == pytest.approx(1, rel=0.3)
    assert waits[1] == pytest.approx(2, rel=0.3)
    assert troubles.meet(task, UnavailableError("down")) is None
    task = fresh(task)
    assert (task.state, task.error, task.money) == (State.FAILED, "unavailable", "no")


def test_the_wait_that_a_gateway_asks_for_is_kept(make_task: MakeTask):
    task = make_task(State.SUBMITTING, key_mark="a-key")
    assert troubles.meet(task, RateLimitedError("slow down", wait=42)) == 42
    task = fresh(task)
    assert (task.state, task.wait_reason) == (State.QUEUED, "asked")
    assert Limit.objects.get().resume_at is not None


@pytest.mark.parametrize("error", [RateLimitedError(wait=601), RateLimitedError(is_permanent=True)])
def test_a_wait_without_sense_fails_at_once(make_task: MakeTask, error: RateLimitedError):
    task = make_task(State.SUBMITTING)
    assert troubles.meet(task, error) is None
    assert fresh(task).error == "rate_limited"


@pytest.mark.parametrize("error", [UnavailableError(), TimedOutError(), RateLimitedError(wait=1)])
def test_a_question_without_an_answer_is_asked_again_for_ever(
    make_task: MakeTask, error: Exception
):
    task = make_task(State.WAITING, tries=20, handle={})
    assert troubles.meet(task, error) is not None
    assert fresh(task).state == State.WAITING


def test_a_task_that_failed_at_the_gateway_fails(make_task: MakeTask):
    task = make_task(State.WAITING, handle={})
    troubles.meet(task, RefusedError("unsafe"))
    assert fresh(task).error == "refused"


def test_a_task_that_is_never_finished_ends_with_its_links(make_task: MakeTask):
    over = timezone.now() - timedelta(seconds=1)
    task = make_task(State.WAITING, handle={}, links_until=over, tries=len(LAST_QUESTIONS))
    tasks.step(task.pk)
    task = fresh(task)
    assert (task.state, task.error, task.money) == (State.FAILED, "timeout", "perhaps")


# After a crash


def test_a_lost_request_of_a_provider_that_is_gone_is_unconfirmed(make_task: MakeTask):
    task = make_task(State.SUBMITTING, provider="gone")
    tasks.step(task.pk)
    assert (fresh(task).state, fresh(task).money) == (State.UNCONFIRMED, "perhaps")


def test_the_lease_of_a_process_that_is_gone_ends_with_it(make_task: MakeTask):
    gone = subprocess.Popen(["true"])
    gone.wait()
    later = timezone.now() + timedelta(seconds=20)
    mine = make_task(State.WAITING, owner=leases.OWNER, lease_until=later)
    its = make_task(State.WAITING, owner=f"{leases.HOST}:{gone.pid}:x", lease_until=later)
    far = make_task(State.WAITING, owner=f"elsewhere:{gone.pid}:x", lease_until=later)
    leases.free_those_of_the_dead()
    assert [rows.claim(task.pk) is not None for task in (mine, its, far)] == [False, True, False]


def test_a_lost_request_is_never_sent_again_by_itself(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    tasks.step(task.pk)
    task = fresh(task)
    assert (task.state, task.error, task.money) == (State.UNCONFIRMED, "interrupted", "perhaps")


def test_a_lost_request_that_costs_nothing_is_made_again(make_task: MakeTask):
    task = make_task(State.SUBMITTING, provider="sketch", model="quick")
    tasks.step(task.pk)
    assert fresh(task).state == State.FINISHED


def test_an_answer_that_was_safe_before_the_crash_is_read(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    save_answer(task, b'{"created": 1, "data": [{"b64_json": "%s"}]}' % b64encode(factories.png()))
    tasks.step(task.pk)
    assert fresh(task).state == State.FINISHED
    assert Image.objects.count() == 1


def save_answer(task: Task, body: bytes) -> Path:
    """An answer as the border saves it: status and headers in the first line, then the body."""
    path = briefs.spool(task)
    path.write_bytes(b'{"status": 200, "headers": {"content-type": "application/json"}}\n' + body)
    return path


# A person's word


def test_cancel_stops_only_what_was_not_sent(make_task: MakeTask):
    task = make_task(State.QUEUED, asked=2)
    other = Task.objects.create(job=task.job, position=2, state=State.WAITING, attempt=uuid4())
    jobs.cancel(task.job)
    assert fresh(task).state == State.CANCELLED
    assert fresh(other).state == State.WAITING
    assert fresh(task).job.state == Job.State.RUNNING


def test_a_cancelled_task_is_not_sent(make_task: MakeTask):
    task = make_task(State.QUEUED)
    jobs.cancel(task.job)
    tasks.step(task.pk)
    assert fresh(task).state == State.CANCELLED
    assert fresh(task).job.state == Job.State.CANCELLED


def test_retry_makes_a_new_task_once(make_task: MakeTask):
    task = make_task(State.FAILED, due_at=None, error="unavailable")
    jobs.retry(task.job)
    jobs.retry(task.job)
    states = list(task.job.tasks.values_list("position", "state", "is_replaced"))
    assert states == [(1, State.FAILED, True), (2, State.QUEUED, False)]
    assert fresh(task).job.state == Job.State.QUEUED


def test_retry_orders_only_what_did_not_come(make_task: MakeTask):
    task = make_task(State.SUBMITTING, asked=4, count=3, offset=1)
    arriving.take(task, Sketch(), made(factories.png(), b"no picture at all"))
    jobs.retry(task.job)
    old, new = task.job.tasks.all()
    assert (old.state, old.is_replaced) == (State.FINISHED, True)
    assert (new.state, new.count, new.offset) == (State.QUEUED, 2, 2)


def test_retry_of_a_failed_task_orders_only_what_did_not_come(make_task: MakeTask):
    task = make_task(State.FAILED, due_at=None, asked=2, count=2, error="expired")
    factories.image(task=task.uuid, job=task.job.uuid, frame=0)
    jobs.retry(task.job)
    assert [each.count for each in task.job.tasks.all()] == [2, 1]


def test_retry_leaves_alone_what_came_whole_and_was_thrown_away(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    arriving.take(task, Sketch(), made(factories.png()))
    Image.objects.all().delete()
    jobs.retry(task.job)
    assert task.job.tasks.count() == 1


def test_retry_fetches_what_was_paid_instead_of_buying_it_again(make_task: MakeTask):
    links = {"made": {"pictures": [{"url": "https://x.example/1.png"}]}}
    live = timezone.now() + timedelta(minutes=5)
    task = make_task(State.FAILED, links_until=live, error="unavailable", **links)
    jobs.retry(task.job)
    assert task.job.tasks.count() == 1
    assert fresh(task).state == State.RECEIVED


def test_retry_asks_again_after_a_key_that_was_refused_meanwhile(make_task: MakeTask):
    live = timezone.now() + timedelta(minutes=5)
    task = make_task(State.FAILED, links_until=live, error="authentication", handle={"id": "1"})
    jobs.retry(task.job)
    assert task.job.tasks.count() == 1
    assert fresh(task).state == State.WAITING


def test_a_stopping_worker_sends_nothing_new(make_task: MakeTask):
    task = make_task(State.QUEUED, provider="sketch", model="quick")
    tasks.stop_taking()
    try:
        tasks.step(task.pk)
        assert fresh(task).state == State.QUEUED
    finally:
        tasks.sending.is_stopping.clear()


def test_a_waiting_task_says_so(make_task: MakeTask):
    task = make_task(State.SUBMITTING)
    waiting = Waiting(handle={"id": "task-1"}, progress=40, check_after=3)
    assert arriving.take(task, Sketch(), waiting) == 3
    task = fresh(task)
    assert (task.state, task.handle, task.progress) == (State.WAITING, {"id": "task-1"}, 40)
