"""What came from gateways and is not in the gallery yet: answers, and pictures of their links.

    DATA_DIR/answers/<attempt>           the answer of a gateway, which may be paid
                     <attempt>-<frame>   a picture that was fetched and could not be stored

Where machines share a bucket it has them too, so that any of them may go on. What it could not be
given is kept here, and nobody goes on with its task before this machine gave it later on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from gallery import files, media
from gallery.media import UnreachableError

from . import briefs
from .models import Task

logger = logging.getLogger(__name__)

STORAGE = "storage"
"""Why a task waits that has all it needs but a bucket, in its `wait_reason`."""

_shared: set[str] = set()
"""Names that the bucket has, as far as this process knows."""


def answer(task: Task) -> Path:
    """To be read; nothing is there where none came whole. UnreachableError."""
    path = briefs.spool(task)
    if media.is_shared() and not path.exists() and files.here(path).exists():
        _shared.add(path.name)
    return path


def frame(task: Task, number: int) -> Path:
    """Where a picture is kept that was fetched from its link and could not be stored."""
    spool = briefs.spool(task)
    return spool.with_name(f"{spool.name}-{number}")


def kept_frame(task: Task, number: int) -> Path | None:
    """One that was kept here, or on a machine that gave it to the bucket since."""
    path = frame(task, number)
    if task.wait_reason == STORAGE:
        files.here(path)
    return path if path.exists() else None


def keep_frame(source: Path, task: Task, number: int) -> None:
    """Keep a picture that could not be stored; its link may be dead by then."""
    files.settle_here([(source, frame(task, number))])


def share(task: Task) -> bool:
    """Whether any machine can go on with the answer from now on."""
    return not media.is_shared() or all(map(_give, _of(task)))


def is_shared(task: Task) -> bool:
    """Whether nothing of it is on this machine alone."""
    return all(map(is_for_all, _of(task)))


def is_for_all(path: Path) -> bool:
    """Whether every machine can read it, as far as this process knows."""
    return not media.is_shared() or path.name in _shared


def drop(task: Task) -> None:
    """The gallery has all that came of it. What a bucket that is away keeps, it loses with age."""
    for path in _all(task):
        # One that waited was given away by another machine, perhaps.
        is_given = path.name in _shared or task.wait_reason == STORAGE
        _shared.discard(path.name)
        path.unlink(missing_ok=True)
        if is_given:
            try:
                media.remove(path)
            except UnreachableError as error:
                logger.warning("%s stays in the bucket: %s", media.name(path), error)


def drop_finished(attempts: Iterable[UUID]) -> None:
    """What a process that ended in that moment had still to drop."""
    tasks = Task.objects.filter(attempt__in=list(attempts))
    for task in tasks.filter(state=Task.State.FINISHED):
        drop(task)


def saved() -> dict[UUID, list[Path]]:
    """What is whole on this machine, by attempt."""
    found: dict[UUID, list[Path]] = {}
    for path in sorted(briefs.answers().iterdir()):
        if attempt := attempt_of(path):
            found.setdefault(attempt, []).append(path)
    return found


def share_all(found: Mapping[UUID, Sequence[Path]]) -> Iterator[UUID]:
    """Give the bucket what it lacks; the attempts of which it then has all."""
    for attempt, paths in found.items():
        if all(path.name in _shared or _give(path) for path in paths):
            yield attempt


def attempt_of(path: Path) -> UUID | None:
    """None where a file is not whole, or none of ours."""
    try:
        return UUID(path.name[:36]) if path.suffix != ".part" else None
    except ValueError:
        return None


def _of(task: Task) -> list[Path]:
    """All that is here of a task's attempt."""
    return [path for path in _all(task) if path.exists()]


def _all(task: Task) -> list[Path]:
    frames = range(len(briefs.pictures_of(task)))
    return [briefs.spool(task), *(frame(task, number) for number in frames)]


def _give(path: Path) -> bool:
    try:
        media.put([(path, path)])
    except UnreachableError as error:
        logger.warning("%s is safe here alone for now: %s", media.name(path), error)
        return False
    if media.is_shared():
        _shared.add(path.name)
    return True
