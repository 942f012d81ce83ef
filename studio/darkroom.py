"""Thumbnails and copies, made after a job, apart from the threads that wait for gateways."""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings

from gallery import counters, deeds, media, removal, store
from gallery.models import Image

from . import desk, disk
from .desk import AWAY, at_desk, writing

logger = logging.getLogger(__name__)

ROOM = min(2, os.cpu_count() or 1)
NICENESS = 19
LONGEST_COURTESY = 0.1
# Whoever made an image has it at hand; other machines would have to fetch it, and do it twice.
FIRST_GO = timedelta(seconds=30)

_begun: set[int] = set()
_lock = threading.Lock()


def _lower_priority() -> None:
    """Let pages and gateways go first where the system ranks single threads (Linux)."""
    if hasattr(os, "setpriority") and threading.get_native_id() != os.getpid():
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_pool = ThreadPoolExecutor(ROOM, thread_name_prefix="darkroom", initializer=_lower_priority)


def begin(pk: int) -> None:
    """Make the thumbnails of an image as soon as there is room; twice does no harm."""
    with _lock:
        if pk in _begun:
            return
        _begun.add(pk)
    _pool.submit(_develop, pk)


def sweep() -> None:
    """Bring the index up to date, let go what was long in the trash, and begin with every image
    whose thumbnails are missing.
    """
    while counters.catch_up():
        pass
    removal.sweep()
    deeds.forget()
    has_machines = media.is_shared() or settings.QUEUE_URL
    for pk in store.without_thumbs(100, FIRST_GO if has_machines else timedelta()):
        begin(pk)


def _develop(pk: int) -> None:
    """What cannot be made is not tried again before the next start."""
    desk.wait_for_calm(LONGEST_COURTESY)
    try:
        image = _image(pk)
        if not image.thumbs_version:  # another machine may have been quicker
            _show(image, store.make_thumbs(image))
    except Image.DoesNotExist:  # it has left the trash meanwhile
        _leave(pk)
    except FileNotFoundError:
        logger.warning("No thumbnails for image %s: its original is not in the data folder.", pk)
    except (store.UnreachableError, *AWAY) as error:
        logger.warning("No thumbnails for image %s yet: %s", pk, str(error).partition("\n")[0])
        _leave(pk)
    except Exception as error:
        if disk.is_full(error) or disk.is_closed(error):
            logger.warning("No thumbnails for image %s yet: %s", pk, error)
            _leave(pk)
        else:
            logger.exception("No thumbnails for image %s", pk)
    else:
        _copy(image)
        _leave(pk)


def _leave(pk: int) -> None:
    with _lock:
        _begun.discard(pk)


def _copy(image: Image) -> None:
    """After the thumbnails, which people wait for. One that fails is tried again on demand."""
    try:
        store.copy(image)
    except Exception:
        logger.exception("No copy of image %s", image.pk)


@at_desk
def _image(pk: int) -> Image:
    return Image.objects.get(pk=pk)


@at_desk
def _show(image: Image, version: int) -> None:
    with writing(is_durable=False):
        store.show_thumbs(image, version)
