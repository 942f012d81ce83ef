"""Any number of ids as one parameter: bound, sent and planned as one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def listed(ids: Iterable[int]) -> tuple[str, str]:
    """The SELECT of these ids and what it takes."""
    numbers = ",".join(map(str, map(int, ids)))
    if connection.vendor == "postgresql":
        return "SELECT unnest(%s::bigint[])", f"{{{numbers}}}"
    return "SELECT value FROM json_each(%s)", f"[{numbers}]"


def among(ids: Iterable[int]) -> RawSQL:
    """For `pk__in`."""
    sql, parameter = listed(ids)
    return RawSQL(sql, (parameter,))  # noqa: S611 (ours, and numbers as a parameter)
