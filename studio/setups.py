"""What was typed into the providers page: kept sealed, read by every process at once.

A stamp in the data folder tells other processes that something was typed anew, so that
nobody asks the database for what has not changed, and no restart is needed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError

from gallery.models import User

from . import sealing
from .desk import at_desk, writing
from .models import Setup

logger = logging.getLogger(__name__)

LAST = 4
# A shorter key would be told to a good part by its last characters.
SHORTEST_KEY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`is_lost`: there is a key, but it was sealed under another secret: it is to be entered again.

    `model_ids` and `base_url` are empty where the built-in ones hold.
    """

    key: str = ""
    key_end: str = ""
    base_url: str = ""
    model_ids: str = ""
    is_lost: bool = False

    def __repr__(self) -> str:
        return f"Typed(key_end={self.key_end!r}, base_url={self.base_url!r})"


NOTHING = Typed()
_lock = threading.Lock()
_known: tuple[str, Mapping[str, Typed]] = ("", {})


def typed(provider: str) -> Typed:
    """What was typed for this provider."""
    return _all().get(provider, NOTHING)


def save(
    provider: str,
    *,
    key: str | None = None,
    base_url: str = "",
    model_ids: str = "",
    changed_by: User | None = None,
) -> None:
    """Keep what was typed. `key` None leaves the one there is, "" forgets it."""
    values: dict[str, Any] = {
        "base_url": base_url,
        "model_ids": model_ids,
        "changed_by": changed_by,
    }
    if key is not None:
        values |= {"key": sealing.seal(key) if key else "", "key_end": end_of(key)}
    with writing():
        values["changed_by"] = changed_by
        Setup.objects.update_or_create(provider=provider, defaults=values)
    _stamp().write_text(uuid4().hex)


def forget(provider: str) -> None:
    """Forget all that was typed for this provider."""
    with writing():
        Setup.objects.filter(provider=provider).delete()
    _stamp().write_text(uuid4().hex)


def end_of(key: str) -> str:
    """The last characters, by which a person knows a key; '' where they told too much of it."""
    return key[-LAST:] if len(key) >= SHORTEST_KEY else ""


def _stamp() -> Path:
    folder: Path = settings.DATA_DIR
    return folder / "setups.stamp"


def _all() -> Mapping[str, Typed]:
    global _known
    try:
        stamp = f"{_stamp().read_text()} {hash(settings.SECRET_KEY)}"
    except FileNotFoundError:
        return {}
    if _known[0] != stamp:
        with _lock:
            try:
                _known = (stamp, _read())
            except DatabaseError as error:
                logger.warning("What was typed for providers cannot be read: %r", error)
                return _known[1]
    return _known[1]


@at_desk
def _read() -> dict[str, Typed]:
    return {setup.provider: _opened(setup) for setup in Setup.objects.all()}


def _opened(setup: Setup) -> Typed:
    try:
        key, is_lost = sealing.unseal(setup.key) if setup.key else "", False
    except sealing.SealedError:
        key, is_lost = "", True
    return Typed(
        key=key,
        key_end=setup.key_end,
        base_url=setup.base_url,
        model_ids=setup.model_ids,
        is_lost=is_lost,
    )
