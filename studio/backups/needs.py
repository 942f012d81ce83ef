"""What lies outside the database and the originals, and is needed: answers, and arrivals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gallery.imports import places
from gallery.models import Arrival, Import
from studio import briefs, providers, spools
from studio.models import Task

from . import ANSWERS, IMPORTS

# As in `studio.spools`; one that is not whole is called otherwise.
ANSWER = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-[0-9]{1,4})?")
# Their answers are paid, and not in the gallery yet.
PAID = (Task.State.SUBMITTING, Task.State.RECEIVED)


def needed() -> dict[str, Path]:
    """By their names in a backup, where they lie as long as they are there."""
    free = [each.id for each in providers.all() if each.is_free]
    tasks = Task.objects.filter(state__in=PAID, attempt__isnull=False)
    paid = tasks.exclude(job__provider__in=free).only("attempt", "job_id", "made")
    over = (Import.State.DONE, Import.State.CANCELLED)
    arrivals = Arrival.objects.exclude(batch__state__in=over).only("batch_id", "key")
    return {
        **{_answer_name(path): path for task in paid for path in _answers(task)},
        **{_arrival_name(arrival): places.arrived(arrival) for arrival in arrivals},
    }


def there() -> Iterator[tuple[str, Path]]:
    """All answers that there are, also those that could not be read, and all arrivals."""
    for path in sorted(briefs.answers().iterdir()):
        if ANSWER.fullmatch(path.name):
            yield _answer_name(path), path
    yield from needed().items()


def _answers(task: Task) -> list[Path]:
    """The answer to a task's attempt, and pictures of its links that could not be stored yet."""
    frames = range(len(briefs.pictures_of(task)))
    return [briefs.spool(task), *(spools.frame(task, number) for number in frames)]


def _answer_name(path: Path) -> str:
    return f"{ANSWERS}/{path.name}"


def _arrival_name(arrival: Arrival) -> str:
    return f"{IMPORTS}/{arrival.batch_id}/{arrival.key.hex}"
