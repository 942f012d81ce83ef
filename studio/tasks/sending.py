"""Sending: the intent, the one paid request, and what a restart makes of one under way."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from studio import briefs, keys, leases, limits
from studio.desk import at_desk, writing
from studio.leases import LEASE, OWNER
from studio.models import Task
from studio.providers import (
    Brief,
    NotFoundError,
    Provider,
    UncertainError,
    saved_answer,
)

from . import arriving, lost, rows
from .rows import Seconds, State

is_stopping = threading.Event()


def send(task: Task) -> Seconds:
    """queued: save the intent, then send the one request of this attempt."""
    if is_stopping.is_set():
        return None
    try:
        provider, spec = keys.find(f"{task.job.provider}:{task.job.model}")
    except LookupError:
        return rows.fail(task, NotFoundError("This model is no longer offered here."))
    attempt = uuid4()
    brief = briefs.of(task, spec, attempt)
    with leases.hold(task.pk):
        # Held first and asked again: a stop either sees this request or keeps it from going out.
        if is_stopping.is_set():
            return None
        wait = _intend(task, provider, attempt, provider.sent(brief))
        return _pay(task, provider, brief) if wait == 0 else wait


def recover(task: Task) -> Seconds:
    """submitting, but its owner is gone: never sends, but reads the saved answer or looks it up."""
    try:
        provider = keys.provider(task.job.provider)
    except NotFoundError as error:
        raise UncertainError("The provider of this request is no longer here.") from error
    answer = saved_answer(briefs.spool(task))
    if answer is not None:
        return arriving.take(task, provider, answer)
    if provider.is_free:
        again: dict[str, Any] = {"state": State.QUEUED, "due_at": timezone.now()}
        return 0.0 if rows.write(task, (State.SUBMITTING,), **again) else None
    return lost.look_up(task, provider)


@at_desk
def _intend(task: Task, provider: Provider, attempt: UUID, sent: dict[str, Any]) -> Seconds:
    """Save that the request goes out, before a byte of it does.

    Seconds until the limits of its key allow that, so 0 if it may go; None: it is not ours.
    """
    mark = keys.mark(provider.id)
    with writing():
        pause = limits.admit(mark, keys.requests_per_minute(provider.id))
        if pause:
            rows.write(task, (State.QUEUED,), due_at=pause.until, wait_reason=pause.reason)
            return pause.seconds
        now = timezone.now()
        is_ours = rows.write(
            task,
            (State.QUEUED,),
            state=State.SUBMITTING,
            attempt=attempt,
            key_mark=mark,
            sent=sent,
            submitted_at=now,
            answered_at=None,
            owner=OWNER,
            lease_until=now + LEASE,
            due_at=now,
            wait_reason="",
        )
    return 0.0 if is_ours else None


def _pay(task: Task, provider: Provider, brief: Brief) -> Seconds:
    result = provider.submit(brief, briefs.spool(task))
    return arriving.take(task, provider, result)
