"""The jobs of a session, newest first, and what changed of those on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from gallery.models import User

from . import cards, clock, pace, privacy, sessions
from .cards import Card, Usuals
from .models import Job, Session, Task
from .sessions import Chosen
from .times import Usual

PAGE = 12
MOST_SEEN = 500
NEAR = ("parent", "session", "made_by")
SEEN = re.compile(r"\b(\d{1,18})\.(\d{1,9})\b", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`older` is the number to ask older jobs before, None at the end."""

    session: Session | None = None
    cards: list[Card] = field(default_factory=list)
    older: int | None = None
    poll_ms: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.cards

    @property
    def rows(self) -> list[list[Card]]:
        """Jobs of one submit together, in the order of their models; any other alone."""
        found: dict[UUID, list[Card]] = {}
        for card in self.cards:
            found.setdefault(card.job.group or card.job.uuid, []).insert(0, card)
        return list(found.values())


def newest(person: User | None, before: int | None = None, chosen: Chosen | None = None) -> Feed:
    """A page of the current session, or of the one that was opened in this browser."""
    session = sessions.current(person, chosen)
    found = (
        Job.objects.filter(session=session).select_related(*NEAR).order_by("-pk")
        if session
        else Job.objects.none()
    )
    page = list(found.filter(pk__lt=before)[: PAGE + 1] if before else found[: PAGE + 1])
    shown = _whole(page)
    older = shown[-1].pk if len(page) > PAGE else None
    return _feed(shown, session=session, older=older)


def _whole(page: list[Job]) -> list[Job]:
    """At most a page; a group that would be cut waits for the next one."""
    kept, cut = page[:PAGE], page[PAGE].group if len(page) > PAGE else None
    while cut and kept[-1].group == cut:
        kept.pop()
    return kept


def of(made: Iterable[Job]) -> Feed:
    """Only these jobs."""
    return _feed(list(made))


def changed(seen: Mapping[int, int], person: User | None = None) -> Feed:
    """The cards whose version is not the one that was seen."""
    here = Job.objects.filter(privacy.seen(person, "session__"), pk__in=seen).order_by("pk")
    has_news = any(version != seen[pk] for pk, version in here.values_list("pk", "version"))
    rows = here.select_related(*NEAR) if has_news else here
    found = list(rows.prefetch_related("tasks"))
    usuals = Usuals()
    news = [job for job in found if job.version != seen[job.pk]]
    return Feed(cards=cards.of(news, usuals), poll_ms=poll_ms(found, usuals))


def seen(text: str) -> dict[int, int]:
    """`17.3-18.5` as versions by job; whatever else stands there is passed over."""
    return {int(pk): int(version) for pk, version in SEEN.findall(text)[:MOST_SEEN]}


def poll_ms(found: Iterable[Job], usuals: Usuals) -> int:
    """When to ask next, in milliseconds; 0 where nothing runs."""
    running = [job for job in found if not job.is_over]
    return pace.milliseconds(_expected(job, usuals.of(job)) for job in running)


def _feed(found: list[Job], session: Session | None = None, older: int | None = None) -> Feed:
    usuals = Usuals()
    shown = cards.of(found, usuals)
    return Feed(session=session, cards=shown, older=older, poll_ms=poll_ms(found, usuals))


def _expected(job: Job, usual: Usual | None) -> pace.Expected:
    elapsed = (clock.now() - cards.started_at(job)).total_seconds()
    return pace.Expected(
        elapsed=max(elapsed, 0.0),
        usual=usual.seconds if usual else None,
        is_own=bool(usual and usual.is_own),
        rests=_rests(job),
    )


def _rests(job: Job) -> float:
    """Seconds until the first of its tasks may do anything at all; 0 while one is at work."""
    now = clock.now()
    going = [task for task in job.tasks.all() if not task.is_over]
    waits = [
        (task.due_at - now).total_seconds()
        for task in going
        if task.state == Task.State.QUEUED and task.wait_reason and task.due_at
    ]
    return max(min(waits), 0.0) if waits and len(waits) == len(going) else 0.0
