"""The queue, and whether Redis is set up so that it keeps what it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from studio import health
from studio.queue import huey

from .findings import Finding, broken, fine, hint

PATIENCE = 2.0


def be_brief() -> None:
    """One question, once, and no long wait for its answer."""
    if settings.QUEUE_URL:
        brief = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": None}
        huey.storage.conn.connection_pool.connection_kwargs.update(brief)


def findings() -> Iterator[Finding]:
    text = _("Queue in Redis") if settings.QUEUE_URL else _("Queue in the data folder")
    if trouble := health.queue_trouble():
        yield broken(f"{text}: {trouble}", _advice())
        return
    yield fine(text)
    if settings.QUEUE_URL:
        known = _told(huey.storage.conn.info)
        yield from _forgetting(known)
        yield from _keeping(known)


def _advice() -> str:
    if settings.QUEUE_URL:
        return _("Jobs wait for the sweep meanwhile. Start it, or set PROOFSHEET_QUEUE_URL.")
    return _("No job is lost: where the folder can be written, the studio makes it anew by itself.")


def _forgetting(known: dict[str, Any]) -> Iterator[Finding]:
    """Without a limit of memory no policy ever drops anything."""
    policy = str(known.get("maxmemory_policy", "noeviction"))
    if int(known.get("maxmemory", 0)) and policy != "noeviction":
        text = _("Redis drops what it was given when memory runs out (%s)") % policy
        advice = _(
            "Jobs would start late: set `maxmemory-policy noeviction`, or a Redis of its own."
        )
        yield broken(text, advice)


def _keeping(known: dict[str, Any]) -> Iterator[Finding]:
    is_kept = known.get("aof_enabled") or _saves()
    if not is_kept:
        text = _("Redis keeps nothing over a restart")
        advice = _("Nothing is lost, but all that waits is rung for anew: set `appendonly yes`.")
        yield hint(text, advice)


def _saves() -> bool:
    """Whether it writes itself down now and then; one that does not tell may."""
    return bool(_told(lambda: huey.storage.conn.config_get("save")).get("save", "?"))


def _told(question: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What Redis says of itself, {} where it does not."""
    # Hosted ones refuse the question in their own ways.
    try:
        return question()
    except Exception:
        return {}
