"""What became of a job: its pictures brought into the gallery, its state, its time."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gallery import store
from gallery.models import Image

from . import briefs, spools
from .desk import at_desk
from .models import Job, Task
from .providers import (
    Made,
    Picture,
    Provider,
    ProviderError,
    RateLimitedError,
    UnavailableError,
    UncertainError,
    UnreadableError,
    download,
)

State = Job.State
# Pictures decoded at once: each may take hundreds of megabytes.
ROOM = threading.BoundedSemaphore(min(2, os.cpu_count() or 1))


@dataclass(slots=True)
class Haul:
    """The pictures of a task that could be had, each decoded and safe under its content.

    `is_incomplete`: a link did not answer, which is free to try again.
    """

    prepared: dict[int, tuple[Picture, store.Prepared]] = field(default_factory=dict)
    errors: list[ProviderError] = field(default_factory=list)
    is_incomplete: bool = False


def lay_down(made: Made) -> Made:
    """Put what came as bytes into files: they are to be decoded, which takes the memory."""
    return replace(made, pictures=tuple(map(_laid_down, made.pictures)))


@contextmanager
def cleared(made: Made) -> Iterator[None]:
    """Remove at the end whatever was laid down and not taken."""
    try:
        yield
    finally:
        for picture in made.pictures:
            if picture.file:
                picture.file.unlink(missing_ok=True)


def _laid_down(picture: Picture) -> Picture:
    if not picture.data:
        return picture
    path = store.temporary()
    path.write_bytes(picture.data)
    return replace(picture, data=b"", file=path)


def fetch(task: Task, provider: Provider, pictures: Sequence[Picture], known: Set[int]) -> Haul:
    """Bring the pictures into the store, but for the frames that the gallery has already.

    UnreachableError where they cannot be stored for all; what came by a link is kept here then.
    """
    haul = Haul()
    for frame, picture in enumerate(pictures):
        if frame not in known:
            _add(haul, frame, picture, task, provider)
    return haul


def recipes(task: Task, haul: Haul) -> list[tuple[store.Prepared, store.Recipe]]:
    """Each picture of a haul with all that the gallery keeps of how it came to be."""
    return [
        (prepared, briefs.recipe_of(task, frame, picture))
        for frame, (picture, prepared) in haul.prepared.items()
    ]


@at_desk
def known_of(task: Task) -> frozenset[int]:
    """The frames of a task that the gallery has."""
    frames = Image.objects.filter(task=task.uuid).values_list("frame", flat=True)
    return frozenset(frame for frame in frames if frame is not None)


def missing(task: Task) -> int:
    """How many of the pictures that a task is to make did not come.

    Of a finished one it was counted when it ended: what people threw away since did come.
    """
    if task.state == Task.State.FINISHED:
        return int((task.made or {}).get("missing", 0))
    return max(task.count - len(known_of(task)), 0)


def state_of(job: Job) -> Job.State:
    """A job's state as it follows from its tasks and pictures; the first that fits."""
    tasks = job.tasks.filter(is_replaced=False)
    states = set(tasks.values_list("state", flat=True))
    if states & set(Task.UNFINISHED):
        was_sent = states - {Task.State.QUEUED, Task.State.CANCELLED}
        return State.RUNNING if was_sent else State.QUEUED
    if Task.State.UNCONFIRMED in states:
        return State.UNCONFIRMED
    pictures = Image.objects.filter(job=job.uuid).count()
    if pictures:
        return State.FINISHED if pictures >= job.count else State.PARTIAL
    return State.FAILED if Task.State.FAILED in states else State.CANCELLED


def whole(task: Task, images: Sequence[Image]) -> Job.State | None:
    """Finished, where one task makes all that its job asks for and all of it came."""
    return State.FINISHED if task.job.count == task.count <= len(images) else None


def _add(haul: Haul, frame: int, picture: Picture, task: Task, provider: Provider) -> None:
    try:
        haul.prepared[frame] = (picture, _prepare(picture, task, frame, provider))
    except (UnavailableError, UncertainError, RateLimitedError) as error:
        haul.errors.append(error)
        haul.is_incomplete = True
    except ProviderError as error:
        haul.errors.append(error)
    except store.UnreadablePictureError:
        haul.errors.append(UnreadableError("What came back is not a whole picture."))


def _prepare(picture: Picture, task: Task, frame: int, provider: Provider) -> store.Prepared:
    path = store.temporary()
    try:
        _fill(path, picture, task, frame, provider)
        with ROOM:
            return store.prepare(path)
    except store.UnreachableError:
        if picture.url and path.exists():
            spools.keep_frame(path, task, frame)
        raise
    finally:
        path.unlink(missing_ok=True)


def _fill(path: Path, picture: Picture, task: Task, frame: int, provider: Provider) -> None:
    """With the picture's bytes, or what its link leads to unless that was kept."""
    if picture.file:
        picture.file.replace(path)
    elif picture.data:
        path.write_bytes(picture.data)
    elif kept := spools.kept_frame(task, frame):
        shutil.copyfile(kept, path)
    else:
        download(picture.url, provider=provider, target=path)
