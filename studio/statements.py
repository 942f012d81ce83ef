"""What was spent, as a table for other programs."""

from __future__ import annotations

import csv as tables
from collections.abc import Iterator
from typing import Any

from gallery.models import User

from . import budgets, privacy
from .models import Session, Spent
from .spending import Period

HEAD = (
    "day", "provider", "model", "person", "session", "session_name", "currency",
    "cost", "images", "attempts", "attempts_at_unknown_price",
)  # fmt: skip
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What the writer writes to: it hands back each line."""

    def write(self, line: str) -> str:
        return line


def csv(period: Period, person: User | None = None) -> Iterator[str]:
    """Lines of CSV, the head first. Three statements, and the rows as they are read."""
    writer = tables.writer(_Line())
    yield writer.writerow(HEAD)
    people = dict(User.objects.values_list("pk", "username"))
    seen = Session.objects.filter(privacy.seen(person))
    names = dict(seen.exclude(name="").values_list("pk", "name"))
    rows = Spent.objects.filter(day__range=(period.first, period.last)).exclude(attempts=0)
    for row in rows.order_by("day", "provider", "model", "pk").iterator(2000):
        yield writer.writerow(_cells(row, people, names))


def _cells(row: Spent, people: dict[int, str], names: dict[int, str]) -> tuple[Any, ...]:
    return (
        row.day.isoformat(),
        _plain(budgets.provider_label(row.provider)),
        _plain(row.model),
        _plain(people.get(row.person, "")),
        row.session or "",
        _plain(names.get(row.session, "")),
        row.currency,
        f"{row.cost.normalize():f}" if row.currency else "",
        row.images,
        row.attempts,
        row.unknown,
    )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
