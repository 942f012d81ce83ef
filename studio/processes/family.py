"""The web in this process, and the children beside it: the worker, and further webs.

A child that dies is followed by a new one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import Enum, auto
from queue import Empty, SimpleQueue
from threading import Timer
from time import monotonic

from . import PATIENCE
from .signals import on_stop
from .tie import Tied
from .web import Web

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
LAST_WORD = 5.0
"""Seconds in which a child that was cut off has to be gone."""
WEB_ENDS_IN = 10.0
"""Seconds for a further web, which has nothing paid to wait for; systemd's unit waits longer."""


class Event(Enum):
    STOP = auto()
    ENDED = auto()
    DUE = auto()


Events = SimpleQueue[tuple[Event, "Child | None"]]


class Child:
    """One child after the other, all for the same work. `ends_in` are the seconds after which one
    that was asked to stop is killed, None where the family has its own patience.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        handles: Sequence[int] = (),
        ends_in: float | None = None,
    ) -> None:
        self._arguments, self._handles, self._ends_in = arguments, handles, ends_in
        self._deaths_in_a_row = 0
        self.process: Tied

    def start(self, events: Events) -> None:
        ended = (Event.ENDED, self)
        self.process = Tied(self._arguments, self._handles, lambda: events.put(ended))

    def follow(self, events: Events) -> None:
        """Bury the one that died; a new one is due in a moment."""
        self.process.cut_off()
        self._deaths_in_a_row = 0 if self.process.is_long_lived else self._deaths_in_a_row + 1
        text = "The %s ended (%s); a new one starts in %.1f s."
        logger.warning(text, self._name, self.process.exit_code, self._pause)
        self._be_due(events)

    def try_again(self, events: Events) -> None:
        """Where there is no room for one now, the others go on."""
        try:
            self.start(events)
        except (OSError, RuntimeError) as error:
            self._deaths_in_a_row += 1
            text = "No %s can be started (%s); tried again in %.1f s."
            logger.warning(text, self._name, error, self._pause)
            self._be_due(events)

    def ask_to_stop(self) -> None:
        self.process.ask_to_stop()
        if self._ends_in is not None:
            _later(self._ends_in, self._end)

    def _end(self) -> None:
        if not self.process.has_ended:
            logger.warning("The %s did not stop in %d s: killed.", self._name, self._ends_in)
            self.process.kill()

    def _be_due(self, events: Events) -> None:
        _later(self._pause, lambda: events.put((Event.DUE, self)))

    @property
    def _name(self) -> str:
        return {"serve": "web"}.get(self._arguments[0], self._arguments[0])

    @property
    def _pause(self) -> float:
        """Seconds before the next: longer each time that one dies young."""
        return min(0.1 * 2.0**self._deaths_in_a_row, LONGEST_PAUSE)


def _later(seconds: float, act: Callable[[], object]) -> None:
    timer = Timer(seconds, act)
    timer.daemon = True
    timer.start()


def worker(workers: int) -> Child:
    return Child(["worker", "--workers", str(workers)])


def webs(web: Web, count: int) -> list[Child]:
    """As many as make `count` with the web itself, at the same address."""
    arguments = ["serve", "--socket", str(web.socket)]
    return [Child(arguments, [web.socket], WEB_ENDS_IN) for _ in range(count - 1)]


class Family:
    """Keeps the children beside the web until a signal says stop."""

    def __init__(self, web: Web, children: Sequence[Child]) -> None:
        self._web, self._children = web, children
        self._events: Events = SimpleQueue()

    def run(self, announce: Callable[[], object]) -> None:
        for child in self._children:
            child.start(self._events)
        on_stop(lambda: self._events.put((Event.STOP, None)))
        self._web.start()
        announce()
        while (news := self._events.get())[0] is not Event.STOP:
            self._keep(*news)
        self._stop()

    def _keep(self, event: Event, child: Child | None) -> None:
        if child and event is Event.DUE:
            child.try_again(self._events)
        elif child:
            child.follow(self._events)

    def _stop(self) -> None:
        """One stop is orderly, a second one cuts the children off."""
        for child in self._children:
            child.ask_to_stop()
        self._web.stop()
        if not self._have_ended_within(PATIENCE + LAST_WORD):
            for child in self._children:
                child.process.cut_off()
            if not self._have_ended_within(LAST_WORD):
                for child in self._children:
                    child.process.kill()
                self._have_ended_within(LAST_WORD)

    def _have_ended_within(self, seconds: float) -> bool:
        """Whether all children ended; a further stop ends the waiting."""
        deadline = monotonic() + seconds
        while not all(child.process.has_ended for child in self._children):
            try:
                event, _child = self._events.get(timeout=max(0.0, deadline - monotonic()))
            except Empty:
                return False
            if event is Event.STOP:
                return False
        return True
