"""The frames of a job's strip: what came, what is expected, what went, and what never came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from gallery.models import Image

from . import troubles
from .models import Job, Task

Images = Mapping[UUID | None, Sequence[Image]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One place on the strip: an image, or what is expected, or why there will be none.

    Where nothing came at all the card says it once, and not in each frame. `is_removed`: there
    was an image, which has left the trash for good.
    """

    number: str = ""
    image: Image | None = None
    lost: str = ""
    is_removed: bool = False
    width: int = 1
    height: int = 1


def images(found: Sequence[Job]) -> Images:
    """By task, in the order of their frames, with what was said of each.

    Of jobs with their tasks: no statement where nothing was sent yet.
    """
    by_task = defaultdict(list)
    sent = [job.uuid for job in found if any(map(_was_sent, job.tasks.all()))]
    if not sent:
        return {}
    images = Image.objects.filter(job__in=sent).order_by("frame")
    for image in images.prefetch_related("reviews"):
        by_task[image.task].append(image)
    return by_task


def _was_sent(task: Task) -> bool:
    return task.state != Task.State.QUEUED or task.submitted_at is not None


def frames(job: Job, tasks: Sequence[Task], images: Images) -> Iterator[Frame]:
    """As many as asked, more where more came, numbered in the order of the tasks."""
    width, height = job.width or 1, job.height or 1
    number = 0
    for task in tasks:
        for place in _places(job, task, images.get(task.uuid, ())):
            number += 1
            size = (place.image.width, place.image.height) if place.image else (width, height)
            yield replace(place, number=f"{job.pk}·{number}", width=size[0], height=size[1])


def _places(job: Job, task: Task, images: Sequence[Image]) -> Iterator[Frame]:
    """What came, what came and was removed since, and what never came."""
    yield from (Frame(image=image) for image in images)
    missing = 0 if task.is_replaced else max(task.count - len(images), 0)
    removed = troubles.removed(task, missing)
    yield from [Frame(is_removed=True)] * removed
    yield from [Frame(lost=troubles.lost(job, task))] * (missing - removed)
