"""What `manage.py doctor` finds: what is configured, reachable, writable, and what to do.

It works before a first start and with everything away: each question has a limit of seconds, and
what needs the database is left out while that does not answer.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence

import django

from studio import __version__, setups

from . import (
    backups,
    clocks,
    databases,
    entrance,
    folders,
    galleries,
    gateways,
    machines,
    media,
    network,
    pictures,
    queues,
    variables,
    webs,
    work,
)
from .findings import Finding, Grade, fine

__all__ = ["Finding", "Grade", "findings"]


def findings() -> Iterator[Finding]:
    yield _versions()
    yield from variables.findings()
    yield from folders.findings()
    databases.be_brief()
    states = list(databases.findings())
    yield from states
    has_rows = not _is_broken(states) and databases.is_current()
    queues.be_brief()
    messages = list(queues.findings())
    yield from messages
    yield from entrance.findings(has_rows=has_rows)
    yield from machines.findings() if has_rows else machines.here()
    yield from webs.findings(has_rows=has_rows)
    if has_rows:
        yield from work.findings()
        yield from backups.findings()
    yield from network.findings()
    if not databases.can_read_typed(states):
        setups.leave_out()
    yield from gateways.findings()
    yield from clocks.findings(has_rows=has_rows, has_queue=not _is_broken(messages[:1]))
    yield from media.findings()
    yield from pictures.findings()
    yield from galleries.findings(has_rows=has_rows)


def _is_broken(found: Sequence[Finding]) -> bool:
    return any(finding.grade is Grade.BROKEN for finding in found)


def _versions() -> Finding:
    return fine(
        f"Proofsheet {__version__}, Python {platform.python_version()}, "
        f"Django {django.get_version()}"
    )
