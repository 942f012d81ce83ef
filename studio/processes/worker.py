"""The worker half: Huey's threads, the sweep, and an end that loses nothing paid."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import ngettext
from huey.consumer import Consumer

from studio import leases, signs, tasks, tidying
from studio.models import Process
from studio.queue import huey

from . import PATIENCE, SWITCH_EVERY, database
from .signals import on_stop
from .tie import heed_parent, leave

logger = logging.getLogger(__name__)

SWEEP_EVERY = 5.0
TIDY_UP = 2.0
"""Seconds for work that costs nothing when lost."""
NICENESS = 10


class Threads(Consumer):  # type: ignore[misc]
    """Huey's consumer under our signal handlers."""

    def _set_signal_handlers(self) -> None:
        pass


def run(workers: int, *, is_tied: bool) -> None:
    """Work until a signal, or the parent at the other end of standard input, says stop."""
    stops: SimpleQueue[None] = SimpleQueue()
    on_stop(lambda: stops.put(None))
    if is_tied:
        heed_parent(lambda: stops.put(None))
    database.make_no_other()
    consumer = Threads(huey, workers=workers, periodic=False, max_delay=1.0)
    _let_pages_go_first()
    sys.setswitchinterval(SWITCH_EVERY)
    consumer.start()
    Thread(target=_sweep_forever, name="sweep", daemon=True).start()
    signs.begin(Process.Kind.WORKER)
    stops.get()
    _finish(consumer)


def _let_pages_go_first() -> None:
    """Where many work, somebody waits for each page. Linux ranks whole sessions, and processes
    within each: ours is put back where it is our own.
    """
    if not settings.LOGIN_REQUIRED or not hasattr(os, "nice"):  # the latter: Windows
        return
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # no Linux, or one that does not rank sessions
            Path("/proc/self/autogroup").write_text(str(NICENESS))


def _finish(consumer: Threads) -> None:
    on_stop(leave)
    tasks.stop_taking()
    huey.storage.stop_listening()
    consumer.stop()
    if count := tasks.open_requests():
        print(_waiting_for(count), flush=True)
        leases.wait_until_idle(PATIENCE)
    deadline = monotonic() + TIDY_UP
    for _worker, thread in consumer.worker_threads:
        thread.join(max(0.0, deadline - monotonic()))
    signs.leave()
    leave()


def _waiting_for(count: int) -> str:
    return ngettext(
        "waiting for %(count)d paid request, up to %(minutes)d min; "
        "Ctrl-C again stops now and leaves it unconfirmed",
        "waiting for %(count)d paid requests, up to %(minutes)d min; "
        "Ctrl-C again stops now and leaves them unconfirmed",
        count,
    ) % {"count": count, "minutes": PATIENCE // 60}


def _sweep_forever() -> None:
    """Ring for every task that is due, at start and then again and again."""
    pause = Event()
    tidying.tidy()
    while True:
        _sweep()
        pause.wait(SWEEP_EVERY)


def _sweep() -> None:
    # Database, queue or disk may be away for a moment: the next sweep makes up for it.
    try:
        tasks.sweep()
        (settings.DATA_DIR / "worker.alive").touch()
    except Exception as error:
        logger.warning("The sweep failed (%r); the next one is in %d s.", error, SWEEP_EVERY)
    finally:
        close_old_connections()
