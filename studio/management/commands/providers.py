"""`manage.py providers`: what is declared of every provider, as the tables of the README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio import reference


class Command(BaseCommand):
    help = "Print the tables of providers and models, or renew them in a file."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, metavar="FILE", help="Renew them there.")

    def handle(self, *, into: Path | None, **options: Any) -> None:
        if into is None:
            self.stdout.write(reference.tables())
            return
        try:
            into.write_text(reference.renewed(into.read_text()))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
