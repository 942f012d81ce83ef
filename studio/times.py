"""How long tasks take: what is usual, by own history or the vendor's word, and what is late."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from . import clock, keys
from .models import Job, Task, Timing

# As many results as make a time worth telling, and as many as count for it.
FEW, MANY = 5, 50
# Seconds past the usual time from which a result is called late.
LATE = 60.0
# Numbers of references that take about as long as each other.
NONE, SOME = range(1), range(1, 15)
ALIKE = (NONE, range(1, 3), range(3, 7), range(7, 15))


@dataclass(frozen=True, slots=True)
class Usual:
    """How long a task takes here in seconds; `is_own` False: only the vendor's word."""

    seconds: float
    most: float
    is_own: bool


def own(provider: str, model: str, resolution: str, references: range) -> Usual | None:
    """How long tasks of this kind took here, where there are enough of them to tell."""
    times = Timing.objects.filter(
        provider=provider,
        model=model,
        resolution=resolution,
        references__range=(references[0], references[-1]),
    )
    seconds = list(times.order_by("-pk").values_list("seconds", flat=True)[:MANY])
    if len(seconds) < FEW:
        return None
    return Usual(statistics.median(seconds), statistics.quantiles(seconds, n=10)[-1], is_own=True)


def usual(provider: str, model: str, resolution: str, references: range = NONE) -> Usual | None:
    """How long one task of this kind takes, by own history, else by the vendor's word."""
    if known := own(provider, model, resolution, references):
        return known
    try:
        _, spec = keys.find(f"{provider}:{model}")
    except LookupError:
        return None
    return Usual(spec.generate.usual_seconds, spec.generate.usual_seconds * 2, is_own=False)


def of_job(job: Job) -> tuple[str, str, str, range]:
    """The kind of a job, as `usual` wants it."""
    return job.provider, job.model, job.resolution, SOME if job.operation == "edit" else NONE


def alike(references: int) -> range:
    """The numbers of references that count as this many."""
    return next((numbers for numbers in ALIKE if references in numbers), ALIKE[-1])


def words(known: Usual | None) -> str:
    """`usually 34 s, 9 of 10 under 71 s`; '' where there is no history of our own."""
    if known is None or not known.is_own:
        return ""
    usual, most = round(known.seconds), ceil(known.most)
    if most <= max(usual, 1):
        return _("usually %s") % _about(usual)
    told = {"usual": _about(usual), "most": _about(most)}
    return _("usually %(usual)s, 9 of 10 under %(most)s") % told


def _about(seconds: int) -> str:
    if seconds < 1:
        return _("under 1 s")
    if seconds < 100:
        return _("%d s") % seconds
    minutes, rest = divmod(seconds, 60)
    return _("%(minutes)d min %(rest)d s") % {"minutes": minutes, "rest": rest}


def late(task: Task) -> float:
    """Seconds by which a task that ends now is past its usual time; 0 where it is hardly."""
    gone = passed(task)
    if gone < LATE:
        return 0.0
    known = usual(*of_job(task.job))
    seconds = gone - known.most if known else 0.0
    return seconds if seconds >= LATE else 0.0


def remember(task: Task) -> None:
    """Keep how long a task took, from the request to its end, for what people are told."""
    if task.submitted_at:
        Timing.objects.create(
            provider=task.job.provider,
            model=task.job.model,
            resolution=task.job.resolution,
            references=task.job.references.count() if task.job.operation == "edit" else 0,
            seconds=passed(task),
        )


def passed(task: Task) -> float:
    """Seconds since its request went out."""
    since = task.submitted_at or clock.now()
    return max(0.0, (clock.now() - since).total_seconds())
