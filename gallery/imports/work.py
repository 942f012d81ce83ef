"""The work of an import: batch after batch, read and decoded ahead while rows are written.

Whatever ends the process, whoever goes on begins after the last batch whose rows are there.
"""

from __future__ import annotations

import errno
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import chain
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from gallery.media import UnreachableError
from gallery.models import Import

from . import keeping, places, sources, words
from .developing import Developed, Draft, develop, discard, receive
from .sources import Item

logger = logging.getLogger(__name__)

ROOM = min(2, os.cpu_count() or 1)
NICENESS = 15
MOST = 50
MOST_BYTES = 50_000_000
"""Files of one batch, and their bytes."""
TRIES = 3

State = Import.State
Writing = Callable[[], AbstractContextManager[object]]
Told = Callable[[Import], object]


class Batch(NamedTuple):
    """`done` in the order of `drafts`; what is a duplicate is not developed."""

    drafts: Sequence[Draft]
    done: Sequence[Future[Developed | Draft]]


def waiting() -> list[int]:
    """Ids of imports that somebody should go on with, the oldest first; not those of a command,
    which are gone on with by running it again.
    """
    open = Import.objects.filter(state=State.OPEN, path="")
    return list(open.order_by("pk").values_list("pk", flat=True))


def go_on(pk: int, writing: Writing = transaction.atomic, told: Told = id) -> None:
    """Work on an import until it is over; nothing where somebody else does.

    `writing` opens a transaction; `told` hears of the import after each batch.
    """
    job = Import.objects.get(pk=pk)
    with places.held(job) as is_ours:
        if is_ours:
            _work(job, writing, told)
    if is_ours:
        tidy(job)


def tidy(job: Import) -> None:
    """Remove the files of an import that is over, unless somebody is still at work on it."""
    job.refresh_from_db(fields=["state"])
    if not job.is_over:
        return
    with places.held(job) as is_ours:
        if is_ours:
            _clear(job)
    if is_ours:
        places.unlock(job)


def _clear(job: Import) -> None:
    try:
        places.clear(job)
    except UnreachableError as error:
        logger.warning("Files of import %s stay in the bucket: %s", job.pk, error)
    job.arrivals.all().delete()


def _work(job: Import, writing: Writing, told: Told) -> None:
    job.refresh_from_db()
    if job.state != State.OPEN:
        return
    try:
        _begin(job)
        _run(job, writing, told)
    except words.RefusedSourceError as error:
        _end(job, State.FAILED, str(error))
    except Exception as error:
        logger.exception("Import %s was interrupted", job.pk)
        _end(job, State.FAILED, _why(error))
    told(job)


def _why(error: Exception) -> str:
    if isinstance(error, UnreachableError):
        return words.UNREACHABLE
    is_full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
    return words.NO_ROOM if is_full else words.UNEXPECTED


def _begin(job: Import) -> None:
    """Count the beginning before anything is read, since a file may end the process."""
    if job.tries >= TRIES:
        raise words.RefusedSourceError(words.STUCK)
    job.tries += 1
    job.save(update_fields=["tries"])
    if job.found is None:
        job.found = sources.count(job)
        job.save(update_fields=["found"])


def _run(job: Import, writing: Writing, told: Told) -> None:
    with ThreadPoolExecutor(ROOM, "import", initializer=_lower_priority) as pool:
        ahead: deque[Batch] = deque()
        try:
            for items in chain(batches(sources.items(job)), [()]):
                if items:
                    ahead.append(_begun(pool, items, job))
                # The next one is under way while rows of this one are written.
                if ahead and (len(ahead) > 1 or not items):
                    if not _keep(job, ahead[0], writing):
                        return
                    ahead.popleft()
                    told(job)
            _end(job, State.DONE)
        finally:
            for batch in ahead:
                _discard(batch)


def _begun(pool: ThreadPoolExecutor, items: Sequence[Item], job: Import) -> Batch:
    """Copy all, then develop what is not in the gallery yet."""
    drafts = list(pool.map(receive, items))
    there = keeping.known({draft.digest for draft in drafts if draft.digest}, job.made_by)
    seen = set(there)
    done: list[Future[Developed | Draft]] = []
    for draft in drafts:
        is_new = draft.digest not in seen
        seen.add(draft.digest)
        done.append(pool.submit(develop if is_new else _left, draft))
    return Batch(drafts, done)


def _left(draft: Draft) -> Draft:
    discard(draft)
    return draft


def _keep(job: Import, batch: Batch, writing: Writing) -> bool:
    """Write a batch; False where somebody has stopped the import meanwhile."""
    done = [future.result() for future in batch.done]
    if not Import.objects.filter(pk=job.pk, state=State.OPEN).exists():
        return False
    keeping.place(done)
    with writing():
        # One at a time of all that are open, so that no picture comes in twice.
        list(Import.objects.select_for_update().filter(state=State.OPEN).order_by("pk"))
        keeping.keep(job, done, batch.drafts[-1].item)
    return True


def _discard(batch: Batch) -> None:
    """Wait for what is under way and remove its files."""
    for draft, future in zip(batch.drafts, batch.done, strict=True):
        is_done = not future.cancel() and future.exception() is None
        discard(future.result() if is_done else draft)


def _end(job: Import, state: State, why: str = "") -> None:
    """Unless somebody has stopped it."""
    ended = {"state": state, "why": why, "ended_at": timezone.now()}
    Import.objects.filter(pk=job.pk, state=State.OPEN).update(**ended)
    job.refresh_from_db()


def batches(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Up to so many files or bytes at a time; a large one has a batch of its own."""
    batch: list[Item] = []
    room = MOST_BYTES
    for item in items:
        if batch and (len(batch) == MOST or item.size > room):
            yield batch
            batch, room = [], MOST_BYTES
        batch.append(item)
        room -= item.size
    if batch:
        yield batch


def _lower_priority() -> None:
    """Let all else go first where the system ranks single threads (Linux)."""
    if hasattr(os, "setpriority") and threading.get_native_id() != os.getpid():
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
