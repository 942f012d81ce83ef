"""One Chromium for the tests of a process, and another one where that died.

Where a page was reached a moment ago by a key, Chromium may never close it: the browser does not
answer `Target.disposeBrowserContext`, and Playwright waits for that without end. So pages are left
for an empty one first, and a browser that takes too long all the same is killed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from threading import Event, Timer
from typing import Concatenate, ParamSpec

import psutil
from playwright.sync_api import Browser, BrowserContext, Error, Playwright

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


def leave_first(close: Callable[Concatenate[BrowserContext, P], None]) -> Callable[..., None]:
    @wraps(close)
    def act(context: BrowserContext, *args: P.args, **options: P.kwargs) -> None:
        for page in context.pages:
            with suppress(Error):
                page.goto("about:blank")
        close(context, *args, **options)

    return act


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
