"""Arriving: from a gateway's answer to pictures in the gallery."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from gallery import store
from gallery.media import UnreachableError
from studio import briefs, clock, darkroom, keys, leases, prices, privacy, results, spools, times
from studio.desk import at_desk, writing
from studio.leases import LEASE, OWNER
from studio.models import Task
from studio.providers import (
    Answer,
    Cost,
    ExpiredError,
    Made,
    Provider,
    TimedOutError,
    UnreadableError,
    Waiting,
    lend_memory,
    saved_answer,
)

from . import rows
from .rows import Seconds, State

# Answers read and stored at once: each may hold a large picture in memory.
DESK = threading.BoundedSemaphore(4)
COPIES = 3
"""Times its length that an answer takes in memory while it is read."""
lend_memory(store.room.taken)
# Questions at once whose answer may hold pictures. Apart from the desk, where nobody shall wait
# for the network.
HEAVY = threading.BoundedSemaphore(4)
# Seconds between tries to fetch a result, then every five minutes while its links live.
FETCHES = (1.0, 3.0, 6.0, 12.0)
FETCH_EVERY = timedelta(minutes=5)
# Seconds between the last questions, after a task's links would be dead.
LAST_QUESTIONS = (2.0, 4.0, 8.0, 16.0, 30.0, 60.0, 60.0, 60.0, 60.0)


def take(task: Task, provider: Provider, result: Answer | Waiting | Made) -> Seconds:
    """Save an outcome, then go on with it. What may hold pictures in memory is read at the desk."""
    if isinstance(result, Answer):
        task.http_status, task.request_id = result.status, result.request_id
    with DESK:
        outcome = _read(provider, result)
        if isinstance(outcome, Waiting):
            return _wait(task, provider, outcome)
        has_bytes = any(picture.file for picture in outcome.pictures)
        with results.cleared(outcome):
            is_for_all = not has_bytes or spools.share(task)
            if not _receive(task, provider, outcome, is_for_all=is_for_all):
                return None
            if not is_for_all:
                raise UnreachableError("the answer is on this machine alone")
            if has_bytes:
                return _gather(task, provider, outcome)
    return _gather(task, provider, outcome)


def _read(provider: Provider, result: Answer | Waiting | Made) -> Waiting | Made:
    """What it says, without the bytes of pictures in memory."""
    size = result.path.stat().st_size if isinstance(result, Answer) else 0
    with store.room.taken(COPIES * size):
        outcome = provider.read(result) if isinstance(result, Answer) else result
        return outcome if isinstance(outcome, Waiting) else results.lay_down(outcome)


def check(task: Task) -> Seconds:
    """waiting: ask how it stands, which is free, until its links would be dead.

    And a few times more: by a clock that was put forward they would be, and are not.
    """
    is_late = task.links_until is not None and clock.now() > task.links_until
    if is_late and task.tries >= len(LAST_QUESTIONS):
        return rows.fail(task, TimedOutError("It was never finished."))
    provider = keys.provider(task.job.provider)
    is_heavy = task.job.parameters.get("response_format") == "b64_json"
    with HEAVY if is_heavy else nullcontext():
        outcome = provider.check(task.handle or {})
        if is_late and isinstance(outcome, Waiting):
            return rows.rest(task, State.WAITING, LAST_QUESTIONS[task.tries])
        return take(task, provider, outcome)


def collect(task: Task) -> Seconds:
    """received, or failed with live links: fetch what was made, which is free."""
    provider = keys.provider(task.job.provider)
    pictures = briefs.pictures_of(task)
    if all(picture.url for picture in pictures):
        return _gather(task, provider, Made(pictures=pictures), results.known_of(task))
    answer = saved_answer(spools.answer(task))
    if answer is not None:
        return take(task, provider, answer)
    return _back(task, provider)


def patience(task: Task) -> float:
    """Seconds until the next question: a tenth of what has passed, from 1 to 60."""
    since = (clock.now() - (task.submitted_at or clock.now())).total_seconds()
    return min(60.0, max(1.0, since / 10))


def _back(task: Task, provider: Provider) -> Seconds:
    """The bytes went with a crash: ask for them again where that costs nothing."""
    if task.handle is None and not provider.is_free:
        raise UnreadableError("The picture was lost before it was kept.")
    state = State.QUEUED if task.handle is None else State.WAITING
    is_ours = rows.write(task, (State.RECEIVED,), state=state, due_at=clock.now())
    return 0.0 if is_ours else None


def _wait(task: Task, provider: Provider, outcome: Waiting) -> Seconds:
    seconds = patience(task) if outcome.check_after is None else outcome.check_after
    now = clock.now()
    is_news = (task.state, task.progress) != (State.WAITING, outcome.progress)
    is_written = rows.write(
        task,
        rows.SENT,
        is_shown=is_news,
        state=State.WAITING,
        handle=outcome.handle,
        answer=outcome.answer[: rows.DETAIL],
        http_status=task.http_status,
        request_id=task.request_id[:200],
        progress=outcome.progress,
        tries=0,
        due_at=now + timedelta(seconds=seconds),
        links_until=task.links_until or now + timedelta(seconds=provider.default_links_live),
        **rows.NO_ERROR,
    )
    return seconds if is_written else None


def _receive(task: Task, provider: Provider, outcome: Made, *, is_for_all: bool) -> bool:
    """Save what was made. Only where the task had been given up the card has news in it.

    Not `is_for_all`: nobody goes on with it before its answer was shared.
    """
    now = clock.now()
    answered_at = task.answered_at or now
    live = provider.default_links_live if outcome.links_live is None else outcome.links_live
    received: dict[str, Any] = {
        "state": State.RECEIVED,
        "made": briefs.made_of(outcome),
        "usage": dict(outcome.usage),
        "answer": outcome.answer[: rows.DETAIL],
        "http_status": task.http_status,
        "request_id": (outcome.request_id or task.request_id)[:200],
        "answered_at": answered_at,
        "links_until": answered_at + timedelta(seconds=live),
        "tries": task.tries if task.state == State.RECEIVED else 0,
        "due_at": now if is_for_all else None,
        "owner": OWNER,
        "lease_until": now + LEASE,
        **rows.cost_of(outcome.cost or _price(task, provider)),
        **rows.NO_ERROR,
    }
    if rows.write(task, rows.ON_ITS_WAY, is_durable=False, is_shown=False, **received):
        return True
    received["made"]["was_given_up"] = True
    return rows.write(task, rows.SENT, **received)


@at_desk
def _price(task: Task, provider: Provider) -> Cost | None:
    """What a request cost by the price list, where the gateway itself does not tell."""
    return None if provider.is_free else prices.of_one(task)


def _gather(
    task: Task, provider: Provider, made: Made, known: frozenset[int] = frozenset()
) -> Seconds:
    """Bring every picture into the gallery; one bad picture never discards its siblings."""
    with leases.hold(task.pk):
        haul = results.fetch(task, provider, made.pictures, known)
        if haul.is_incomplete:
            return _fetch_later(task, haul)
        _finish(task, haul)
    spools.drop(task)
    return None


@at_desk
def _finish(task: Task, haul: results.Haul) -> None:
    recipes = results.recipes(task, haul)
    if haul.errors and not recipes and not results.known_of(task):
        raise haul.errors[0]
    with writing():
        images = [store.enter(prepared, recipe) for prepared, recipe in recipes]
        made = _made(task, len(images))
        rows.write(
            task,
            rows.SENT,
            job_state=results.whole(task, images),
            images=max(len(images), task.count - made.get("missing", 0)),
            state=State.FINISHED,
            made=made,
            **(_problem(haul) | {"due_at": None, "ended_at": clock.now()}),
        )
        times.remember(task)
    privacy.settle(task.job)
    for image in images:
        darkroom.begin(image.pk)


def _problem(haul: results.Haul) -> dict[str, Any]:
    return rows.said_by(haul.errors[0]) if haul.errors else rows.NO_ERROR


def _made(task: Task, came: int) -> dict[str, Any]:
    """What was made; what is missing of it, and whether it came late or had been given up."""
    made = dict(task.made or {})
    if came < task.count and (missing := task.count - len(results.known_of(task))) > 0:
        made["missing"] = missing
    if seconds := times.late(task):
        made["late"] = round(seconds)
    if task.state == State.FAILED:
        made["was_given_up"] = True
    return made


@at_desk
def _fetch_later(task: Task, haul: results.Haul) -> Seconds:
    """Some links did not answer: try again soon at first, then as long as they live."""
    for prepared, recipe in results.recipes(task, haul):
        store.enter(prepared, recipe)
    privacy.settle(task.job)
    if task.tries < len(FETCHES):
        return rows.rest(task, State.RECEIVED, FETCHES[task.tries])
    now = clock.now()
    if task.links_until and now > task.links_until:
        raise ExpiredError(str(haul.errors[0]))
    said = {**rows.said_by(haul.errors[0]), "money": "yes"}
    again: dict[str, Any] = {"due_at": now + FETCH_EVERY, "ended_at": now}
    came = len(results.known_of(task))
    rows.write(task, rows.SENT, images=came, state=State.FAILED, **again, **said)
    return None
