"""What was typed into the providers page: kept sealed, read by every process at once.

A stamp in the data folder tells other processes that something was typed anew, so that
nobody asks the database for what has not changed, and no restart is needed. Without a stamp,
as in a folder that was made anew beside an old database, it is asked once all the same.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from gallery import media
from gallery.models import User

from . import sealing
from .desk import at_desk, writing
from .models import Setup

LAST = 4
# A shorter key would be told to a good part by its last characters.
SHORTEST_KEY = 12
FRESH = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`is_lost`: there is a key, but it was sealed under another secret: it is to be entered again.

    `key_end` its last characters, `model_ids` and `base_url` empty where the built-in ones hold.
    """

    key: str = field(default="", repr=False)
    key_end: str = ""
    base_url: str = ""
    model_ids: str = ""
    is_lost: bool = False


NOTHING = Typed()
_known: tuple[str, Mapping[str, Typed]] = ("", {})
"""The mark under which it was read, and what it was."""


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
        Setup.objects.update_or_create(provider=provider, defaults=values)
    _stamp().write_text(uuid4().hex)


def forget(provider: str) -> None:
    """Forget all that was typed for this provider."""
    with writing():
        Setup.objects.filter(provider=provider).delete()
    _stamp().write_text(uuid4().hex)


def leave_out() -> None:
    """Count on nothing typed until something is: for a database that cannot be asked."""
    global _known
    _known = (_mark(), {})


def end_of(key: str) -> str:
    """The last characters, by which a person knows a key; '' where they told too much of it."""
    return key[-LAST:] if len(key) >= SHORTEST_KEY else ""


def _stamp() -> Path:
    folder: Path = settings.DATA_DIR
    return folder / "setups.stamp"


def _mark() -> str:
    """Changes with what was typed, and with the secret that opens it.

    Machines that share no folder share no stamp, so that they ask again every few seconds.
    """
    try:
        stamp = _stamp().read_text()
    except FileNotFoundError:
        stamp = ""
    slot = time.monotonic() // FRESH if media.is_shared() else 0
    return f"{stamp} {hash(settings.SECRET_KEY)} {slot}"


def _all() -> Mapping[str, Typed]:
    """No lock: whoever comes together reads the same, and a lock held would keep the desk waiting.

    The mark is read first, so that what is kept under it is never older than it.
    """
    global _known
    known, mark = _known, _mark()
    if known[0] != mark:
        _known = known = (mark, _read())
    return known[1]


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
