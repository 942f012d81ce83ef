"""Where a picture was used: the jobs that had it as a reference, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gallery.models import Image
from gallery.queries import LONG

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


def page(image: int, before: int | None = None) -> Page:
    """A picture that a job had twice counts there once. Two statements."""
    found = Reference.objects.filter(image=image).select_related("job").order_by("-job", "position")
    if before is not None:
        found = found.filter(job__lt=before)
    first: dict[int, Reference] = {}
    for reference in found[: 2 * SIZE + 2]:
        first.setdefault(reference.job_id, reference)
    shown = list(first.values())[:SIZE]
    images = _images([reference.job.uuid for reference in shown])
    uses = [Use(each.job, each, images.get(each.job.uuid, [])) for each in shown]
    return Page(uses, shown[-1].job_id if len(first) > SIZE else None)


def count(image: int) -> int:
    return Job.objects.filter(references__image=image).distinct().count()


def _images(jobs: list[UUID]) -> dict[UUID, list[Image]]:
    found: dict[UUID, list[Image]] = {}
    for image in Image.objects.filter(job__in=jobs, trashed_at=None).order_by("pk").defer(*LONG):
        if image.job and len(found.setdefault(image.job, [])) < SHOWN:
            found[image.job].append(image)
    return found
