"""Lines of work: which one the next job belongs to, and what can be done with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import belonging, session_names
from gallery.models import User

from . import figures, privacy, tasks
from .desk import writing
from .models import Job, Session

PAUSE = timedelta(hours=6)
"""After so long without a job the next one begins a new session."""
KEY = "session"
LONGEST_NAME = 200
NAME_WORDS, NAME_SIGNS = 5, 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """The session that was opened in a browser, and when."""

    pk: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHead:
    """What the top of a page says of a session; `cost` is '' where nothing was made yet."""

    session: Session
    name: str
    attempts: int
    images: int
    cost: str


# Which one it is


def chosen(request: HttpRequest) -> Chosen | None:
    """What was opened in this browser last."""
    try:
        pk, at = request.session[KEY]
        return Chosen(int(pk), datetime.fromisoformat(at))
    except (KeyError, TypeError, ValueError):
        return None


def current(person: User | None, chosen: Chosen | None = None) -> Session | None:
    """The session that was opened here, or the newest of a person (of nobody, while login is off).

    What was begun after it was opened counts more. Two statements at most.
    """
    newest = _own(person).order_by("-pk").first()
    if chosen is None or (newest and newest.created_at > chosen.at):
        return newest
    if newest and newest.pk == chosen.pk:
        return newest
    there = Session.objects.filter(privacy.seen(person), pk=chosen.pk, archived_at=None)
    return there.first() or newest


def for_next(person: User | None, chosen: Chosen | None = None) -> Session:
    """Where the next job goes: the current session, or a new one after a long pause."""
    session = current(person, chosen)
    if session is None or _rests(session, chosen):
        return Session.objects.create(made_by=person)
    return session


def _own(person: User | None) -> QuerySet[Session]:
    return Session.objects.filter(made_by=person, archived_at=None)


def _rests(session: Session, chosen: Chosen | None) -> bool:
    """Nobody worked in it for long, nor opened it since. An empty one waits for its first job."""
    times = session.jobs.order_by("-pk").values_list("created_at", flat=True)
    last = times.first()
    if last is None:
        return False
    opened = chosen.at if chosen and chosen.pk == session.pk else last
    return timezone.now() - max(last, opened) > PAUSE


# What can be done with it


def begin(person: User | None) -> Session:
    """A new session; one that is still empty and has no name is taken instead."""
    newest = _own(person).order_by("-pk").first()
    if newest is None or newest.name or newest.jobs.exists():
        return Session.objects.create(made_by=person)
    newest.created_at = timezone.now()
    newest.save(update_fields=["created_at"])
    return newest


def open_in(request: HttpRequest, session: Session) -> None:
    """Go on in this session in this browser; an archived one comes back for it."""
    if session.archived_at:
        bring_back(session)
    request.session[KEY] = [session.pk, timezone.now().isoformat()]


def rename(session: Session, name: str) -> None:
    """An empty name leaves it to the first prompt again."""
    session.name = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    session.save(update_fields=["name"])


def archive(session: Session) -> None:
    session.archived_at = timezone.now()
    session.save(update_fields=["archived_at"])


def bring_back(session: Session) -> None:
    session.archived_at = None
    session.save(update_fields=["archived_at"])


def move(uuids: Iterable[UUID], session: Session, to: Session) -> int:
    """Take jobs of one session into another, and what they cost; how many they were."""
    with writing():
        mine = session.jobs.select_for_update().filter(uuid__in=list(uuids)).order_by("pk")
        jobs = list(mine.values_list("pk", flat=True))
        with tasks.moved(jobs):
            count = Job.objects.filter(pk__in=jobs).update(session=to)
        moved = Job.objects.filter(pk__in=jobs).values_list("uuid", flat=True)
        belonging.move(list(moved), str(to.pk), to.private_to)
        return count


# What is said of it


def head(session: Session) -> SessionHead:
    """Two statements; one for a session that was found with its figures."""
    found: Any = session
    if not hasattr(session, "attempts"):
        found = figures.with_figures(Session.objects.filter(pk=session.pk)).get()
    return SessionHead(
        session=session,
        name=name(session, found.first_prompt or ""),
        attempts=found.attempts,
        images=found.images,
        cost=figures.costs([session.pk]).get(session.pk, ""),
    )


def name(session: Session, first_prompt: str) -> str:
    """As typed, else the first words of its first prompt."""
    return session.name or _beginning(first_prompt) or _("New session")


@receiver(session_names.asked)
def names(ids: Iterable[str], **_about: object) -> Mapping[str, str]:
    """What the gallery calls them; one statement."""
    pks = [int(id) for id in ids if id.isdecimal()]
    rows: Any = figures.with_first_prompt(Session.objects.filter(pk__in=pks))
    return {str(row.pk): name(row, row.first_prompt or "") for row in rows}


def _beginning(prompt: str) -> str:
    """`A lighthouse on a headland` of a longer prompt: a few words, no article at the end."""
    words = prompt.split()[:NAME_WORDS]
    while len(" ".join(words)) > NAME_SIGNS and len(words) > 1:
        words.pop()
    while len(words) > 2 and len(words[-1]) < 3:
        words.pop()
    return re.sub(r"[\W_]+$", "", " ".join(words)[:NAME_SIGNS])
