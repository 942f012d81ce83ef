"""Who works on a data folder: each process holds a lock of its own, a restore looks at all.

A lock goes with its process, however that ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from studio import exchange

DAY = 24 * 60 * 60

_held: list[FileLock] = []


def enter() -> None:
    """Be seen until this process ends; SystemExit while a backup is restored into the folder."""
    folder = _folder()
    lock = FileLock(folder / f"{os.getpid()}-{uuid4().hex[:8]}.lock")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _forget_old()
        lock.acquire(timeout=0)
    except OSError as error:
        raise SystemExit(_("The data folder cannot be written: %s") % error) from None
    _held.append(lock)
    restore = _restore()
    try:
        # Others that begin in this moment look at it too.
        restore.acquire(timeout=2)
        restore.release()
    except Timeout:
        raise SystemExit(
            _("A backup is being restored into the data folder %s: wait until that is done.")
            % settings.DATA_DIR
        ) from None
    if exchange.is_half_done(settings.DATA_DIR):
        raise SystemExit(
            _("A restore into %s was cut short: run `manage.py restore` with its file again.")
            % settings.DATA_DIR
        )


@contextmanager
def alone() -> Iterator[None]:
    """Keep all others out; SystemExit where somebody is there."""
    start, restore = FileLock(settings.DATA_DIR / "start.lock"), _restore()
    try:
        with start.acquire(timeout=0), restore.acquire(timeout=0):
            _refuse_others()
            yield
    except Timeout:
        raise SystemExit(_running()) from None


def _refuse_others() -> None:
    if not all(map(_is_of_the_dead, _folder().glob("*.lock"))):
        raise SystemExit(_running())


def _forget_old() -> None:
    """One that is younger may be just about to be taken."""
    for path in _folder().glob("*.lock"):
        with suppress(FileNotFoundError):  # of two that begin, the other was quicker
            if time.time() - path.stat().st_mtime > DAY:
                _is_of_the_dead(path)


def _is_of_the_dead(path: Path) -> bool:
    """Whether nobody holds this lock; then it is removed."""
    try:
        with FileLock(path).acquire(timeout=0):
            path.unlink(missing_ok=True)
    except Timeout:
        return False
    return True


def _running() -> str:
    return (
        _("A studio is running on the data folder %s: stop it first, workers too.")
        % settings.DATA_DIR
    )


def _restore() -> FileLock:
    return FileLock(settings.DATA_DIR / "restore.lock")


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "running"
    return folder
