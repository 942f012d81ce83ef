"""Where pictures come from. Each source gives its files in an order that stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gallery.models import Import

from . import archive, arrivals, folder
from .items import MOST_BYTES, Item, Key

__all__ = ("MOST_BYTES", "Item", "Key", "count", "items")


def items(job: Import) -> Iterator[Item]:
    """The files of an import that were not dealt with yet; RefusedSourceError where none can be."""
    after = tuple(job.cursor)
    if not job.path:
        return arrivals.items(job, after)
    path = Path(job.path)
    return folder.items(path, after) if path.is_dir() else archive.items(path, after)


def count(job: Import) -> int:
    """All of them, dealt with or not."""
    if not job.path:
        return arrivals.count(job)
    path = Path(job.path)
    return folder.count(path) if path.is_dir() else archive.count(path)
