"""Sums of what was paid: an attempt is added once, in the transaction that writes its end.

What it added is kept in its own row, so that a later truth takes that back and adds itself.
Rows are locked in one order everywhere: task, job, sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from studio import prices
from studio.models import Task

State = Task.State
ENDS = (State.FINISHED, State.FAILED, State.UNCONFIRMED)
NOTHING = Decimal()

# The session is read where it is written: attempts are moved while they are open.
ADD = """
    INSERT INTO studio_spent
        (day, provider, model, person, session, currency, cost, perhaps, images, attempts, unknown)
    SELECT %s, provider, model, COALESCE(made_by_id, 0), session_id, %s, %s, %s, %s, %s, %s
    FROM studio_job WHERE id = %s
    ON CONFLICT (day, provider, model, person, session, currency) DO UPDATE SET
        cost = studio_spent.cost + excluded.cost,
        perhaps = studio_spent.perhaps + excluded.perhaps,
        images = studio_spent.images + excluded.images,
        attempts = studio_spent.attempts + excluded.attempts,
        unknown = studio_spent.unknown + excluded.unknown
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one paid attempt comes to; fields as in `Spent`."""

    day: date
    currency: str
    cost: Decimal = NOTHING
    perhaps: Decimal = NOTHING
    images: int = 0
    attempts: int = 1
    unknown: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "currency": self.currency,
            "cost": str(self.cost),
            "perhaps": str(self.perhaps),
            "images": self.images,
            "unknown": self.unknown,
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Bill:
        money = {name: Decimal(kept[name]) for name in ("cost", "perhaps")}
        return cls(**{**kept, **money, "day": date.fromisoformat(kept["day"])})

    def __neg__(self) -> Bill:
        return Bill(
            day=self.day,
            currency=self.currency,
            cost=-self.cost,
            perhaps=-self.perhaps,
            images=-self.images,
            attempts=-self.attempts,
            unknown=-self.unknown,
        )


def update(
    task: Task, same: QuerySet[Task], changes: dict[str, Any], images: int
) -> Sequence[Bill] | None:
    """Write changes into the row `same`, an end with what it comes to.

    Returns what is to be added to the sums; None where the row is no longer the same.
    """
    if changes.get("state") not in ENDS:
        return () if same.update(**changes) else None
    bill = _bill(task, changes, images)
    changes["counted"] = bill.as_json() if bill else None
    if task.counted is None and same.filter(counted__isnull=True).update(**changes):
        return (bill,) if bill else ()
    kept = same.select_for_update().values_list("counted", flat=True).first()
    if not same.update(**changes):
        return None
    if kept == changes["counted"]:
        return ()
    before = [-Bill.of_json(kept)] if kept else []
    return [*before, bill] if bill else before


def add(job: int, bills: Sequence[Bill]) -> None:
    """Add to the sums of a job's kind. One statement for each."""
    for bill in bills:
        day = connection.ops.adapt_datefield_value(bill.day)
        sums = (bill.cost, bill.perhaps, bill.images, bill.attempts, bill.unknown)
        with connection.cursor() as cursor:
            cursor.execute(ADD, (day, bill.currency, *sums, job))


@contextmanager
def moved(jobs: Sequence[int]) -> Iterator[None]:
    """Take what these jobs came to out of the sums, and back in after the block.

    Their rows are locked by the caller.
    """
    counted = Task.objects.filter(job__in=jobs, counted__isnull=False).order_by("pk")
    kept = counted.values_list("job", "counted")
    bills = [(job, Bill.of_json(known)) for job, known in kept if known]
    for job, bill in bills:
        add(job, [-bill])
    yield
    for job, bill in bills:
        add(job, [bill])


def _bill(task: Task, changes: dict[str, Any], images: int) -> Bill | None:
    """None where nothing was paid, and nothing perhaps."""
    state, cost = changes["state"], changes.get("cost", task.cost)
    money = changes.get("money", task.money)
    is_perhaps = cost is None and (state == State.UNCONFIRMED or money != "no")
    is_paid = bool(cost) or state == State.FINISHED or is_perhaps
    if task.attempt is None or not is_paid or prices.is_free(task.job):
        return None
    sent = timezone.localtime(task.submitted_at, timezone.get_default_timezone())
    known: dict[str, Any] = {"cost": cost, "currency": changes.get("currency", task.currency)}
    if cost is None:
        known = {"perhaps": task.estimate or NOTHING, "currency": task.estimate_currency}
    return Bill(day=sent.date(), images=images, unknown=int(cost is None), **known)
