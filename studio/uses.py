"""Where a picture was used: the jobs that had it as a reference, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gallery.models import Image, User
from gallery.queries import LONG

from . import privacy
from .models import Job, Reference

SIZE = 12
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Use:
    """A job, the place that the picture had in it, and the first of its results."""

    job: Job
    reference: Reference
    images: list[Image]


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. `older` is the `before` of the next page, None on the last one."""

    uses: list[Use]
    older: int | None


def page(image: int, before: int | None = None, person: User | None = None) -> Page:
    """A picture that a job had twice counts there once. Two statements."""
    found = Reference.objects.filter(privacy.seen(person, "job__session__"), image=image)
    found = found.select_related("job").order_by("-job", "position")
    if before is not None:
        found = found.filter(job__lt=before)
    first: dict[int, Reference] = {}
    for reference in found[: 2 * SIZE + 2]:
        first.setdefault(reference.job_id, reference)
    shown = list(first.values())[:SIZE]
    images = _images([reference.job.uuid for reference in shown])
    uses = [Use(each.job, each, images.get(each.job.uuid, [])) for each in shown]
    return Page(uses, shown[-1].job_id if len(first) > SIZE else None)


def count(image: int, person: User | None = None) -> int:
    seen = Job.objects.filter(privacy.seen(person, "session__"))
    return seen.filter(references__image=image).distinct().count()


def _images(jobs: list[UUID]) -> dict[UUID, list[Image]]:
    found: dict[UUID, list[Image]] = {}
    for image in Image.objects.filter(job__in=jobs, trashed_at=None).order_by("pk").defer(*LONG):
        if image.job and len(found.setdefault(image.job, [])) < SHOWN:
            found[image.job].append(image)
    return found
