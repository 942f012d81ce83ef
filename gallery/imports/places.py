"""Where files lie until they are in the gallery.

DATA_DIR/imports/<import>/<key>        a file that a browser sent
                         /<key>.part   as much of it as there is
                 <import>.lock         held by whoever works on the import
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from gallery.models import Arrival, Import


def folder(job: Import) -> Path:
    """Made where it is missing."""
    found = _root() / str(job.pk)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def arrived(arrival: Arrival) -> Path:
    return _root() / str(arrival.batch_id) / arrival.key.hex


def arriving(job: Import, key: UUID) -> Path:
    return folder(job) / f"{key.hex}.part"


def lock(job: Import) -> Path:
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    return _root() / f"{job.pk}.lock"


def unlock(job: Import) -> None:
    """Remove the lock of an import that is over; where one cannot be, it stays and does no harm."""
    with suppress(OSError):
        lock(job).unlink()


def clear(job: Import) -> None:
    """Remove what arrived for an import that is over."""
    shutil.rmtree(_root() / str(job.pk), ignore_errors=True)


def _root() -> Path:
    root: Path = settings.DATA_DIR / "imports"
    return root
