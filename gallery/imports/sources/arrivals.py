"""Files that a browser sent, in the order of their arrival; a ZIP among them is opened."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from gallery import files
from gallery.imports import places, words
from gallery.models import Arrival, Import

from . import archive
from .items import Item, Key, is_archive, is_hidden, shown


def items(job: Import, after: Key = ()) -> Iterator[Item]:
    first = int(after[0]) if after else 0
    # All at once: no cursor of the database stays open meanwhile.
    for arrival in list(job.arrivals.filter(pk__gte=first).order_by("pk")):
        key, path = (arrival.pk,), files.here(places.arrived(arrival))
        if _is_archive(path):
            yield from _inside(arrival, path, after)
        elif key > after:
            yield _item(arrival, path)


def count(job: Import) -> int:
    return sum(1 for _item in items(job))


def _is_archive(path: Path) -> bool:
    try:
        return archive.is_one(path)
    except OSError:
        return False


def _inside(arrival: Arrival, path: Path, after: Key) -> Iterator[Item]:
    key = (arrival.pk,)
    try:
        yield from archive.items(path, after, key)
    except words.RefusedSourceError as error:
        # After all that it holds, and once.
        if (last := (*key, archive.MOST + 1)) > after:
            yield Item(key=last, name=shown(arrival.name), refusal=str(error))


def _item(arrival: Arrival, path: Path) -> Item:
    parts = [part for part in PurePosixPath(arrival.name.replace("\\", "/")).parts if part != "/"]
    name = shown("/".join(part for part in parts if part != ".."))
    key = (arrival.pk,)
    if any(is_hidden(part) for part in parts if part != ".."):
        return Item(key=key, name=name, is_hidden=True)
    if is_archive(name):
        return Item(key=key, name=name, refusal=words.NO_ARCHIVE)
    try:
        size = path.stat().st_size
    except OSError:
        return Item(key=key, name=name, refusal=words.GONE)
    return Item(key=key, name=name, size=size, open=partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")
