"""What `manage.py doctor` finds: what is configured, reachable, writable, and what to do."""

from __future__ import annotations

import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import people

from . import __version__, connections, health, keys, providers, questions, setups
from .capability import Takes
from .connections import Connection
from .processes import database

GIGABYTE = 1_000_000_000
LOW_SPACE = 2 * GIGABYTE
ALIVE_WITHIN = 30.0
"""Seconds since the last sweep after which a worker counts as gone."""


class Grade(Enum):
    FINE = "ok"
    HINT = "--"
    BROKEN = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to do, empty where nothing is; `details` are lines under it."""

    grade: Grade
    text: str
    advice: str = ""
    details: tuple[str, ...] = ()


def findings() -> Iterator[Finding]:
    yield versions()
    yield folder()
    yield space()
    states = list(database_state())
    yield from states
    if settings.LOGIN_REQUIRED and not any(state.grade is Grade.BROKEN for state in states):
        yield from people_state()
    yield queue()
    yield worker()
    yield from (Finding(Grade.BROKEN, problem) for problem in keys.problems())
    if any(state.grade is Grade.BROKEN for state in states) or not _can_read_typed():
        setups.leave_out()
    yield from provider_states()
    yield heic()
    yield from fonts()


def versions() -> Finding:
    return Finding(
        Grade.FINE,
        f"Proofsheet {__version__}, Python {platform.python_version()}, "
        f"Django {django.get_version()}",
    )


def folder() -> Finding:
    text = _("Data folder %s") % settings.DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"proof")
    except OSError as error:
        advice = (
            _(
                "It cannot be written (%s): give it to the user who runs the studio, "
                "or set PROOFSHEET_DATA_DIR."
            )
            % error.strerror
        )
        return Finding(Grade.BROKEN, text, advice)
    return Finding(Grade.FINE, text)


def space() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = _("%.1f GB free") % (free / GIGABYTE)
    if free < LOW_SPACE:
        return Finding(Grade.HINT, text, _("Make room: originals are never shrunk."))
    return Finding(Grade.FINE, text)


def database_state() -> Iterator[Finding]:
    text = _("Database %s") % _database_place()
    if _is_unmade():
        yield Finding(Grade.HINT, text, _("It is not made yet: `manage.py start` makes it."))
        return
    if trouble := health.database_trouble():
        yield Finding(Grade.BROKEN, f"{text}: {trouble}", _("Start it, or set DATABASE_URL."))
        return
    migrations = database.Migrations()
    if migrations.unknown:
        advice = _("Install that version, or use another data folder.")
        yield Finding(Grade.BROKEN, _("%s was made by a newer Proofsheet") % text, advice)
    elif migrations.pending:
        advice = _("`manage.py start` migrates it; so does `manage.py migrate`.")
        yield Finding(Grade.HINT, _("%s is not up to date yet") % text, advice)
    else:
        yield Finding(Grade.FINE, text)


def _is_unmade() -> bool:
    """Whether a mere question would make the database."""
    return connection.vendor == "sqlite" and not Path(_database_place()).exists()


def _can_read_typed() -> bool:
    """Whether the database can tell what was typed: an old one has no table for it."""
    if _is_unmade():
        return False
    try:
        setups.typed("sketch")
    except DatabaseError:
        return False
    return True


def _database_place() -> str:
    """Where it is, without its password."""
    place = settings.DATABASES["default"]
    return f"{place['HOST']}/{place['NAME']}" if place.get("HOST") else str(place["NAME"])


def people_state() -> Iterator[Finding]:
    """Whether anybody can manage a studio that asks for a sign-in."""
    advice = _("`manage.py people add NAME` makes the first one.")
    try:
        count = 0 if _is_unmade() else people.admins().count()
    except DatabaseError:
        return
    if count:
        yield Finding(Grade.FINE, ngettext("%d admin", "%d admins", count) % count)
    else:
        yield Finding(Grade.HINT, _("Sign-in is required, and there is no admin yet"), advice)


def queue() -> Finding:
    text = _("Queue in Redis") if settings.QUEUE_URL else _("Queue in the data folder")
    if trouble := health.queue_trouble():
        return Finding(
            Grade.BROKEN, f"{text}: {trouble}", _("Start it, or set PROOFSHEET_QUEUE_URL.")
        )
    return Finding(Grade.FINE, text)


def worker() -> Finding:
    """A sign of life on this machine; workers of other machines leave none here."""
    sign = settings.DATA_DIR / "worker.alive"
    if sign.exists() and time.time() - sign.stat().st_mtime < ALIVE_WITHIN:
        return Finding(Grade.FINE, _("A worker runs here"))
    advice = _("`manage.py start` runs one; `manage.py worker` runs one alone.")
    return Finding(Grade.HINT, _("No worker runs here"), advice)


def provider_states() -> Iterator[Finding]:
    """All that are ready are asked at once, which takes as long as the slowest, 5 s at most."""
    ready = [cls for cls in providers.all() if cls.env and keys.is_ready(cls)]
    questions.test_all([keys.provider(cls.id) for cls in ready])
    yield from map(provider_state, connections.listed())


def provider_state(provider: Connection) -> Finding:
    """A key that is refused or lost is broken; a gateway that is away may come back."""
    error = provider.test.error if provider.test else None
    is_refused = error is not None and error.code == "authentication"
    if provider.is_lost or is_refused:
        grade = Grade.BROKEN
    else:
        grade = Grade.FINE if provider.is_ready and not error else Grade.HINT
    text = f"{provider.label}: {provider.state_text}"
    return Finding(grade, text, provider.test_text, tuple(map(_line, provider.models)))


def _line(model: Takes) -> str:
    edit = model.edit or _("no references")
    return f"{model.label}: {model.generate}; {edit}; {_('price %s') % model.price.text}"


def heic() -> Finding:
    if find_spec("pillow_heif"):
        return Finding(Grade.FINE, _("HEIC files can be read"))
    advice = _("Install pillow-heif to use photographs of an iPhone as references.")
    return Finding(Grade.HINT, _("HEIC files cannot be read"), advice)


def fonts() -> Iterator[Finding]:
    """Whether Sketch can set every script; nothing where fontconfig is not there to say."""
    if program := shutil.which("fc-list"):
        listed = subprocess.run([program, ":lang=zh", "file"], capture_output=True, check=False)
        if listed.stdout.strip():
            yield Finding(Grade.FINE, _("Sketch can set Chinese and Japanese"))
        else:
            advice = _("Install a font for them, such as fonts-noto-cjk; it draws bars until then.")
            yield Finding(Grade.HINT, _("Sketch cannot set Chinese and Japanese"), advice)
