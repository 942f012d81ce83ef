"""What lies outside the database and the originals, and is needed: answers, and arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from gallery.imports import places
from gallery.models import Arrival, Import
from studio import briefs, providers
from studio.models import Task

from . import ANSWERS, IMPORTS

# Their answers are paid, and not in the gallery yet.
PAID = (Task.State.SUBMITTING, Task.State.RECEIVED)


def needed() -> dict[str, Path]:
    """By their names in a backup, where they lie as long as they are there."""
    free = [each.id for each in providers.all() if each.is_free]
    tasks = Task.objects.filter(state__in=PAID, attempt__isnull=False)
    answers = tasks.exclude(job__provider__in=free).only("attempt", "job_id")
    over = (Import.State.DONE, Import.State.CANCELLED)
    arrivals = Arrival.objects.exclude(batch__state__in=over).only("batch_id", "key")
    return {
        **{answer_name(task.attempt): briefs.spool(task) for task in answers},
        **{_arrival_name(arrival): places.arrived(arrival) for arrival in arrivals},
    }


def there() -> Iterator[tuple[str, Path]]:
    """All answers that there are, also those that could not be read, and all arrivals."""
    for path in sorted(briefs.answers().glob("*-*-*-*-*")):
        if _is_uuid(path.name):
            yield answer_name(path.name), path
    yield from needed().items()


def answer_name(attempt: UUID | str | None) -> str:
    return f"{ANSWERS}/{attempt}"


def _arrival_name(arrival: Arrival) -> str:
    return f"{IMPORTS}/{arrival.batch_id}/{arrival.key.hex}"


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
