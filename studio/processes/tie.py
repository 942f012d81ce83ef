"""The tie between a process and its child: a pipe on the child's standard input.

A line on it asks for an orderly stop; its end, which comes however the parent ends, ends the
child at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from time import monotonic

from django.conf import settings

LONG_LIFE = 10.0
"""Seconds after which a death is an accident, and not the next of a row."""


class Tied:
    """The child. In a session of its own, so that a Ctrl-C of the terminal does not reach it.

    `handles` are open files that it takes along under the same numbers.
    """

    def __init__(
        self, arguments: Sequence[str], handles: Sequence[int], on_end: Callable[[], object]
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments, "--tied"],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=handles,
        )
        assert self._process.stdin  # noqa: S101 (asked for above)
        self._pipe = self._process.stdin
        self._since = monotonic()
        Thread(target=self._watch, args=[on_end], name="watch", daemon=True).start()

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

    def _watch(self, on_end: Callable[[], object]) -> None:
        self._process.wait()
        on_end()


def heed_parent(stop: Callable[[], object]) -> None:
    """In the child: call `stop` for each line of the parent, and end with it."""
    Thread(target=_heed, args=[stop], name="parent", daemon=True).start()


def leave() -> None:
    """End at once: threads that wait for a provider cannot be asked."""
    sys.stdout.flush()
    os._exit(0)


def _heed(stop: Callable[[], object]) -> None:
    for _line in sys.stdin.buffer:
        stop()
    leave()
