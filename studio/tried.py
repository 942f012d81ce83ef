"""What was tried in a session: its attempts for the tree, and one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import attempts, edges, phrases, privacy
from .attempts import Attempt
from .edges import Edge
from .models import Job, Session
from .phrases import Bit

MOST = 400
"""Attempts that are drawn on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """`numbers` are those of all attempts, `own` the attempts that were read, in order.

    `parents` are those from which some of them came and which lie elsewhere, by number.
    `earlier`: there are more before these, to be asked for before this number.
    """

    numbers: Sequence[int]
    own: Sequence[Attempt]
    parents: Mapping[int, Attempt]
    earlier: int | None = None

    @property
    def lasted(self) -> str:
        """From the first of them to the last: `25 min`, `2 h 10 min`, `3 days`."""
        if len(self.own) < 2:
            return ""
        time = self.own[-1].job.created_at - self.own[0].job.created_at
        hours, minutes = divmod(round(time.total_seconds() / 60), 60)
        if time.days:
            return ngettext("%d day", "%d days", time.days) % time.days
        if hours:
            return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
        return _("%d min") % max(minutes, 1)

    def find(self, number: int | None) -> Attempt | None:
        found = (attempt for attempt in self.own if attempt.number == number)
        return next(found, self.parents.get(number or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One attempt at its `place` of `count`; the others are numbers of attempts, None at an end.

    `words` are its whole prompt with what changed from its `parent`, which may lie elsewhere.
    """

    attempt: Attempt
    parent: Attempt | None
    words: Sequence[Bit]
    edge: Edge | None
    place: int
    count: int
    first: int | None
    previous: int | None
    next: int | None
    last: int | None


def of(session: Session, before: int | None = None) -> Tried:
    """The newest attempts, or those before a number. Five statements."""
    numbers = _numbers(session)
    wanted = [number for number in numbers if before is None or number < before]
    drawn = wanted[-MOST:]
    return _read(session, numbers, drawn, earlier=drawn[0] if len(wanted) > MOST else None)


def one(session: Session, number: int) -> Tried:
    """Only this attempt. Five statements."""
    numbers = _numbers(session)
    return _read(session, numbers, [number] if number in numbers else [])


def step(tried: Tried, number: int) -> Step | None:
    """None where the session has no such attempt."""
    attempt = next((one for one in tried.own if one.number == number), None)
    if attempt is None:
        return None
    numbers, parent = tried.numbers, tried.find(attempt.job.parent_id)
    place = numbers.index(number)
    is_first, is_last = place == 0, place + 1 == len(numbers)
    return Step(
        attempt=attempt,
        parent=parent,
        words=_words(attempt, parent),
        edge=edges.of(parent.asked, [attempt.asked]) if parent else None,
        place=place + 1,
        count=len(numbers),
        first=None if is_first else numbers[0],
        previous=None if is_first else numbers[place - 1],
        next=None if is_last else numbers[place + 1],
        last=None if is_last else numbers[-1],
    )


def _numbers(session: Session) -> list[int]:
    return list(session.jobs.order_by("pk").values_list("pk", flat=True))


def _read(
    session: Session, numbers: Sequence[int], drawn: Sequence[int], earlier: int | None = None
) -> Tried:
    """With the attempts that they came from, wherever those lie that are seen with them."""
    parents = Job.objects.filter(pk__in=drawn).exclude(parent=None).values("parent")
    seen = privacy.seen(session.private_to, "session__")
    both = Job.objects.filter(Q(pk__in=drawn) | seen & Q(pk__in=parents))
    found = attempts.of(list(both.order_by("pk").defer("prompt_sent", "fates")))
    own = set(drawn)
    return Tried(
        numbers=numbers,
        own=[each for each in found if each.number in own],
        parents={each.number: each for each in found if each.number not in own},
        earlier=earlier,
    )


def _words(attempt: Attempt, parent: Attempt | None) -> Sequence[Bit]:
    if parent is None:
        return [Bit(attempt.job.prompt)]
    return phrases.full(parent.job.prompt, attempt.job.prompt)
