"""How long tasks take: what is usual, by own history or the vendor's word, and what is late."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from django.utils import timezone

from . import keys
from .models import Task, Timing

# As many results as make a time worth telling, and as many as count for it.
FEW, MANY = 5, 50
# Seconds past the usual time from which a result is called late.
LATE = 60.0


@dataclass(frozen=True, slots=True)
class Usual:
    """How long a task takes here in seconds; `is_own` False: only the vendor's word."""

    seconds: float
    most: float
    is_own: bool


def usual(provider: str, model: str, resolution: str) -> Usual | None:
    """How long one task of this kind takes, by own history where there is enough of it."""
    times = Timing.objects.filter(provider=provider, model=model, resolution=resolution)
    seconds = list(times.order_by("-pk").values_list("seconds", flat=True)[:MANY])
    if len(seconds) >= FEW:
        most = statistics.quantiles(seconds, n=10)[-1]
        return Usual(statistics.median(seconds), most, is_own=True)
    try:
        _, spec = keys.find(f"{provider}:{model}")
    except LookupError:
        return None
    return Usual(spec.generate.usual_seconds, spec.generate.usual_seconds * 2, is_own=False)


def late(task: Task) -> float:
    """Seconds by which a task that ends now is past its usual time; 0 where it is hardly."""
    gone = passed(task)
    if gone < LATE:
        return 0.0
    known = usual(task.job.provider, task.job.model, task.job.resolution)
    seconds = gone - known.most if known else 0.0
    return seconds if seconds >= LATE else 0.0


def remember(task: Task) -> None:
    """Keep how long a task took, from the request to its end, for what people are told."""
    if task.submitted_at:
        Timing.objects.create(
            provider=task.job.provider,
            model=task.job.model,
            resolution=task.job.resolution,
            seconds=passed(task),
        )


def passed(task: Task) -> float:
    """Seconds since its request went out."""
    since = task.submitted_at or timezone.now()
    return (timezone.now() - since).total_seconds()
