"""Paid answers that this machine alone has, given to the bucket as soon as it is there again."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.db.models import Q

from gallery import media
from studio import clock, spools
from studio.models import Task

from . import rows
from .rows import State

logger = logging.getLogger(__name__)

# Where nobody else goes on before: a bucket that is slow holds up nothing but this.
_thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
_at_work = threading.Lock()


def sweep() -> None:
    if media.is_shared() and _at_work.acquire(blocking=False):
        _thread.submit(_work)


def share() -> None:
    """Forget what is in the gallery, give away the rest, and let anybody go on with it."""
    found = spools.saved()
    spools.drop_finished(found)
    known = Task.objects.filter(attempt__in=list(found))
    is_left = Q(state=State.SUBMITTING, lease_until__lt=clock.now())
    is_left |= Q(state__in=(State.RECEIVED, State.UNCONFIRMED, State.FAILED))
    wanted = set(known.filter(is_left).values_list("attempt", flat=True))
    left = {attempt: paths for attempt, paths in found.items() if attempt in wanted}
    given = list(spools.share_all(left))
    waiting = known.filter(attempt__in=given, state=State.RECEIVED, due_at=None)
    for task in waiting.select_related("job"):
        rows.write(task, (State.RECEIVED,), due_at=clock.now())


def _work() -> None:
    try:
        share()
    except Exception as error:
        logger.warning("Saved answers could not be shared (%r); the next sweep tries again.", error)
    finally:
        connection.close()
        _at_work.release()
