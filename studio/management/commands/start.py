"""`manage.py start`: everything on one machine."""

from __future__ import annotations

import os
import sys
import webbrowser
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from studio import keys
from studio.processes import (
    WORKERS,
    database,
    environment,
    lean,  # noqa: F401 (first of those that know the queue)
    presence,
)
from studio.processes.family import Family, webs, worker
from studio.processes.signals import leave_on_stop
from studio.processes.web import Web, listen

from ._arguments import add_address, add_webs, add_workers


class Command(BaseCommand):
    help = "Migrate, serve the studio and run its workers until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)
        add_webs(parser)
        add_workers(parser, WORKERS)
        parser.add_argument("--no-browser", action="store_true", help="Open no browser.")

    def handle(
        self, *, host: str, port: int, web_count: int, workers: int, no_browser: bool, **_: Any
    ) -> None:
        leave_on_stop()
        environment.refuse_wrong()
        presence.enter()
        lock = FileLock(settings.DATA_DIR / "start.lock")
        _take(lock)
        listener = listen(host, port)
        database.prepare()
        web = Web(listener)
        children = [worker(workers), *webs(web, web_count)]
        Family(web, children).run(lambda: self.announce(web.url, is_quiet=no_browser))

    def announce(self, url: str, *, is_quiet: bool) -> None:
        ready = ", ".join(provider.label for provider in keys.ready())
        self.stdout.write(_("Proofsheet is at %s") % url)
        self.stdout.write(_("Data folder: %s") % settings.DATA_DIR)
        self.stdout.write(_("Providers ready: %s") % ready)
        self.stdout.write(_("Ctrl-C stops it."))
        self.stdout.flush()
        if sys.stdout.isatty() and not is_quiet and _has_display():
            Thread(target=webbrowser.open, args=[url], daemon=True).start()


def _take(lock: FileLock) -> None:
    folder = settings.DATA_DIR
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SystemExit(_("A studio is already running on the data folder %s.") % folder) from None
    except OSError as error:
        raise SystemExit(_("The data folder cannot be written: %s") % error) from None


def _has_display() -> bool:
    is_desktop = sys.platform in {"darwin", "win32"}
    return is_desktop or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
