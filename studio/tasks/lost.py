"""A lost answer: the gateway is asked what became of the request, else a person decides.

Nothing here sends a request that may cost.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from studio import briefs, clock, keys, providers, spools
from studio.desk import at_desk, writing
from studio.models import Task
from studio.providers import (
    ConfigurationError,
    Cost,
    Listed,
    Made,
    Provider,
    ProviderError,
    RateLimitedError,
    UnavailableError,
    UncertainError,
    UnreadableError,
    Waiting,
)

from . import arriving, rows
from .rows import Seconds, State

# Seconds after which a request with a lost answer is looked up again.
LOOK_UPS = (2.0, 5.0, 10.0)
# A person wants it sent again if this one look finds nothing.
AGAIN = "again"
# A question is free: these tell of the question and not of what is asked for.
OF_THE_QUESTION = (
    ConfigurationError,
    RateLimitedError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)


def begin(task: Task, error: Exception) -> Seconds:
    """Remember how the answer was lost; look it up at once where the gateway can."""
    if not _can_look_up(task):
        return give_up(task, error)
    said = _said(task, error)
    is_ours = rows.write(task, (State.SUBMITTING,), tries=0, due_at=clock.now(), **said)
    return 0.0 if is_ours else None


def look_up(task: Task, provider: Provider) -> Seconds:
    """Ask at once and after 2, 5 and 10 s; not found proves nothing."""
    if not task.error:
        return begin(task, UncertainError("The studio stopped while the request was open."))
    try:
        found = _found(task, provider)
    except ProviderError as error:
        return rows.fail(task, error)
    if isinstance(found, Listed):
        return _keep_listed(task, found)
    if found is not None:
        return arriving.take(task, provider, found)
    if task.tries < len(LOOK_UPS):
        return rows.rest(task, State.SUBMITTING, LOOK_UPS[task.tries])
    return give_up(task)


@at_desk
def give_up(task: Task, error: Exception | None = None) -> Seconds:
    """Perhaps paid, the answer lost: a person decides, or has decided to send it again.

    Without `error` the one that is known holds.
    """
    said = _said(task, error) if error else {}
    is_again = task.wait_reason == AGAIN
    with writing():
        _end(task, **said)
        if is_again and task.state == State.UNCONFIRMED:
            rows.again(task)
    return None


def look_again(task: Task) -> bool:
    """Before a lost request is sent again: see whether its answer can be had, which is free.

    False where there is nothing to look for, so that it may be sent at once.
    """
    if not spools.answer(task).exists():
        is_listed = "listed" in (task.made or {})
        if is_listed or not _can_look_up(task):
            return False
    once: dict[str, Any] = {"tries": len(LOOK_UPS), "wait_reason": AGAIN, "due_at": clock.now()}
    return rows.write(task, (State.UNCONFIRMED,), state=State.SUBMITTING, **once)


def take_up_saved() -> None:
    """Go on with requests that were given up and whose answer came after all.

    A worker that is cut off from the database saves it, and may not live to write the row.
    A bug of ours stopped at its answer before: that one is for a person.
    """
    here = (path.name for path in briefs.answers().iterdir() if spools.is_for_all(path))
    saved = {attempt for name in here if (attempt := _attempt(name))}
    if not saved:
        return
    given_up = Task.objects.filter(
        attempt__in=saved,
        state=State.UNCONFIRMED,
        job__provider__in=[each.id for each in providers.all()],
    )
    for task in given_up.exclude(error="internal").select_related("job"):
        again: dict[str, Any] = {"tries": len(LOOK_UPS), "due_at": clock.now()}
        rows.write(task, (State.UNCONFIRMED,), state=State.SUBMITTING, **again)


def _attempt(name: str) -> UUID | None:
    """Of a saved answer; None where a file is not whole, or none of ours."""
    try:
        return UUID(name)
    except ValueError:
        return None


def _end(task: Task, **changes: Any) -> None:
    ended = {"due_at": None, "ended_at": clock.now(), "wait_reason": ""}
    rows.write(task, (State.SUBMITTING,), state=State.UNCONFIRMED, **(ended | changes))


def _said(task: Task, error: Exception) -> dict[str, Any]:
    return {**rows.said_by(error), **rows.answered_by(task, error), "money": "perhaps"}


def _can_look_up(task: Task) -> bool:
    try:
        return keys.provider(task.job.provider).can_look_up
    except ProviderError:
        return False


def _found(task: Task, provider: Provider) -> Waiting | Made | Listed | None:
    """What the gateway tells of the request. An error of the request itself is raised."""
    try:
        return provider.look_up(str(task.attempt))
    except ProviderError as error:
        # One that has a status is the answer to the question.
        if error.status or isinstance(error, OF_THE_QUESTION):
            return None
        raise


def _keep_listed(task: Task, found: Listed) -> Seconds:
    """The gateway knows it, but its pictures cannot be had: a person decides, knowing the cost."""
    known: dict[str, Any] = {"made": {"listed": found.said}, "money": _money(found.cost)}
    if found.request_id:
        known["request_id"] = found.request_id[:200]
    _end(task, **known, **rows.cost_of(found.cost))
    return None


def _money(cost: Cost | None) -> str:
    if cost is None:
        return "perhaps"
    return "yes" if cost.amount > Decimal() else "no"
