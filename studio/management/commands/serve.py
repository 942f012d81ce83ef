"""`manage.py serve`: the web alone, where workers run on other machines."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from studio.processes import (
    database,
    environment,
    lean,  # noqa: F401 (first of those that know the queue)
    presence,
)
from studio.processes.family import Family, webs
from studio.processes.signals import leave_on_stop
from studio.processes.web import Web, listen, run_tied

from ._arguments import add_address, add_webs


class Command(BaseCommand):
    help = "Serve the studio without workers until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)
        add_webs(parser)
        parser.add_argument("--socket", type=int, default=0, help=argparse.SUPPRESS)
        parser.add_argument("--tied", action="store_true", help=argparse.SUPPRESS)

    def handle(
        self, *, host: str, port: int, web_count: int, socket: int, tied: bool, **options: Any
    ) -> None:
        leave_on_stop()
        if not tied:
            environment.refuse_wrong()
        presence.enter()
        if tied:
            run_tied(socket)
        listener = listen(host, port)
        database.refuse_unready()
        web = Web(listener)
        Family(web, webs(web, web_count)).run(lambda: self.announce(web.url))

    def announce(self, url: str) -> None:
        self.stdout.write(_("Proofsheet is at %s") % url)
        self.stdout.flush()
