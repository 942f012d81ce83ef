"""`manage.py worker`: the workers alone, as many processes and machines as wanted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from studio.processes import (
    WORKERS,
    database,
    environment,
    lean,  # noqa: F401 (first of those that know the queue)
    presence,
    worker,
)

from ._arguments import add_workers


class Command(BaseCommand):
    help = "Run the job workers until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_workers(parser, WORKERS)
        parser.add_argument(
            "--tied", action="store_true", help="End with the process on standard input."
        )

    def handle(self, *, workers: int, tied: bool, **options: Any) -> None:
        presence.enter()
        if not tied:
            environment.refuse_wrong()
            database.refuse_unready()
        worker.run(workers, is_tied=tied)
