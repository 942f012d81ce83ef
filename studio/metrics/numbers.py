"""The numbers, each by one short statement over an index, however many tasks there were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q, Sum

from gallery.models import Counter, Image
from studio import clock, signs
from studio.models import Job, Process, Tally, Task
from studio.queue import huey

# Literals: with parameters SQLite would not see that its indexes hold just these.
TASKS = """
    SELECT state, COUNT(*) FROM studio_task
    WHERE state IN ('queued', 'submitting', 'waiting', 'received', 'failed', 'unconfirmed')
    GROUP BY state
"""
JOBS = """
    SELECT state, COUNT(*) FROM studio_job
    WHERE state IN ('queued', 'running', 'unconfirmed') GROUP BY state
"""
QUEUED_SINCE = """
    SELECT id FROM studio_job
    WHERE state = 'queued' AND state IN ('queued', 'running', 'unconfirmed')
    ORDER BY created_at LIMIT 1
"""
TASK_STATES = ("queued", "submitting", "waiting", "received", "failed", "unconfirmed")
JOB_STATES = ("queued", "running", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Line:
    """Tasks whose next step is due and that nobody works on; seconds that the first one waits."""

    length: int
    seconds: float


def tasks() -> Mapping[str, int]:
    return dict.fromkeys(TASK_STATES, 0) | _counted(TASKS)


def jobs() -> Mapping[str, int]:
    return dict.fromkeys(JOB_STATES, 0) | _counted(JOBS)


def oldest_queued() -> float:
    """Seconds since the oldest job was submitted of which nothing was sent yet."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUED_SINCE)
        found = cursor.fetchone()
    since = Job.objects.filter(pk=found[0]).values_list("created_at", flat=True) if found else []
    return max((_since(moment) for moment in since), default=0.0)


def line() -> Line:
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Task.objects.filter(free, due_at__lte=now).aggregate(count=Count("pk"), at=Min("due_at"))
    return Line(due["count"], _since(due["at"]) if due["at"] else 0.0)


def messages() -> int | None:
    """Messages in the queue; None where it does not answer."""
    # Huey's stores share no error type.
    try:
        return int(huey.pending_count()) + int(huey.scheduled_count())
    except Exception:
        return None


def images() -> int:
    """Images in the gallery, by the counter that every deed keeps."""
    found = Counter.objects.filter(facet="all").aggregate(count=Sum("count"))
    return int(found["count"] or 0)


def thumbnails_waiting() -> int:
    return Image.objects.filter(thumbs_version=0).count()


def processes() -> Sequence[tuple[str, str, int]]:
    """(kind, version, how many) of those that live, on whatever machine."""
    by_kind = signs.alive().values_list("kind", "version").annotate(count=Count("pk"))
    found = list(by_kind.order_by("kind", "version"))
    none = {*Process.Kind.values} - {kind for kind, _version, _count in found}
    return [*found, *((kind, "", 0) for kind in sorted(none))]


def tallies() -> Mapping[str, Sequence[Tally]]:
    """The sums by name."""
    found: dict[str, list[Tally]] = {}
    for row in Tally.objects.order_by("name", "first", "second", "bound"):
        found.setdefault(row.name, []).append(row)
    return found


def _counted(statement: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


def _since(moment: datetime) -> float:
    return max(0.0, (clock.now() - moment).total_seconds())
