"""What the log tells of a task's life, once it is safe in the database; and what it adds up to.

Prompts, pictures and links are not told.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from studio import clock, logs, tallies
from studio.models import Job, Task

from .bills import Bill

steps = logging.getLogger("studio.task")
ends = logging.getLogger("studio.job")

State = Task.State
TROUBLE = (State.FAILED, State.UNCONFIRMED)
# What gateways call the number of a task.
NUMBERS = ("id", "task_id", "uuid")


def about(task: Task) -> AbstractContextManager[None]:
    """Whatever is written meanwhile is of this task."""
    return logs.about(**ids(task))


def ids(task: Task) -> dict[str, Any]:
    known = {"job": task.job_id, "task": task.pk, "provider": task.job.provider}
    return known | ({"attempt": str(task.attempt)} if task.attempt else {})


def submitted(job: Job) -> None:
    told = logs.fields(job=job.pk, provider=job.provider, uuid=str(job.uuid))
    line = partial(steps.info, "Job %d submitted: %d of %s", job.pk, job.count, job.model)
    transaction.on_commit(partial(line, extra=told), robust=True)


def change(
    task: Task, changes: Mapping[str, Any], job_state: Job.State | None, bills: Sequence[Bill]
) -> None:
    """Call it in the transaction that changes a task, before the task itself is changed.

    `job_state` is what its job has come to, None where that was not looked at.
    """
    state = changes.get("state")
    if state is None or state == task.state:
        return
    is_end = state not in Task.UNFINISHED
    is_over = is_end and job_state in Job.OVER
    if is_end:
        sums = tallies.of_end(task, changes, _spent(bills))
        tallies.add(sums | (tallies.job_ended(job_state) if is_over and job_state else {}))
    fields = ids(task) | ({"attempt": str(changes["attempt"])} if "attempt" in changes else {})
    transaction.on_commit(partial(_step, State(state), fields, _more(task, changes)), robust=True)
    if is_over:
        transaction.on_commit(partial(_end, task.job, str(job_state)), robust=True)


def _step(state: State, fields: dict[str, Any], more: dict[str, Any]) -> None:
    told = logs.fields(**fields, state=str(state), **more)
    steps.info("Task %d: %s", fields["task"], _words(state, more), extra=told)


def _end(job: Job, state: str) -> None:
    """The one line of each job that every terminal shows."""
    seconds = _since(job.created_at)
    told = logs.fields(job=job.pk, provider=job.provider, state=state, seconds=seconds)
    is_well = state in {Job.State.FINISHED, Job.State.CANCELLED}
    level = logging.INFO if is_well else logging.WARNING
    ends.log(level, "Job %d %s after %.1f s", job.pk, state, seconds, extra=told)


def _words(state: State, more: Mapping[str, Any]) -> str:
    said = [f"{name} {more[name]}" for name in ("error", "reason", "handle") if more.get(name)]
    return ", ".join((str(state), *said))


def _more(task: Task, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is worth telling of this change: times in seconds since its request."""
    state = changes["state"]
    more: dict[str, Any] = {}
    if state == State.WAITING:
        more["handle"] = _number(changes.get("handle") or task.handle)
    if state == State.QUEUED:
        more["reason"] = changes.get("wait_reason", "")
    if state in TROUBLE:
        more["error"] = changes.get("error", task.error)
        more["http_status"] = changes.get("http_status", task.http_status)
    if state != State.SUBMITTING and task.submitted_at:
        more["seconds"] = _since(task.submitted_at)
    return {name: value for name, value in more.items() if value not in {None, ""}}


def _number(handle: Mapping[str, Any] | None) -> str:
    """The gateway's own number of a task."""
    known = (handle or {}).get
    return next((str(known(name)) for name in NUMBERS if known(name)), "")


def _since(moment: datetime) -> float:
    return round((clock.now() - moment).total_seconds(), 3)


def _spent(bills: Sequence[Bill]) -> dict[str, Decimal]:
    """What became known to be paid, by currency."""
    found: Counter[str] = Counter()
    for bill in bills:
        found[bill.currency] += bill.cost  # type: ignore[assignment]
    return {currency: Decimal(amount) for currency, amount in found.items() if currency}
