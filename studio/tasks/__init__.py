"""The life of a task: the only caller of what costs, the only writer of `Task.state`.

Whoever hears the bell claims the row, takes one step, saves, and rings again where there is a
next one. Each state is saved before the next step is taken; an outcome is written by the id
of the attempt that was paid, whoever holds the lease by then ("late truth wins").
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from studio import clock, darkroom, importing, leases, limits, logs
from studio.desk import AWAY
from studio.models import Job, Task
from studio.queue import huey

from . import arriving, lost, rows, sending, sharing, told, troubles
from .bills import moved
from .rows import Seconds, State, settle

__all__ = [
    "close_ranks",
    "let_go",
    "look",
    "moved",
    "open_requests",
    "ring_for_new",
    "send_again",
    "settle",
    "step",
    "stop_taking",
    "sweep",
    "take_up_again",
]

logger = logging.getLogger(__name__)

STEPS: dict[State, Callable[[Task], Seconds]] = {
    State.QUEUED: sending.send,
    State.SUBMITTING: sending.recover,
    State.WAITING: arriving.check,
    State.RECEIVED: arriving.collect,
    State.FAILED: arriving.collect,
}
# A queue longer than this needs no second bell: each message will be heard in its turn.
LONG_QUEUE = 200


@huey.task()  # type: ignore[untyped-decorator]
def look(pk: int) -> None:
    """The message of the bell: look at a task."""
    with logs.about(task=pk):
        step(pk)


def ring(pk: int, delay: float = 0) -> None:
    """Ring for a task, in `delay` seconds. While the queue is away that is left to the sweep."""
    # Huey's stores share no error type.
    try:
        look.schedule(args=(pk,), delay=delay) if delay > 0 else look(pk)
    except Exception as error:
        told_of = logs.fields(task=pk)
        text = "The queue does not answer (%r): the sweep will ring for %d."
        logger.warning(text, error, pk, extra=told_of)


def step(pk: int) -> None:
    """Take the steps of a task until it has to wait, then ring for the next."""
    try:
        delay = _steps(pk)
    except AWAY as error:
        # The row says how far it came and a paid answer is safe: the sweep goes on with both.
        logger.warning("The database does not answer (%s): task %d waits.", _line(error), pk)
        return
    if delay:
        ring(pk, delay)


def _steps(pk: int) -> Seconds:
    delay: Seconds = 0.0
    while delay == 0 and (task := rows.claim(pk)):
        with told.about(task):
            delay = _taken(task)
            if task.is_replaced:
                ring_for_new(task.job)
    return delay


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _taken(task: Task) -> Seconds:
    """One step; seconds until the next."""
    try:
        return STEPS[State(task.state)](task)
    except AWAY:
        raise
    except Exception as error:
        return troubles.meet(task, error)


def sweep() -> None:
    """Ring for what is due, then do what is no task's; neither waits for what ails the other."""
    try:
        if clock.was_set_back():
            rows.wake()
        leases.free_those_of_the_dead()
        sharing.sweep()
        lost.take_up_saved()
        ring_for_due()
    finally:
        darkroom.sweep()
        importing.sweep()


def ring_for_due() -> None:
    """Ring for every task whose step is due and that nobody works on."""
    if huey.storage.queue_size() > LONG_QUEUE:
        return
    due = rows.free().filter(due_at__lte=clock.now()).exclude(pk__in=leases.held())
    for pk in due.order_by("due_at").values_list("pk", flat=True)[:1000]:
        ring(pk)


def stop_taking() -> None:
    """Send nothing new from now on; what is open goes on."""
    sending.is_stopping.set()


def open_requests() -> int:
    """How many paid requests of this process wait for their answer."""
    return len(leases.held())


def let_go(task: Task) -> None:
    """A person's word: a queued task is not sent, an unconfirmed one is not waited for."""
    ended: dict[str, Any] = {"due_at": None, "ended_at": clock.now()}
    if task.state == State.UNCONFIRMED:
        rows.write(task, (State.UNCONFIRMED,), state=State.FAILED, **ended)
    else:
        rows.write(task, (State.QUEUED,), state=State.CANCELLED, **ended)


def close_ranks(job: Job) -> None:
    """Those who stood in line behind the cancelled tasks of a job find their new place."""
    left = job.tasks.filter(state=State.CANCELLED, wait_reason="pace")
    for mark in left.values_list("key_mark", flat=True).distinct():
        line = limits.waiting(mark)
        pks = list(line.values_list("pk", flat=True))
        line.update(due_at=clock.now())
        for pk in pks:
            ring(pk)


def send_again(task: Task) -> None:
    """A person's word: order what it did not bring, unless its lost answer can still be had."""
    if task.state == State.UNCONFIRMED and lost.look_again(task):
        ring(task.pk)
    elif rows.again(task):
        ring_for_new(task.job)


def ring_for_new(job: Job) -> None:
    """Ring for the tasks of a job that were never sent, once they are safe in the database."""
    for pk in job.tasks.filter(state=State.QUEUED, attempt=None).values_list("pk", flat=True):
        transaction.on_commit(partial(ring, pk))


def take_up_again(task: Task) -> None:
    """A person's word: fetch a paid result again, or ask for it again. Both are free."""
    state = State.RECEIVED if task.has_live_links else State.WAITING
    again: dict[str, Any] = {"state": state, "tries": 0, "due_at": clock.now()}
    if rows.write(task, (State.FAILED,), **again):
        ring(task.pk)
