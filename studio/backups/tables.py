"""Which tables a backup has, and a row as a list that JSON knows, whatever the database.

All tables of ours, with those between two of them, but for signs of life of processes. Django's
own have nothing of a person but sign-ins of browsers, which a copy shall not take over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection
from django.db.models import AutoField, Field, Model, QuerySet

OURS = ("gallery", "studio")
LEFT_OUT = frozenset({"studio.process"})
PAGE = 500
"""Rows that are held at a time."""
# What PostgreSQL takes in no text: NUL, and one half of a sign alone.
HALF = re.compile("[\0\ud800-\udfff]")
HALF_IN_JSON = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)

AnyField: TypeAlias = "Field[Any, Any]"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a model of today or of an earlier migration; `name` is that of its model."""

    name: str
    in_database: str
    model: type[Model]
    fields: tuple[AnyField, ...]
    key: AnyField

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.fields]

    def ordered(self, columns: list[str]) -> Table:
        """The same with its columns in another order. KeyError where these are not its own."""
        fields = {field.attname: field for field in self.fields}
        if len(columns) != len(fields):
            raise KeyError(self.name)
        return replace(self, fields=tuple(fields[column] for column in columns))

    @property
    def insert(self) -> str:
        """The statement that takes a row."""
        quote = connection.ops.quote_name
        listed = ", ".join(quote(str(field.column)) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        return f"INSERT INTO {quote(self.in_database)} ({listed}) VALUES ({places})"  # noqa: S608

    def rows(self) -> Iterator[list[Any]]:
        """All rows by their keys, a page at a time."""
        place = self.columns.index(self.key.attname)
        every = self._every().order_by(self.key.attname).values_list(*self.columns)
        page = list(every[:PAGE])
        while page:
            for row in page:
                yield [_plain(value) for value in row]
            page = list(every.filter(pk__gt=page[-1][place])[:PAGE])

    def has_rows(self) -> bool:
        return self._every().exists()

    def last_id(self) -> int | None:
        """The last number given to a row, also to one that is gone; None: they have no numbers."""
        if not isinstance(self.key, AutoField):
            return None
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                sql = "SELECT max(seq) FROM sqlite_sequence WHERE name = %s"
                cursor.execute(sql, [self.in_database])
                return int(cursor.fetchone()[0] or 0)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", self._numbered())
            cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")  # noqa: S608
            last, is_called = cursor.fetchone()
            return int(last) if is_called else 0

    def set_last_id(self, last: int) -> None:
        """The next row gets the number after it."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [self.in_database])
                sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)"
                cursor.execute(sql, [self.in_database, last])
            elif last:
                sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                cursor.execute(sql, [*self._numbered(), last])

    def _numbered(self) -> list[str]:
        return [connection.ops.quote_name(self.in_database), str(self.key.column)]

    def _every(self) -> QuerySet[Model]:
        return QuerySet(self.model)


def tables(apps: Apps) -> list[Table]:
    models = (
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    )
    return [table for model in models if (table := _table(model)) and table.name not in LEFT_OUT]


def row_of(line: bytes, table: Table) -> list[Any]:
    """What the database takes for a line. ValueError, TypeError … where it is no such row."""
    text = line.decode()
    values = json.loads(text)
    if connection.vendor == "postgresql" and HALF_IN_JSON.search(text):
        values = _whole(values)
    return [
        field.get_db_prep_save(_read(field, value), connection)
        for field, value in zip(table.fields, values, strict=True)
    ]


def _table(model: type[Model]) -> Table | None:
    """None for one between two others of which one is Django's."""
    options = model._meta  # noqa: SLF001 (Django documents it)
    fields = tuple(options.local_concrete_fields)
    related = [field.related_model for field in fields if field.is_relation]
    apps = {model._meta.app_label for model in related if isinstance(model, type)}  # noqa: SLF001
    if options.auto_created and not apps <= {*OURS}:
        return None
    return Table(options.label_lower, options.db_table, model, fields, options.pk)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _read(field: AnyField, value: Any) -> Any:
    value = field.to_python(value)
    longest = getattr(field, "max_length", None)
    # SQLite keeps what is too long, PostgreSQL does not.
    is_cut = longest and isinstance(value, str) and connection.vendor == "postgresql"
    return value[:longest] if is_cut else value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return value
