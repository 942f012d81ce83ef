"""What crashes and failures leave in the data folder, removed when it serves nobody any more."""

from __future__ import annotations

import logging
import time
from collections.abc import Container
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import Error

from gallery import media

from . import spools
from .models import Task

logger = logging.getLogger(__name__)

DAY = 24 * 60 * 60
# An answer that could not be read stays a while: it is paid, and the reader may be mended.
ANSWERS_KEPT = 30 * DAY
# A file that is not whole after a day never will be.
INCOMING_KEPT = DAY


def tidy() -> None:
    """Remove answers of tasks that finished, old ones of tasks that failed, and old files that
    never became whole.
    """
    _remove_older(settings.DATA_DIR / "incoming", INCOMING_KEPT)
    try:
        if not media.is_shared():  # then each sweep does so, where it holds nobody up
            spools.drop_finished(spools.saved())
        wanted = _wanted()
    except (Error, OSError) as error:
        logger.warning("Old answers stay until the next start: %s", error)
        return
    _remove_older(settings.DATA_DIR / "answers", ANSWERS_KEPT, wanted)
    if media.is_shared():
        # One that is slow holds nobody up.
        Thread(target=_remove_older_of_all, args=[wanted], name="tidying", daemon=True).start()


def _wanted() -> set[str]:
    """The attempts whose answers are still to be read, however long the studio stood still."""
    asked = Task.objects.filter(state__in=(*Task.UNFINISHED, Task.State.UNCONFIRMED))
    attempts = asked.filter(attempt__isnull=False).values_list("attempt", flat=True)
    return {str(attempt) for attempt in attempts}


def _remove_older_of_all(wanted: Container[str]) -> None:
    """Of the bucket: also files of imports, of which no machine may know any more."""
    since = time.time() - ANSWERS_KEPT
    try:
        for folder in ("answers/", "imports/"):
            for entry in list(media.bucket().entries(folder)):
                is_wanted = _attempt(media.path(entry.name)) in wanted
                if entry.changed_at.timestamp() < since and not is_wanted:
                    media.bucket().delete(entry.name)
    except media.UnreachableError as error:
        logger.warning("The bucket could not be tidied: %s", error)


def _attempt(answer: Path) -> str:
    return answer.name[:36]


def _remove_older(folder: Path, seconds: float, wanted: Container[str] = ()) -> None:
    since = time.time() - seconds
    try:
        for path in folder.glob("*"):
            is_old = path.is_file() and path.stat().st_mtime < since
            if is_old and _attempt(path) not in wanted:
                path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("%s could not be tidied: %s", folder, error)
