"""The two counts at the end of every page's bar, in one statement."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from gallery import access, activity, waiting
from gallery.models import User

KEPT = "_bar_counts"
"""The attribute of a request that keeps them."""


class Counts(NamedTuple):
    """Comments that wait, and what others did since one was here."""

    waiting: int
    new: int


def counts(request: HttpRequest) -> Counts:
    """None of both for who is not signed in where one must be."""
    if not access.may(request.user, access.Act.SEE):
        return Counts(0, 0)
    if not hasattr(request, KEPT):
        setattr(request, KEPT, _counts(access.person(request)))
    kept: Counts = getattr(request, KEPT)
    return kept


def _counts(person: User | None) -> Counts:
    if person is None:
        return Counts(waiting.count(None), 0)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(person.pk, activity.since_of(person)))
        waits, *new = cursor.fetchone()
    return Counts(waits, activity.capped(new))


@lru_cache(maxsize=256)
def _statement(pk: int, since: datetime) -> tuple[str, tuple[Any, ...]]:
    """What counts the rows of each, with its parameters.

    Put together once for each, which takes longer than to ask it. The person of a request would
    keep that request.
    """
    asked = [rows.query.sql_with_params() for rows in _found(User(pk=pk, seen_at=since))]
    # Each piece of SQL is Django's own, and its values are parameters.
    counts = [f"(SELECT COUNT(*) FROM ({sql}) counted)" for sql, _params in asked]  # noqa: S608
    return f"SELECT {', '.join(counts)}", tuple(chain(*(params for _sql, params in asked)))


def _found(person: User) -> list[QuerySet[Any, Any]]:
    return [waiting.of_all(person), *activity.news(person)]
