"""What a session's page shows of each attempt, gathered for hundreds at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import verdicts
from gallery.models import PATIENCE, Image, Review

from . import figures, words
from .edges import Asked
from .models import Job, Reference, Task

SHOWN = 6
"""Pictures of one attempt that a small strip holds; the others are a number."""
NAME = 80
LOST = frozenset({Job.State.FAILED, Job.State.UNCONFIRMED, Job.State.CANCELLED})
TASK = ("uuid", "job_id", "position", "state", "error", "cost", "currency", "is_replaced")
PICTURE = ("width", "height", "color", "has_alpha", "thumbs_version")
GIVEN = ("image", "job", "position", "role", "note")
LIGHT = ("bytes", "file_format")
"""What tells whether the original may stand in for a thumbnail."""


@dataclass(slots=True)
class _Ended:
    """What the tasks of one job came to."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`word` says how it stands where that is not plain: `Making`, `3 of 4`, `Refused`."""

    job: Job
    references: Sequence[Reference]
    images: Sequence[Image]
    word: str
    price: str
    said: Mapping[int, Sequence[Review]] = field(default_factory=dict)
    """By image, of all attempts that were asked for together."""

    @property
    def number(self) -> int:
        return self.job.pk

    @property
    def asked(self) -> Asked:
        return Asked(self.job, self.references)

    @property
    def is_lost(self) -> bool:
        return self.job.state in LOST

    @property
    def is_moving(self) -> bool:
        """Soon there will be more to see: a picture, or the thumbnail of one."""
        if not self.job.ended_at:
            return True
        is_new = timezone.now() - self.job.ended_at < PATIENCE
        return is_new and not all(image.has_thumbs for image in self.images)

    @property
    def shown(self) -> Sequence[Image]:
        return self.images[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.images) - SHOWN)

    @property
    def empty(self) -> int:
        """Frames that are still expected; one where nothing came."""
        left = 0 if self.job.is_over else self.job.count - len(self.images)
        return min(max(left, 0 if self.images else 1), SHOWN)

    @property
    def name(self) -> str:
        """Said where the strip is not seen: `17, Refused: A lighthouse on …`."""
        said = f"{self.number}, {self.word}" if self.word else str(self.number)
        prompt = self.job.prompt
        return f"{said}: {prompt if len(prompt) <= NAME else prompt[:NAME].rstrip() + '…'}"

    @property
    def setting(self) -> str:
        """The one word on its canvas that a small strip has room for."""
        return self.job.resolution or self.job.aspect_ratio


def of(jobs: Sequence[Job]) -> list[Attempt]:
    """Four statements, whatever their number."""
    pks, uuids = [job.pk for job in jobs], [job.uuid for job in jobs]
    ended, places = _tasks(pks)
    given = _references(pks)
    images = _images(uuids, places)
    said = verdicts.said(image for some in images.values() for image in some)
    return [
        Attempt(
            job=job,
            references=given[job.pk],
            images=images[job.uuid],
            said=said,
            word=_word(job, ended[job.pk], len(images[job.uuid])),
            price=figures.words(ended[job.pk].amounts) if job.is_over else "",
        )
        for job in jobs
    ]


def _tasks(jobs: Sequence[int]) -> tuple[defaultdict[int, _Ended], dict[UUID | None, int]]:
    """What became of each job, and the place of each task within its job."""
    ended: defaultdict[int, _Ended] = defaultdict(_Ended)
    places: dict[UUID | None, int] = {}
    for row in Task.objects.filter(job__in=jobs).values_list(*TASK, named=True):
        places[row.uuid] = row.position
        known = ended[row.job_id]
        if row.cost is not None:
            known.amounts[row.currency] = known.amounts.get(row.currency, Decimal()) + row.cost
        if row.state == Task.State.FAILED and not row.is_replaced:
            known.error = known.error or row.error or "internal"
    return ended, places


def _references(jobs: Sequence[int]) -> defaultdict[int, list[Reference]]:
    fields = (*GIVEN, *(f"image__{name}" for name in (*PICTURE, *LIGHT)))
    found = Reference.objects.filter(job__in=jobs).select_related("image").only(*fields)
    given: defaultdict[int, list[Reference]] = defaultdict(list)
    for reference in found.order_by("position"):
        given[reference.job_id].append(reference)
    return given


def _images(
    jobs: Sequence[UUID], places: Mapping[UUID | None, int]
) -> defaultdict[UUID | None, list[Image]]:
    """In the order of the tasks and of the frames within each."""
    found = list(Image.objects.filter(job__in=jobs).only("job", "task", "frame", *PICTURE))
    found.sort(key=lambda image: (places.get(image.task, 0), image.frame or 0, image.pk))
    images: defaultdict[UUID | None, list[Image]] = defaultdict(list)
    for image in found:
        images[image.job].append(image)
    return images


def _word(job: Job, ended: _Ended, made: int) -> str:
    if job.state == Job.State.FINISHED:
        return ""
    if job.state == Job.State.PARTIAL:
        return _("%(made)d of %(count)d") % {"made": made, "count": job.count}
    if job.state == Job.State.FAILED:
        return str(words.of(ended.error).word)
    return str(Job.State(job.state).label)
