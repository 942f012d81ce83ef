"""Imports from browsers, one after the other, in a thread of their own."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.dispatch import receiver

from gallery import imports

from .desk import at_desk, writing
from .queue import huey

logger = logging.getLogger(__name__)

_thread = ThreadPoolExecutor(1, thread_name_prefix="imports")
_at_work = threading.Lock()


@at_desk
def sweep() -> None:
    """Begin with every import that waits, unless one is under way: it is followed by the rest."""
    if imports.waiting() and _at_work.acquire(blocking=False):
        _thread.submit(_work)


@huey.task()  # type: ignore[untyped-decorator]
def look_at_imports() -> None:
    """The message that an import waits."""
    sweep()


@receiver(imports.opened)
def ring(**_about: object) -> None:
    """While the queue is away that is left to the sweep."""
    # Huey's stores share no error type.
    try:
        look_at_imports()
    except Exception as error:
        logger.warning("The queue does not answer (%r): the sweep will begin the import.", error)


def _work() -> None:
    try:
        for pk in imports.waiting():
            imports.go_on(pk, writing)
    except Exception:
        logger.exception("An import was interrupted; the next sweep goes on with it.")
    finally:
        connection.close()
        _at_work.release()
