"""What crashes and failures leave in the data folder, removed when it serves nobody any more."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from threading import Thread

from django.conf import settings

from gallery import media

logger = logging.getLogger(__name__)

DAY = 24 * 60 * 60
# An answer that could not be read stays a while: it is paid, and the reader may be mended.
ANSWERS_KEPT = 30 * DAY
# A file that is not whole after a day never will be.
INCOMING_KEPT = DAY


def tidy() -> None:
    """Remove old answers of tasks that failed, and old files that never became whole."""
    _remove_older(settings.DATA_DIR / "answers", ANSWERS_KEPT)
    _remove_older(settings.DATA_DIR / "incoming", INCOMING_KEPT)
    if media.is_shared():
        # One that is slow holds nobody up.
        Thread(target=_remove_older_of_all, name="tidying", daemon=True).start()


def _remove_older_of_all() -> None:
    """Of the bucket: also files of imports, of which no machine may know any more."""
    since = time.time() - ANSWERS_KEPT
    try:
        for folder in ("answers/", "imports/"):
            for entry in list(media.bucket().entries(folder)):
                if entry.changed_at.timestamp() < since:
                    media.bucket().delete(entry.name)
    except media.UnreachableError as error:
        logger.warning("The bucket could not be tidied: %s", error)


def _remove_older(folder: Path, seconds: float) -> None:
    since = time.time() - seconds
    try:
        for path in folder.glob("*"):
            if path.is_file() and path.stat().st_mtime < since:
                path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("%s could not be tidied: %s", folder, error)
