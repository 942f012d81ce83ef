"""Any number of ids as one parameter: bound, sent and planned as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignObject, Lookup


def listed(column: str, ids: Iterable[int]) -> tuple[str, str]:
    """The condition that a column is one of these ids, and what it takes.

    For PostgreSQL not as a SELECT: it would join with that, one by one where it expects few rows.
    """
    numbers = ",".join(map(str, map(int, ids)))
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])", f"{{{numbers}}}"
    some = "IN (SELECT value FROM json_each(%s))"
    return f"{column} {some}", f"[{numbers}]"


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`filter(pk__among=ids)`"""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        sql, parameter = listed(column, self.rhs)
        return sql, (*params, parameter)
