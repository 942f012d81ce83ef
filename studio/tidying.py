"""What crashes and failures leave in the data folder, removed when it serves nobody any more."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from django.conf import settings

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


def _remove_older(folder: Path, seconds: float) -> None:
    since = time.time() - seconds
    try:
        for path in folder.glob("*"):
            if path.is_file() and path.stat().st_mtime < since:
                path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("%s could not be tidied: %s", folder, error)
