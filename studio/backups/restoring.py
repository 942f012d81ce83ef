"""Restoring: all of a backup made ready beside what is there, then exchanged for it."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import media, store
from gallery.models import Image
from studio import exchange
from studio.processes.signals import ignore_stops

from . import ORIGINALS, BackupError, places
from .container import Member, damaged
from .loading import Loader, bring_up_to_date
from .reading import Contents, Head, read

SPARE = 100_000_000
"""Bytes beyond those of the backup, for rows and the index of the search."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` has what was there before, `undecided` is how many tasks wait for a person."""

    contents: Contents
    aside: Path
    undecided: int


class Stage:
    """Takes what is read: files into a folder, rows into a database that is empty."""

    def __init__(self, new: Path, loader: Loader) -> None:
        self._new, self._loader = new, loader

    def begin(self, head: Head) -> None:
        self._loader.begin(head)

    def file(self, member: Member) -> None:
        path = self._new / member.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                path.chmod(0o600)
                file.writelines(member.pieces())
        except FileExistsError:
            raise damaged(member.name) from None

    def rows(self, table: str, lines: list[bytes]) -> None:
        self._loader.add(table, lines)


def restore(file: BinaryIO, size: int) -> Restored:
    """All of it, or an error and nothing changed. The caller keeps the studio from running."""
    places.refuse_full()
    _refuse_full_disk(size)
    new = exchange.stage(settings.DATA_DIR)
    try:
        with places.database(new):
            contents, undecided = _load(file, new)
            _drop_strays(new / ORIGINALS)
            _share(new)
            ignore_stops()
    except BaseException:
        if not places.may_be_whole():
            exchange.discard(settings.DATA_DIR)
        raise
    return Restored(contents, finish(), undecided)


def finish() -> Path:
    """What is ready takes the place of what is there."""
    ignore_stops()
    return exchange.decide(settings.DATA_DIR, f"{timezone.localtime():%Y%m%d-%H%M%S}")


def _load(file: BinaryIO, new: Path) -> tuple[Contents, int]:
    with ExitStack() as stack:
        loader = Loader(stack)
        contents = read(file, Stage(new, loader))
        loader.finish(contents.last_ids)
    return contents, bring_up_to_date()


def _drop_strays(originals: Path) -> None:
    """What was copied first, and had no row any more in the moment of the backup."""
    for folder in originals.glob("*"):
        images = Image.objects.filter(digest__gte=folder.name, digest__lt=f"{folder.name}g")
        wanted = {store.place(image).name for image in images.only("digest", "file_format")}
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink()


def _share(new: Path) -> None:
    """Let the bucket have what other machines need too, where there is one.

    Files of the studio before keep their names there: none is ever written with other bytes.
    """
    files = (path for name in sorted(media.SHARED) for path in (new / name).rglob("*"))
    moves = [(path, settings.DATA_DIR / path.relative_to(new)) for path in files if path.is_file()]
    for at in range(0, len(moves), AT_ONCE):
        media.put(moves[at : at + AT_ONCE])


def _refuse_full_disk(size: int) -> None:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < size + SPARE:
        raise BackupError(
            _("The data folder has %(free).1f GB free, and this needs %(size).1f GB: make room.")
            % {"free": free / 1e9, "size": (size + SPARE) / 1e9}
        )
