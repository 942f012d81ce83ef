"""Sums of what happened, in rows that every process adds to: right with many machines, and
read by `/metrics` in one short statement.

| name | first | second | bound | amount |
| --- | --- | --- | --- | --- |
| gateway | provider | operation | class of seconds | seconds from the request to its result |
| error | provider | code |  |  |
| ended | provider | state of the task, or state:code |  |  |
| job | state |  |  |  |
| spent | provider | currency |  | money |
| http | class of status, `2xx` |  | class of seconds | seconds |
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from .models import Job, Task
from .providers import ProviderError

GATEWAY = (0.5, 1, 2, 5, 10, 20, 40, 60, 90, 120, 180, 300, 600)
HTTP = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Upper bounds of the classes of seconds; above the last there is one more."""
BEYOND = -1.0
"""Stands for that one: not every database has an infinite number."""

ADD = """
    INSERT INTO studio_tally (name, first, second, bound, count, amount) VALUES {}
    ON CONFLICT (name, first, second, bound) DO UPDATE SET
        count = studio_tally.count + excluded.count,
        amount = studio_tally.amount + excluded.amount
"""


class Key(NamedTuple):
    name: str
    first: str
    second: str = ""
    bound: float = 0


@dataclass(slots=True)
class Sum:
    count: int = 0
    amount: Decimal = Decimal()

    def add(self, amount: float | Decimal = 0) -> None:
        self.count += 1
        self.amount += Decimal(str(amount))


def add(sums: Mapping[Key, Sum]) -> None:
    """Add to the rows in one statement, in one order everywhere, so that none lock each other."""
    if not sums:
        return
    values = [item for key in sorted(sums) for item in _row(key, sums[key])]
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(",".join(["(%s, %s, %s, %s, %s, %s)"] * len(sums))), values)


def _row(key: Key, known: Sum) -> tuple[Any, ...]:
    labels = (key.name, key.first[:64], key.second[:64], key.bound)
    return (*labels, known.count, known.amount.quantize(Decimal("0.000001")))


def bound(seconds: float, bounds: Sequence[float]) -> float:
    """The class that a time falls into."""
    place = bisect_left(bounds, seconds)
    return float(bounds[place]) if place < len(bounds) else BEYOND


def of_end(task: Task, changes: Mapping[str, Any], spent: Mapping[str, Decimal]) -> dict[Key, Sum]:
    """What the end of a task adds: that it ended, how long its gateway took, what it cost.

    `spent` is by currency what became known to be paid; less than before counts as nothing.
    """
    state, provider = str(changes["state"]), task.job.provider
    said = ":".join(filter(None, (state, changes.get("error", task.error))))
    found = {Key("ended", provider, said): Sum(1)}
    if state == Task.State.FINISHED and (seconds := _seconds(task)) is not None:
        key = Key("gateway", provider, task.job.operation, bound(seconds, GATEWAY))
        found[key] = Sum(1, Decimal(f"{seconds:.3f}"))
    for currency, amount in spent.items():
        if amount > 0:
            found[Key("spent", provider, currency)] = Sum(1, amount)
    return found


def job_ended(state: Job.State) -> dict[Key, Sum]:
    return {Key("job", str(state)): Sum(1)}


def error(task: Task, met: Exception) -> None:
    """Count an answer of a gateway that was an error, or a bug of ours."""
    code = met.code if isinstance(met, ProviderError) else "internal"
    add({Key("error", task.job.provider, code): Sum(1)})


def _seconds(task: Task) -> float | None:
    """From the request to its result."""
    sent, answered = task.submitted_at, task.answered_at
    return _between(sent, answered) if sent and answered else None


def _between(sent: datetime, answered: datetime) -> float:
    # A clock that was set back meanwhile must not shrink a sum.
    return max(0.0, (answered - sent).total_seconds())
