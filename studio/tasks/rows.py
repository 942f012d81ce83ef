"""The rows of tasks: claimed by one, written by the id of the attempt that was paid."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from studio import results
from studio.leases import LEASE, OWNER
from studio.models import Job, Task
from studio.providers import ProviderError

State = Task.State
# Where an outcome may still be written: the attempt is known, whatever happened meanwhile.
SENT = (State.SUBMITTING, State.WAITING, State.RECEIVED, State.UNCONFIRMED, State.FAILED)
ON_ITS_WAY = (State.SUBMITTING, State.WAITING, State.RECEIVED)
DETAIL = 4096

_turn = threading.RLock()

Seconds = float | None
"""When to look at a task again: 0 at once, None not by itself."""


def free() -> QuerySet[Task]:
    """Tasks that nobody works on."""
    return Task.objects.filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))


def claim(pk: int) -> Task | None:
    """The task if its step is due and it is now ours. A queued one is claimed by its intent."""
    due = free().filter(pk=pk, due_at__lte=timezone.now())
    task = due.select_related("job").first()
    if task is None or task.state == State.QUEUED:
        return task
    mine = {"owner": OWNER, "lease_until": timezone.now() + LEASE}
    return task if due.filter(state=task.state).update(**mine) else None


@contextmanager
def writing() -> Iterator[None]:
    """A transaction. On SQLite one of this process at a time: it lets one writer in and has
    the others sleep, so that a crowd of threads would wait far longer than it writes."""
    turn = _turn if connection.vendor == "sqlite" else nullcontext()
    with turn, transaction.atomic():
        yield


def write(task: Task, states: Sequence[State], **changes: Any) -> bool:
    """Change a task if it is still in one of `states` and its attempt still the same one."""
    changes.setdefault("lease_until", None)
    with writing():
        same = Task.objects.filter(pk=task.pk, attempt=task.attempt, state__in=states)
        if not same.update(**changes):
            return False
        if changes.get("state") in ON_ITS_WAY:
            _keep_running(task.job_id)
        else:
            settle(task.job_id)
    for name, value in changes.items():
        setattr(task, name, value)
    return True


def free_connection() -> None:
    """Hold no connection to the database while a gateway is waited for."""
    if not connection.in_atomic_block:
        connection.close()


def free_pooled_connection() -> None:
    """The same before a short wait, where connections are few and soon had again."""
    if connection.vendor != "sqlite":
        free_connection()


def settle(job_pk: int) -> None:
    """Work out a job's state from its tasks, and count its version up."""
    with writing():
        job = Job.objects.select_for_update().get(pk=job_pk)
        job.state = results.state_of(job)
        job.ended_at = (job.ended_at or timezone.now()) if job.is_over else None
        job.version += 1
        job.save(update_fields=("state", "ended_at", "version"))


def _keep_running(job_pk: int) -> None:
    """What `settle` comes to while one of a job's tasks is on its way, in one statement."""
    changed = {"state": Job.State.RUNNING, "ended_at": None, "version": F("version") + 1}
    Job.objects.filter(pk=job_pk).update(**changed)


def rest(task: Task, state: State, seconds: float) -> Seconds:
    """Stay in a state and try its step again in a while."""
    due_at = timezone.now() + timedelta(seconds=seconds)
    is_ours = write(task, (state,), tries=task.tries + 1, due_at=due_at)
    return seconds if is_ours else None


def fail(task: Task, error: Exception, money: str | None = None) -> Seconds:
    """The end of a task without a picture. `money` overrides what the error says of it."""
    said = said_by(error)
    if money:
        said["money"] = money
    states = (State.QUEUED, *SENT)
    write(task, states, state=State.FAILED, due_at=None, ended_at=timezone.now(), **said)
    return None


def leave_unconfirmed(task: Task, error: Exception) -> Seconds:
    """Perhaps paid, the answer lost: a person decides."""
    said = {**said_by(error), "money": "perhaps"}
    ended = {"due_at": None, "ended_at": timezone.now()}
    write(task, (State.SUBMITTING,), state=State.UNCONFIRMED, **ended, **said)
    return None


def said_by(error: Exception) -> dict[str, Any]:
    """What a task remembers of an error. A bug of ours says nothing of its insides."""
    if not isinstance(error, ProviderError):
        return {"error": "internal", "error_text": "", "error_detail": "", "money": "no"}
    return {
        "error": error.code,
        "error_text": error.message[:2000],
        "error_detail": error.detail[:DETAIL],
        "money": error.money,
        **({"request_id": error.request_id[:200]} if error.request_id else {}),
    }


NO_ERROR: dict[str, Any] = {
    "error": "",
    "error_text": "",
    "error_detail": "",
    "money": "no",
    "ended_at": None,
}
