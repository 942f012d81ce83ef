"""All sessions: pages of them, the last worked in first, and a search. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from gallery.models import Image, User

from . import figures, privacy, sessions
from .attempts import PICTURE
from .models import Job, Session

SIZE = 20
THUMBS = 6
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session in the list; `images` are its newest, `cost` is '' where nothing was made.

    `maker` is who began it, where that is somebody else.
    """

    session: Session
    name: str
    began_at: datetime
    ended_at: datetime
    attempts: int
    count: int
    images: Sequence[Image]
    cost: str
    maker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`older` is the session before which the next page lies, None at the end."""

    rows: Sequence[Row] = field(default_factory=list)
    older: int | None = None


def page(
    person: User | None,
    query: str = "",
    *,
    before: int | None = None,
    is_archived: bool = False,
    is_all: bool = False,
) -> Page:
    """Sessions of a person; with `is_all`, and while login is off, all that they may see.

    A search finds archived ones too. Four statements at most.
    """
    found = _timed(_seen(person) if is_all else _of(person)).select_related("made_by")
    if query.strip():
        found = _searched(found, query)
    else:
        found = found.filter(archived_at__isnull=not is_archived)
    if before is not None:
        found = _after(found, before)
    shown = figures.with_figures(found.order_by("-last_at", "-pk"))[: SIZE + 1]
    rows = list(shown)
    older = rows[SIZE - 1].pk if len(rows) > SIZE else None
    return Page(rows=_rows(rows[:SIZE], person), older=older)


def choices(person: User | None, besides: Session) -> list[tuple[int, str]]:
    """Where attempts can be moved to: (id, name), the last worked in first. One statement."""
    found = _timed(_of(person)).filter(archived_at=None).exclude(pk=besides.pk)
    named = figures.with_figures(found.order_by("-last_at", "-pk"))[: 2 * SIZE]
    return [(each.pk, sessions.name(each, each.first_prompt or "")) for each in named]


def _of(person: User | None) -> QuerySet[Session]:
    return _seen(person).filter(made_by=person) if person else _seen(person)


def _seen(person: User | None) -> QuerySet[Session]:
    """What is private to somebody stays so while login is off."""
    return Session.objects.filter(privacy.seen(person))


def _timed(found: QuerySet[Session]) -> QuerySet[Any]:
    """Each with `first_at` and `last_at`; an empty one has the time when it was begun."""
    times = Job.objects.filter(session=OuterRef("pk")).values("created_at")
    return found.annotate(
        first_at=Coalesce(Subquery(times.order_by("pk")[:1]), F("created_at")),
        last_at=Coalesce(Subquery(times.order_by("-pk")[:1]), F("created_at")),
    )


def _after(found: QuerySet[Any], before: int) -> QuerySet[Any]:
    """Those that come after the session `before` in the list."""
    last = _timed(Session.objects.filter(pk=before)).values_list("last_at", flat=True).first()
    if last is None:
        return found
    return found.filter(Q(last_at__lt=last) | Q(last_at=last, pk__lt=before))


def _searched(found: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Each word in the name or in some prompt."""
    for word in query.replace("\x00", " ").split()[:MOST_WORDS]:
        prompts = Job.objects.filter(session=OuterRef("pk"), prompt__icontains=word)
        found = found.filter(Q(name__icontains=word) | Exists(prompts))
    return found


def _rows(found: Sequence[Any], person: User | None) -> list[Row]:
    pks = [session.pk for session in found]
    costs, images = figures.costs(pks), _newest(pks)
    return [
        Row(
            session=session,
            name=sessions.name(session, session.first_prompt or ""),
            began_at=session.first_at,
            ended_at=session.last_at,
            attempts=session.attempts,
            count=session.images,
            images=images[session.pk],
            cost=costs.get(session.pk, ""),
            maker="" if session.made_by in {None, person} else session.made_by.name,
        )
        for session in found
    ]


def _newest(pks: Iterable[int]) -> defaultdict[int, list[Image]]:
    """The newest images of each session. One statement."""
    jobs = Job.objects.filter(session__in=list(pks))
    own = jobs.filter(uuid=OuterRef("job")).values("session")[:1]
    numbered = Image.objects.filter(job__in=jobs.values("uuid"), trashed_at=None).annotate(
        line=Subquery(own),
        place=Window(RowNumber(), partition_by="line", order_by="-pk"),
    )
    found: defaultdict[int, list[Image]] = defaultdict(list)
    for image in numbered.filter(place__lte=THUMBS).order_by("-pk").only(*PICTURE):
        found[image.line].append(image)
    return found
