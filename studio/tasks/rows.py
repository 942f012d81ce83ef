"""The rows of tasks: claimed by one, written by the id of the attempt that was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from studio import clock, leases, prices, results
from studio.desk import at_desk, writing
from studio.disk import DISK
from studio.leases import LEASE, OWNER
from studio.models import Job, Task
from studio.providers import Cost, CreditsError, ProviderError

from . import bills, told

State = Task.State
# Where an outcome may still be written: the attempt is known, whatever happened meanwhile.
SENT = (State.SUBMITTING, State.WAITING, State.RECEIVED, State.UNCONFIRMED, State.FAILED)
ON_ITS_WAY = (State.SUBMITTING, State.WAITING, State.RECEIVED)
DETAIL = 4096
# Seconds between two looks at a disk that was full.
DISK_EVERY = 10.0
# Far more than a lease lasts, and than a task rests but for the pace of its key.
LONGEST_LEASE = 6 * LEASE
LONGEST_NAP = timedelta(minutes=15)
# Why a task failed that was kept back by a budget, in its `wait_reason`.
BUDGET = "budget"

Seconds = float | None
"""When to look at a task again: 0 at once, None not by itself."""


def free() -> QuerySet[Task]:
    """Tasks that nobody works on. A lease that is too long is of a clock that was set back."""
    now = clock.now()
    lapsed = Q(lease_until__lt=now) | Q(lease_until__gt=now + LONGEST_LEASE)
    return Task.objects.filter(Q(lease_until=None) | lapsed)


def wake() -> None:
    """A clock that was set back leaves tasks that are due in a day: look at them all now."""
    now = clock.now()
    Task.objects.filter(due_at__gt=now + LONGEST_NAP).update(due_at=now)


@at_desk
def claim(pk: int) -> Task | None:
    """The task if its step is due and it is now ours. A queued one is claimed by its intent.

    Whatever the clock says of its lease, what this process has in hand is not given out again.
    """
    if pk in leases.held():
        return None
    due = free().filter(pk=pk, due_at__lte=clock.now())
    task = due.select_related("job__session").first()
    if task is None or task.state == State.QUEUED:
        return task
    mine = {"owner": OWNER, "lease_until": clock.now() + LEASE}
    return task if due.filter(state=task.state).update(**mine) else None


@at_desk
def write(
    task: Task,
    states: Sequence[State],
    *,
    is_durable: bool = True,
    job_state: Job.State | None = None,
    is_shown: bool = True,
    images: int = 0,
    **changes: Any,
) -> bool:
    """Change a task if it is still in one of `states` and its attempt still the same one.

    `job_state` is what the job's state comes to, where the caller knows it already.
    Not `is_shown`: nothing of the change is seen on the job's card.
    `images`: how many came of it, where it ends here.
    """
    changes.setdefault("lease_until", None)
    if changes.get("state") in ON_ITS_WAY:
        job_state = Job.State.RUNNING
    with writing(is_durable=is_durable):
        same = Task.objects.filter(pk=task.pk, attempt=task.attempt, state__in=states)
        bills_due = bills.update(task, same, changes, images)
        if bills_due is None:
            return False
        known = settle(task.job, job_state) if is_shown else None
        bills.add(task.job_id, bills_due)
        told.change(task, changes, known, bills_due)
    for name, value in changes.items():
        setattr(task, name, value)
    return True


def settle(job: Job, state: Job.State | None = None) -> Job.State:
    """Write a job's state, worked out from its tasks, and count its version up."""
    with writing():
        rows = Job.objects.filter(pk=job.pk)
        if connection.features.has_select_for_update:
            rows.select_for_update().first()
        state = state or results.state_of(job)
        ended_at = Coalesce("ended_at", Now()) if state in Job.OVER else None
        rows.update(state=state, ended_at=ended_at, version=F("version") + 1)
    return state


def again(task: Task) -> bool:
    """Order anew what a task did not bring, as a task of its own that takes its place."""
    with writing():
        count = results.missing(task)
        same = Task.objects.filter(pk=task.pk, state=task.state, is_replaced=False)
        if not (count and same.update(is_replaced=True)):
            return False
        task.is_replaced = True
        last = task.job.tasks.aggregate(last=Max("position"))["last"]
        offset = task.offset + task.count - count
        fresh: dict[str, Any] = {"count": count, "offset": offset, "due_at": clock.now()}
        fresh |= prices.kept(prices.of_counts(task.job, [count]))
        Task.objects.create(job=task.job, position=last + 1, **fresh)
        settle(task.job)
    return True


def rest(task: Task, state: State, seconds: float) -> Seconds:
    """Stay in a state and try its step again in a while."""
    due_at = clock.now() + timedelta(seconds=seconds)
    is_ours = write(task, (state,), tries=task.tries + 1, due_at=due_at)
    return seconds if is_ours else None


def wait_for_disk(task: Task) -> Seconds:
    """Stay as it is until there is room on the disk, or it can be written again."""
    state, due_at = State(task.state), clock.now() + timedelta(seconds=DISK_EVERY)
    why: dict[str, Any] = {} if state == State.SUBMITTING else {"wait_reason": DISK}
    return DISK_EVERY if write(task, (state,), due_at=due_at, **why) else None


def fail(task: Task, error: Exception, money: str | None = None) -> Seconds:
    """The end of a task without a picture. `money` overrides what the error says of it."""
    said = {**said_by(error), **answered_by(task, error)}
    if money:
        said["money"] = money
    states = (State.QUEUED, *SENT)
    write(task, states, state=State.FAILED, due_at=None, ended_at=clock.now(), **said)
    return None


def hold_back(task: Task, refusal: str) -> None:
    """Not sent and not paid, by the word of a budget."""
    said = said_by(CreditsError(refusal)) | {"wait_reason": BUDGET, "due_at": None}
    write(task, (State.QUEUED,), state=State.FAILED, ended_at=clock.now(), **said)


def said_by(error: Exception) -> dict[str, Any]:
    """What a task remembers of an error. A bug of ours says nothing of its insides."""
    if not isinstance(error, ProviderError):
        return {"error": "internal", "error_text": "", "error_detail": "", "money": "no"}
    cost = cost_of(error.cost)
    if error.cost:
        cost["money"] = "yes" if error.cost.amount else "no"
    return {
        "error": error.code,
        "error_text": error.message[:2000],
        "error_detail": error.detail[:DETAIL],
        "money": error.money,
        **({"request_id": error.request_id[:200]} if error.request_id else {}),
        **({"usage": error.usage} if error.usage else {}),
        **cost,
    }


def answered_by(task: Task, error: Exception) -> dict[str, Any]:
    """What the gateway's answer itself was, where an error is its answer and not a link's."""
    if not isinstance(error, ProviderError) or task.state == State.RECEIVED:
        return {}
    answered: dict[str, Any] = {"http_status": error.status or task.http_status}
    if error.detail:
        answered["answer"] = error.detail[:DETAIL]
    if error.note:
        answered["made"] = {"note": error.note}
    return answered


def cost_of(cost: Cost | None) -> dict[str, Any]:
    """The columns of a cost that is known."""
    if cost is None:
        return {}
    return {"cost": cost.amount, "currency": cost.currency, "cost_source": cost.source}


NO_ERROR: dict[str, Any] = {
    "error": "",
    "error_text": "",
    "error_detail": "",
    "money": "no",
    "ended_at": None,
}
