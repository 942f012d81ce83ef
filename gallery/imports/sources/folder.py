"""Files of a folder and its folders, in the order of their names' bytes. No link is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings

from gallery.imports import words

from .items import Item, Key, is_archive, is_hidden, shown


def items(root: Path, after: Key = ()) -> Iterator[Item]:
    """What comes after the key `after`; RefusedSourceError where the folder is gone."""
    if not root.is_dir():
        raise words.RefusedSourceError(words.NOT_THERE)
    own = settings.DATA_DIR.resolve()
    yield from _walk(root, (), after, own)


def count(root: Path) -> int:
    return sum(1 for _item in items(root))


def _walk(folder: Path, above: tuple[str, ...], after: Key, own: Path) -> Iterator[Item]:
    for entry in _entries(folder):
        key = (*above, _sortable(entry.name))
        # What is left of the way to `after` may lie inside this folder.
        if key < after[: len(key)] or key == after:
            continue
        yield from _met(entry, key, after, own)


def _met(entry: os.DirEntry[str], key: tuple[str, ...], after: Key, own: Path) -> Iterator[Item]:
    name = shown("/".join(map(_plain, key)))
    if is_hidden(entry.name):
        yield Item(key=key, name=name, is_hidden=True)
    elif entry.is_symlink():
        yield Item(key=key, name=name, refusal=words.LINK)
    elif entry.is_dir(follow_symlinks=False):
        if Path(entry.path).resolve() == own:
            yield Item(key=key, name=name, refusal=words.OWN_FOLDER)
        else:
            yield from _walk(Path(entry.path), key, after, own)
    else:
        yield _file(entry, key, name)


def _file(entry: os.DirEntry[str], key: Key, name: str) -> Item:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return Item(key=key, name=name, refusal=words.GONE)
    if not stat.S_ISREG(found.st_mode):
        return Item(key=key, name=name, refusal=words.SPECIAL)
    if is_archive(entry.name):
        return Item(key=key, name=name, refusal=words.ARCHIVE_INSIDE)
    return Item(key=key, name=name, size=found.st_size, open=partial(_open, entry.path))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """A folder that cannot be read is taken for an empty one."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError:
        return []


def _open(path: str) -> IO[bytes]:
    """Not by a link that took its place since."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _sortable(name: str) -> str:
    """Its bytes as signs of the same order, whatever its encoding, for any database."""
    return os.fsencode(name).decode("latin-1")


def _plain(name: str) -> str:
    return os.fsdecode(name.encode("latin-1"))
