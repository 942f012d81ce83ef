"""What an error means for a task, by the state in which it met it."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any

from gallery.media import UnreachableError
from studio import briefs, clock, disk, limits, spools, tallies
from studio.desk import at_desk, writing
from studio.models import Task
from studio.providers import (
    ConfigurationError,
    CreditsError,
    ProviderError,
    RateLimitedError,
    RefusedError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)

from . import lost, rows
from .arriving import patience
from .rows import Seconds, State

logger = logging.getLogger(__name__)

TRIES = 3
LONGEST_WAIT = 600.0
# A question is free: these say nothing of the task and it is simply asked again.
NO_ANSWER = (RateLimitedError, UnavailableError, UncertainError)
# These may pass, but not for ever.
ODD_ANSWER = (ConfigurationError, UnreadableError)
# The gateway itself says why it made nothing of a request that it had taken.
NOT_PAID = (CreditsError, RefusedError)


@at_desk
def meet(task: Task, error: Exception) -> Seconds:
    """Write what follows from an error; seconds until the next look."""
    if isinstance(error, UnreachableError):
        return _unstored(task, error)
    if disk.is_full(error) or disk.is_closed(error):
        logger.warning("%s waits for the disk: %s", task, error)
        return rows.wait_for_disk(task)
    tallies.error(task, error)
    if not isinstance(error, ProviderError):
        logger.error("A bug of ours at %s", task, exc_info=error)
        return _bug(task, error)
    if task.state == State.SUBMITTING:
        return _at_submit(task, error)
    if task.state == State.WAITING:
        return _at_check(task, error)
    if task.state == State.QUEUED:
        return _at_upload(task, error)
    return rows.fail(task, error, _money(error))


def _unstored(task: Task, error: UnreachableError) -> Seconds:
    """The bucket is away: what is made stays as it is, and what is not sent waits.

    Nobody else looks at a task of which this machine alone has the answer: see `sharing`.
    """
    logger.warning("%s waits for the storage of the pictures: %s", task, error)
    wait = _storage_pause(task) if spools.is_shared(task) else None
    due_at = clock.now() + timedelta(seconds=wait) if wait else None
    waiting: dict[str, Any] = {"due_at": due_at}
    # A person's word to send it again is not forgotten meanwhile.
    if (task.state, task.wait_reason) != (State.SUBMITTING, lost.AGAIN):
        waiting["wait_reason"] = spools.STORAGE
    is_ours = rows.write(task, (State(task.state),), **waiting)
    return wait if is_ours else None


def _storage_pause(task: Task) -> float:
    """Seconds: a tenth of what has passed, from 2 to 60."""
    since = clock.now() - (task.submitted_at or task.job.created_at)
    return min(60.0, max(2.0, since.total_seconds() / 10))


def _at_upload(task: Task, error: ProviderError) -> Seconds:
    """Not sent yet, so nothing is paid, whatever a gateway says to the references."""
    error.money = "no"
    return _later(task, error) if isinstance(error, NO_ANSWER) else rows.fail(task, error)


def _at_submit(task: Task, error: ProviderError) -> Seconds:
    if isinstance(error, UncertainError):
        # Whatever was saved of the answer says just this.
        briefs.spool(task).unlink(missing_ok=True)
        return lost.begin(task, error)
    if isinstance(error, RateLimitedError | UnavailableError):
        return _later(task, error)
    return rows.fail(task, error)


def _later(task: Task, error: ProviderError) -> Seconds:
    """Surely not accepted: back to queued, unless it was tried often or the wait is too long.

    Nobody else waits for a pause that this task does not wait for: each asks for itself.
    """
    tries, asked = task.tries + 1, getattr(error, "wait", None)
    wait = _backoff(tries) if asked is None else asked
    is_hopeless = wait > LONGEST_WAIT or getattr(error, "is_permanent", False)
    if isinstance(error, RateLimitedError) and not is_hopeless:
        with writing():
            limits.learn(task.key_mark, wait)
    if tries >= TRIES or is_hopeless:
        return rows.fail(task, error)
    waiting: dict[str, Any] = {
        "state": State.QUEUED,
        "tries": tries,
        "wait_reason": "asked" if isinstance(error, RateLimitedError) else "unavailable",
        "due_at": clock.now() + timedelta(seconds=wait),
    }
    is_queued = rows.write(task, (State(task.state),), **waiting)
    return wait if is_queued else rows.fail(task, error)


def _backoff(tries: int) -> float:
    """1, 2, 4 s, each a little longer by chance, so that a crowd does not come back at once."""
    return 2.0 ** (tries - 1) * random.uniform(1, 1.25)  # noqa: S311


def _at_check(task: Task, error: ProviderError) -> Seconds:
    if isinstance(error, NO_ANSWER) or (isinstance(error, ODD_ANSWER) and task.tries < TRIES):
        return rows.rest(task, State.WAITING, patience(task))
    return rows.fail(task, error, _money(error))


def _money(error: ProviderError) -> str:
    """What was spent on a request that had been accepted.

    Nothing only where the gateway says so of this one, or where that is its reason.
    """
    if "money" in vars(error) or isinstance(error, NOT_PAID):
        return error.money
    return "perhaps" if error.money == "no" else error.money


def _bug(task: Task, error: Exception) -> Seconds:
    """A bug of ours: what has an answer is tried again, but not for ever; else unconfirmed."""
    is_sent = task.state == State.SUBMITTING
    is_answered = briefs.spool(task).exists() if is_sent else task.state != State.QUEUED
    if is_answered and task.tries < TRIES:
        return rows.rest(task, State(task.state), patience(task))
    if is_sent:
        return lost.give_up(task, error)
    return rows.fail(task, error, money="no" if task.state == State.QUEUED else "perhaps")
