"""One Chromium for the tests of a process, and another one where that died.

Now and then Chromium never says that it closed a context (its `Target.disposeBrowserContext` has no
answer), and Playwright waits for that without end: after a while the browser is killed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Event, Timer
from typing import ParamSpec

import psutil
from playwright.sync_api import Browser, Error, Playwright

from tests.running import PATIENCE

P = ParamSpec("P")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]


class Chrome:
    def __init__(self, playwright: Playwright, path: str) -> None:
        self._playwright, self._path = playwright, path
        self._browser = self._launch()

    @property
    def browser(self) -> Browser:
        if not self._browser.is_connected():
            self._browser = self._launch()
        return self._browser

    def _launch(self) -> Browser:
        return self._playwright.chromium.launch(executable_path=self._path, args=ARGUMENTS)


def bounded(close: Callable[P, None]) -> Callable[P, None]:
    """What closes something of Chromium, and kills it where that takes too long."""

    @wraps(close)
    def act(*args: P.args, **options: P.kwargs) -> None:
        killed = Event()
        timer = Timer(PATIENCE, kill, [killed])
        timer.start()
        try:
            close(*args, **options)
        except Error:
            if not killed.is_set():
                raise
        finally:
            timer.cancel()

    return act


def kill(killed: Event) -> None:
    killed.set()
    for child in psutil.Process().children(recursive=True):
        if child.name().startswith("chrom"):
            child.kill()
