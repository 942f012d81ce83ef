"""`manage.py serve`: the web alone, where workers run on other machines."""

from __future__ import annotations

from queue import SimpleQueue
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from studio.processes import (
    database,
    environment,
    lean,  # noqa: F401 (first of those that know the queue)
    presence,
)
from studio.processes.signals import on_stop
from studio.processes.web import Web, listen

from ._arguments import add_address


class Command(BaseCommand):
    help = "Serve the studio without workers until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        stops: SimpleQueue[None] = SimpleQueue()
        on_stop(lambda: stops.put(None))
        environment.refuse_wrong()
        presence.enter()
        listener = listen(host, port)
        database.refuse_unready()
        web = Web(listener)
        web.start()
        self.stdout.write(_("Proofsheet is at %s") % web.url)
        self.stdout.flush()
        stops.get()
        web.stop()
