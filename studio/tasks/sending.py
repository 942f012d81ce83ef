"""Sending: the intent, the one paid request, and what a restart makes of one under way."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID, uuid4

from studio import assets, briefs, budgets, clock, disk, keys, leases, limits, spools
from studio.desk import at_desk, writing
from studio.leases import LEASE, OWNER
from studio.models import Task
from studio.providers import (
    Brief,
    ModelSpec,
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
    with leases.hold(task.pk):
        if not disk.has_room():
            return rows.wait_for_disk(task)
        has_references = task.job.operation == "edit"
        if has_references and (wait := _begin(task, provider)) != 0:
            return wait
        brief = _brief(task, provider, spec)
        # Held first and asked again: a stop either sees this request or keeps it from going out.
        if is_stopping.is_set():
            return None
        wait = _intend(task, provider, UUID(brief.attempt), provider.sent(brief))
        return _pay(task, provider, brief) if wait == 0 else wait


def recover(task: Task) -> Seconds:
    """submitting, but its owner is gone: never sends, but reads the saved answer or looks it up."""
    try:
        provider = keys.provider(task.job.provider)
    except NotFoundError:
        # Its answer may be saved, and stays for a version that can read it.
        return lost.give_up(task, UncertainError("The provider of this request is no longer here."))
    answer = saved_answer(spools.answer(task))
    if answer is not None:
        return arriving.take(task, provider, answer)
    if provider.is_free:
        again: dict[str, Any] = {"state": State.QUEUED, "due_at": clock.now()}
        return 0.0 if rows.write(task, (State.SUBMITTING,), **again) else None
    return lost.look_up(task, provider)


def _brief(task: Task, provider: Provider, spec: ModelSpec) -> Brief:
    """What this attempt sends, its references at the gateway where that has to be."""
    briefs.answers()  # without a place for the answer nothing is sent
    brief = briefs.of(task, spec, uuid4())
    return assets.uploaded(brief, provider, task.key_mark) if provider.needs_upload else brief


@at_desk
def _begin(task: Task, provider: Provider) -> Seconds:
    """Take the lease of a task whose references are to be made ready, unless it has to wait."""
    with writing():
        if wait := _wait(task, provider):
            return wait
        mine = {"owner": OWNER, "lease_until": clock.now() + LEASE}
        task.key_mark = keys.mark(provider.id)
        ours = rows.free().filter(pk=task.pk, state=State.QUEUED)
        return 0.0 if ours.update(**mine, key_mark=task.key_mark) else None


@at_desk
def _intend(task: Task, provider: Provider, attempt: UUID, sent: dict[str, Any]) -> Seconds:
    """Save that the request goes out, before a byte of it does.

    Seconds until the limits of its key allow that, so 0 if it may go; None: it is not ours.
    """
    mark, now = keys.mark(provider.id), clock.now()
    with writing():
        if wait := _wait(task, provider):
            return wait
        if not provider.is_free and (refusal := budgets.refusal(task)):
            rows.hold_back(task, refusal)
            return None
        is_ours = rows.write(
            task,
            (State.QUEUED,),
            state=State.SUBMITTING,
            attempt=attempt,
            key_mark=mark,
            sent=sent,
            submitted_at=now,
            answered_at=None,
            counted=None,
            owner=OWNER,
            lease_until=now + LEASE,
            due_at=now,
            wait_reason="",
        )
        if is_ours:
            limits.count(mark, keys.requests_per_minute(provider.id))
    return 0.0 if is_ours else None


def _wait(task: Task, provider: Provider) -> float:
    """Seconds for which the limits of its key hold the task back, which it then says of itself."""
    mark = keys.mark(provider.id)
    pause = limits.admit(mark, keys.requests_per_minute(provider.id), task.pk)
    if pause is None:
        return 0.0
    held: dict[str, Any] = {"key_mark": mark, "due_at": pause.until, "wait_reason": pause.reason}
    rows.write(task, (State.QUEUED,), **held)
    return pause.seconds


def _pay(task: Task, provider: Provider, brief: Brief) -> Seconds:
    result = provider.submit(brief, briefs.spool(task))
    return arriving.take(task, provider, result)
