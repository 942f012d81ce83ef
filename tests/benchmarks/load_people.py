"""People at their browsers: who composes, who scrolls through the gallery, who downloads.

They do what the pages' own scripts do: the feed asks as often as the server says and only while
something runs, cards fetch their pictures once, frames without a thumbnail ask again in 2 s, and
the composer is kept 0.8 s after a submit.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from .load_browser import Answer, Browser

MODEL = "dieyuyun:gemini-3.1-flash-image"
PASSWORD = "a boat in the fog"
RETRY = 3.0
KEPT_AFTER = 0.8
RELOAD_EVERY = 60.0
PAGE_EVERY = 5.0
"""Seconds for which somebody looks at 60 frames."""
DOWNLOAD_EVERY = 2.0

CARD = re.compile(
    r'<article class="job" id="job-(\d+)".*?data-state="(\w+)" data-seen="([\d.]+)"', re.DOTALL
)
PICTURE = re.compile(r'<img[^>]*? src="(/gallery/\d+/(?:thumb|original)/[^"]*)"')
LATER = re.compile(r'hx-get="(/gallery/\d+/)"[^>]*hx-trigger="load delay:2s"')
PARENT = re.compile(r'name="parent" id="parent" value="([^"]*)"')
POLL = re.compile(r'<live-feed poll-ms="(\d+)"')
OLDER = re.compile(r'hx-get="(/gallery/\?[^"]+)"')
UNFINISHED = {"queued", "running"}


class Errands:
    """What runs beside: kept, so that none is lost, and ended with the person."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result


@dataclass(slots=True)
class Composer:
    """Somebody at the studio's page. `ended` counts their jobs by the state that they ended in."""

    browser: Browser
    errands: Errands = field(default_factory=Errands)
    cards: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    parent: str = ""
    submits: int = 0
    _timer: asyncio.TimerHandle | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _keeping: asyncio.Task[None] | None = None

    async def visit(self) -> None:
        answer = await self.browser.ask("studio page", "/")
        if answer.status != 200:
            return
        self.browser.read_token(answer)
        self._read(answer.text)
        if found := POLL.search(answer.text):
            self._ask_after(int(found[1]))

    async def stay(self, first: float) -> None:
        """Load the page again and again."""
        await asyncio.sleep(first)
        while True:
            await self.visit()
            await asyncio.sleep(RELOAD_EVERY)

    async def submit(self) -> None:
        self.submits += 1
        answer = await self.browser.ask("submit", "/jobs/", form=self._form(), is_htmx=True)
        if answer.status != 201:
            return
        if found := PARENT.search(answer.text):
            self.parent = found[1]
        self._read(answer.text)
        if wait := _wait(answer):
            self._ask_within(wait)
        if self._keeping:
            self._keeping.cancel()
        self._keeping = self.errands.run(self._keep())

    def _form(self) -> dict[str, str]:
        return {
            "submission": str(uuid4()),
            "parent": self.parent,
            "model": MODEL,
            "prompt": f"A lighthouse on a cliff in drifting fog, number {self.submits}",
            "response_format": ("url", "b64_json")[self.submits % 2],
            "drawn_for": MODEL,
        }

    async def _keep(self) -> None:
        await asyncio.sleep(KEPT_AFTER)
        form = {"csrfmiddlewaretoken": self.browser.token, **self._form()}
        await self.browser.ask("composer kept", "/composer/pad/", form=form)

    def _read(self, html: str) -> None:
        for pk, state, seen in CARD.findall(html):
            if state in UNFINISHED:
                self.cards[pk] = seen
            else:
                self.cards.pop(pk, None)
                self.ended[pk] = state
        self._look(html)

    def _look(self, html: str) -> None:
        """Load what the browser would load."""
        for path in PICTURE.findall(html):
            kind = "thumbnail" if "/thumb/" in path else "original in a card"
            self.errands.run(self.browser.picture(kind, path))
        for path in LATER.findall(html):
            self.errands.run(self._look_later(path))

    async def _look_later(self, path: str) -> None:
        await asyncio.sleep(2)
        answer = await self.browser.ask("frame again", path, is_htmx=True)
        if answer.status == 200:
            self._look(answer.text)

    def _ask_after(self, milliseconds: int) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if self.cards:
            wait = milliseconds / 1000 or RETRY
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(wait, lambda: self.errands.run(self._ask()))

    def _ask_within(self, milliseconds: int) -> None:
        """No later than this; what is asked sooner anyway stays as it is."""
        due = asyncio.get_running_loop().time() + milliseconds / 1000
        if self._timer is None or due < self._timer.when():
            self._ask_after(milliseconds)

    async def _ask(self) -> None:
        """One after the other, as htmx has one request of an element at a time."""
        async with self._asking:
            seen = "-".join(self.cards.values())
            path = f"/jobs/changes/?seen={seen}"
            answer = await self.browser.ask("poll", path, is_htmx=True) if seen else None
        if answer is None:
            return
        if answer.status == 200:
            self._read(answer.text)
        self._ask_after(_wait(answer) if answer.status in (200, 204) else 0)

    async def leave(self) -> None:
        if self._timer:
            self._timer.cancel()
        await self.errands.end()
        self.browser.close()


def _wait(answer: Answer) -> int:
    """Milliseconds until the next question, 0 where it is not said."""
    return int(answer.headers.get("proofsheet-poll", 0))


async def scroll(browser: Browser, first: float) -> None:
    """From the newest image on, and from the top again where there are no more."""
    errands = Errands()
    await asyncio.sleep(first)
    try:
        path, is_htmx = "/gallery/", False
        while True:
            kind = "gallery, more frames" if is_htmx else "gallery page"
            answer = await browser.ask(kind, path, is_htmx=is_htmx)
            for picture in PICTURE.findall(answer.text):
                errands.run(browser.picture("thumbnail", picture))
            found = OLDER.search(answer.text)
            path = found[1].replace("&amp;", "&") if found else "/gallery/"
            is_htmx = bool(found)
            await asyncio.sleep(PAGE_EVERY)
    finally:
        await errands.end()


async def download(browser: Browser, pk: int) -> None:
    """A large original, as fast as it comes."""
    while True:
        await browser.ask("4K original", f"/gallery/{pk}/original/?download", is_kept=False)
        await asyncio.sleep(DOWNLOAD_EVERY)


class Lateness:
    """How late the loop of those who ask is itself, since they see that as the studio's time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def watch(self) -> None:
        while True:
            due = time.perf_counter() + 0.05
            await asyncio.sleep(0.05)
            self.seconds.append(time.perf_counter() - due)
