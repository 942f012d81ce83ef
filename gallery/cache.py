"""How much of a bucket lies in the data folder: what was used least recently goes.

A file whose time of access is old was not used. What the bucket lacks is put there and stays.
"""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection

from . import media
from .models import Image

logger = logging.getLogger(__name__)

CACHED = ("originals", "thumbs", "copies")
GB = 1_000_000_000
STEP, LEFT = 0.02, 0.9
"""Parts of the limit: after so much more it is looked at again, and so much stays."""
IN_USE = 300.0
"""Seconds after which nobody reads any more what was opened."""

_lock = Lock()
_grown = 0.0
_is_due = True


class File(NamedTuple):
    used_at: float
    size: int
    path: Path


def use(path: Path) -> bool:
    """Whether it is here; if so it was used just now, which says nothing of when it came."""
    try:
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
    except FileNotFoundError:
        return False
    return True


def grow(size: int) -> None:
    """So many bytes came. Once in a while, and with the first, something may have to go."""
    global _grown, _is_due
    with _lock:
        _grown += size
        if not (_is_due or _grown > settings.MEDIA_CACHE * GB * STEP):
            return
        _grown, _is_due = 0.0, False
    Thread(target=_trim, name="cache", daemon=True).start()


def trim(limit: float) -> int:
    """Let go until no more than `limit` bytes are left, but what is in use; answers how many."""
    files = sorted(_files())
    over = sum(file.size for file in files) - limit
    if over <= 0:
        return 0
    victims: defaultdict[Path, list[File]] = defaultdict(list)
    over += limit * (1 - LEFT)
    for file in files:
        if over <= 0 or file.used_at > time.time() - IN_USE:
            break
        victims[file.path.parent].append(file)
        over -= file.size
    return sum(_let_go(folder, some) for folder, some in victims.items())


def _trim() -> None:
    try:
        trim(settings.MEDIA_CACHE * GB)
    except (Error, OSError) as error:
        logger.warning("The cache stays as large as it is for now: %s", error)
    finally:
        connection.close()


def _files() -> Iterable[File]:
    data: Path = settings.DATA_DIR
    for name in CACHED:
        for path in (data / name).glob("*/*"):
            try:
                known = path.stat()
            except FileNotFoundError:
                continue
            yield File(known.st_atime, known.st_size, path)


def _let_go(folder: Path, files: Iterable[File]) -> int:
    """Files of one folder. Those that the bucket lacks are put there, and go another time.

    Unless it lacks them because another machine has removed what they were of.
    """
    is_kept = media.is_for_all(folder)
    entries = media.bucket().entries(f"{media.name(folder)}/") if is_kept else ()
    there = {entry.name for entry in entries}
    gone = 0
    for file in files:
        name = media.name(file.path)
        if is_kept and name not in there and _has_row(file.path):
            media.put([(file.path, file.path)])
        else:
            file.path.unlink(missing_ok=True)
            gone += file.size
    return gone


def _has_row(path: Path) -> bool:
    """An image still shows this original or this version of a thumbnail."""
    rows = Image.objects.filter(digest=path.name[:64])
    if path.parent.parent.name == "thumbs":
        rows = rows.filter(thumbs_version=path.stem.rpartition("-")[2])
    return rows.exists()
