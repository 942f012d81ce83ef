"""The processes that answer pages, and the processors that they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import leases, processes, signs
from studio.models import Process
from studio.processes.processors import usable

from .findings import Finding, fine, hint


def findings(*, has_rows: bool) -> Iterator[Finding]:
    living = list(signs.alive().filter(kind=Process.Kind.WEB)) if has_rows else []
    here = [each.pid for each in living if each.host == leases.HOST and leases.is_alive(each.name)]
    processors = _usable_by(here)
    if len(here) > processors:
        yield _crowded(len(here), processors)
    else:
        yield _running(len(living)) if living else _by_default(processors)


def _crowded(count: int, processors: int) -> Finding:
    text = _("%(count)d processes answer pages here, %(places)s")
    advice = _("More than can compute at once only take memory: start with --webs %d.")
    known = {"count": count, "places": _places(processors)}
    return hint(text % known, advice % processors)


def _running(count: int) -> Finding:
    return fine(ngettext("%d process answers pages", "%d processes answer pages", count) % count)


def _by_default(processors: int) -> Finding:
    count = processes.webs()
    text = ngettext(
        "No process answers pages; %(count)d will (--webs), %(places)s",
        "No process answers pages; %(count)d will (--webs), %(places)s",
        count,
    )
    return fine(text % {"count": count, "places": _places(processors)})


def _places(processors: int) -> str:
    return ngettext("on %d processor", "on %d processors", processors) % processors


def _usable_by(here: Sequence[int]) -> int:
    """Its own limits count: a unit of systemd has others than a terminal."""
    found = []
    for pid in here:
        with suppress(OSError):  # it ended just now
            found.append(usable(pid))
    return min(found, default=usable())
