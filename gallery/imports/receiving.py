"""An import from a browser: files come in pieces, and when all are there the work begins."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gallery import media
from gallery.models import Import, User

from . import places, words, work

State = Import.State
SPARE = 500_000_000
"""Bytes of the disk that no upload takes."""

opened = Signal()
"""An import waits for somebody to go on with it; whoever misses this finds it by `waiting`."""
ABANDONED = timedelta(days=1)

NO_ROOM = gettext_noop("The disk of the studio is full. Free some room and send them again.")


class OutOfStepError(ValueError):
    """A piece that does not follow what is there; `size` bytes are."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes are there")
        self.size = size


def begin(person: User | None, *, tag: str = "", folders_are_tags: bool = True) -> Import:
    """An import that waits for its files. Those of the same person that nobody finished go."""
    late = timezone.now() - ABANDONED
    for job in Import.objects.filter(made_by=person, state=State.RECEIVING, created_at__lt=late):
        stop(job)
    return Import.objects.create(
        made_by=person, tag=" ".join(tag.split())[:64], folders_are_tags=folders_are_tags
    )


def add(job: Import, files: Iterable[UploadedFile[Any]]) -> None:
    """Whole files of a form."""
    for file in files:
        piece(job, uuid4(), file.name or "", 0, file.size or 0, file)


def piece(job: Import, key: UUID, name: str, at: int, total: int, data: UploadedFile[Any]) -> None:
    """A piece of a file of `total` bytes from byte `at`. OutOfStepError, RefusedFileError."""
    if shutil.disk_usage(settings.DATA_DIR).free < (data.size or 0) + SPARE:
        raise words.RefusedFileError(_(NO_ROOM))
    path = places.arriving(job, key)
    there = path.stat().st_size if path.exists() else 0
    if there != at:
        raise OutOfStepError(there)
    _append(data, path)
    if path.stat().st_size >= total:
        try:
            _whole(job, key, name, path)
        except Exception:
            # So that the same piece can be sent again, which then makes it whole.
            os.truncate(path, at)
            raise


def start(job: Import) -> None:
    """All is there."""
    roots = {name.partition("/")[0] for name in job.arrivals.values_list("name", flat=True)}
    name = roots.pop() if len(roots) == 1 else ""
    receiving = Import.objects.filter(pk=job.pk, state=State.RECEIVING)
    receiving.update(state=State.OPEN, name=name[-255:])
    job.refresh_from_db()
    opened.send(sender=Import)


def stop(job: Import) -> None:
    """A person's word; what was taken stays."""
    going = Import.objects.filter(pk=job.pk, state__in=(State.RECEIVING, State.OPEN, State.FAILED))
    going.update(state=State.CANCELLED, ended_at=timezone.now())
    job.refresh_from_db()
    work.tidy(job)


def try_again(job: Import) -> None:
    """A person's word: go on where it was interrupted."""
    failed = Import.objects.filter(pk=job.pk, state=State.FAILED)
    failed.update(state=State.OPEN, tries=0, why="", ended_at=None)
    job.refresh_from_db()
    opened.send(sender=Import)


def _append(data: UploadedFile[Any], path: Path) -> None:
    with path.open("ab") as file:
        file.writelines(data.chunks())


def _whole(job: Import, key: UUID, name: str, path: Path) -> None:
    """The row comes last: a file without one is not there."""
    media.put([(path, places.place(job.pk, key))])
    with transaction.atomic():
        arrival, _is_new = job.arrivals.get_or_create(key=key, defaults={"name": _plain(name)})
        path.replace(places.arrived(arrival))
    if media.is_shared():
        # Whoever does the work fetches it; who received it may never hear of the end.
        places.arrived(arrival).unlink()


def _plain(name: str) -> str:
    return name.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:4096]
