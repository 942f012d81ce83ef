"""Web and worker as a pair: the web in this process, the worker in a child tied to it.

The tie is a pipe on the child's standard input. A line on it asks for an orderly
stop; its end, which comes however this process ends, ends the child at once.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic

from django.conf import settings

from . import PATIENCE
from .signals import on_stop
from .web import Web

logger = logging.getLogger(__name__)

LONG_LIFE = 10.0
"""Seconds after which a death is an accident, and not the next of a row."""
LONGEST_PAUSE = 30.0
LAST_WORD = 5.0
"""Seconds in which a child that was cut off has to be gone."""


class Event(Enum):
    STOP = auto()
    WORKER_ENDED = auto()
    WORKER_DUE = auto()


Events = SimpleQueue[Event]


class TiedWorker:
    """The child. In a session of its own, so that a Ctrl-C of the terminal does not reach it."""

    def __init__(self, workers: int, events: Events) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--tied"]
        self._process = subprocess.Popen(
            [*command, "--workers", str(workers)], stdin=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin  # noqa: S101 (asked for above)
        self._pipe = self._process.stdin
        self._events = events
        self._since = monotonic()
        Thread(target=self._watch, name="watch", daemon=True).start()

    @property
    def is_long_lived(self) -> bool:
        return monotonic() - self._since > LONG_LIFE

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    def ask_to_stop(self) -> None:
        with suppress(OSError, ValueError):
            self._pipe.write(b"stop\n")
            self._pipe.flush()

    def cut_off(self) -> None:
        with suppress(OSError):
            self._pipe.close()

    def kill(self) -> None:
        self._process.kill()

    def _watch(self) -> None:
        self._process.wait()
        self._events.put(Event.WORKER_ENDED)


class Pair:
    """Keeps a worker beside the web until a signal says stop."""

    def __init__(self, web: Web, workers: int) -> None:
        self._web = web
        self._workers = workers
        self._events: Events = SimpleQueue()
        self._deaths_in_a_row = 0
        self._worker = self._new_worker()

    def run(self, announce: Callable[[], object]) -> None:
        on_stop(lambda: self._events.put(Event.STOP))
        self._web.start()
        announce()
        while (event := self._events.get()) is not Event.STOP:
            self._keep_a_worker(event)
        self._stop()

    def _new_worker(self) -> TiedWorker:
        return TiedWorker(self._workers, self._events)

    def _keep_a_worker(self, event: Event) -> None:
        if event is Event.WORKER_DUE:
            self._worker = self._new_worker()
        else:
            self._worker.cut_off()
            pause = self._pause()
            logger.warning(
                "The worker ended (%s); a new one starts in %.1f s.", self._worker.exit_code, pause
            )
            timer = Timer(pause, self._events.put, [Event.WORKER_DUE])
            timer.daemon = True
            timer.start()

    def _pause(self) -> float:
        """Seconds before the next worker: longer each time that one dies young."""
        self._deaths_in_a_row = 0 if self._worker.is_long_lived else self._deaths_in_a_row + 1
        return min(0.1 * 2.0**self._deaths_in_a_row, LONGEST_PAUSE)

    def _stop(self) -> None:
        """One stop is orderly, a second one cuts the worker off."""
        self._worker.ask_to_stop()
        self._web.stop()
        if not self._has_ended_within(PATIENCE + LAST_WORD):
            self._worker.cut_off()
            if not self._has_ended_within(LAST_WORD):
                self._worker.kill()
                self._has_ended_within(LAST_WORD)

    def _has_ended_within(self, seconds: float) -> bool:
        """Whether the worker ended; a further stop ends the waiting."""
        deadline = monotonic() + seconds
        while not self._worker.has_ended:
            try:
                event = self._events.get(timeout=max(0.0, deadline - monotonic()))
            except Empty:
                return False
            if event is Event.STOP:
                return False
        return True
