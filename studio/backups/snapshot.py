"""One moment of the database: what is read in it belongs together, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEGIN = {
    # Not immediate: it only reads, and does not keep writers out.
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def moment() -> Iterator[None]:
    """All queries in the block see the same rows."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            # It begins with the first look.
            cursor.execute("SELECT count(*) FROM django_migrations")
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def migrations() -> dict[str, str]:
    """The last migration of each app, as it has been applied."""
    executor = MigrationExecutor(connection)
    applied, graph = executor.loader.applied_migrations, executor.loader.graph
    return {app: name for app, name in sorted(graph.leaf_nodes()) if (app, name) in applied}
