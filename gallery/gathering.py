"""Activity as it is told: what one person did with one thing in one hour is one line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gallery import activity, decisions, sentences, session_names
from gallery.activity import Found, Kind, Made, Place, Wanted
from gallery.models import Collection, Comment, Event, Image, User
from gallery.queries import LONG

STRIP = 6
LINES = 60
"""Of a page, if they are of more than one hour."""
SAID = 3
EXCERPT = 200  # signs
SUMMED = (Kind.ADDED, Kind.REMOVED, Kind.ORDERED, Kind.NOTED, Kind.VISITED, Kind.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class Line:
    """`more`: so many images than the strip has. `session` is a key; what is not said is ''."""

    at: datetime
    is_new: bool
    is_after: bool
    who: str
    is_guest: bool
    told: str
    collection: Collection | None
    session: str
    session_name: str
    images: Sequence[Image]
    more: int
    said: Sequence[Comment]
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. `older`: where the next page begins, None on the last."""

    lines: Sequence[Line]
    older: Place | None

    @property
    def is_new(self) -> bool:
        return any(line.is_new for line in self.lines)

    @property
    def edge(self) -> int | None:
        """The first line that one knew already; None where that is on another page."""
        return next((n for n, line in enumerate(self.lines) if not line.is_after), None)


@dataclass(slots=True)
class _Group:
    """Rows of one line, newest first; `ids` of images, `count` how many they are."""

    made: list[Made]
    events: list[Event]
    at: datetime
    is_after: bool

    @property
    def ids(self) -> list[int]:
        """Each once; picked ones before all others."""
        if self.made:
            return [row.pk for row in self.made]
        named = [pk for event in self.events for pk in _images_of(event)]
        picked = [e.image_id for e in self.events if e.image_id and e.data.get("verdict") == "pick"]
        return list(dict.fromkeys([*picked, *named]))


def page(
    person: User | None, wanted: Wanted, since: datetime | None, before: Place | None = None
) -> Page:
    """Six statements at most, and what it takes to name sessions."""
    found = activity.find(person, wanted, before)
    groups = _groups(found, since)
    if len(groups) > LINES and (edge := _hour_of(groups)) > activity.hour(groups[-1].at):
        found = activity.until(found, edge, before)
        groups = _groups(found, since)
    return Page(_lines(groups, person), found.older)


def _hour_of(groups: Sequence[_Group]) -> datetime:
    """The hour of the last line that still fits."""
    return activity.hour(groups[LINES - 1].at)


# Which rows are one line


def _groups(found: Found, since: datetime | None) -> list[_Group]:
    groups: dict[Hashable, _Group] = {}

    def group_of(at: datetime, about: tuple[Hashable, ...]) -> _Group:
        is_after = since is None or at > since
        return groups.setdefault(
            (activity.hour(at), is_after, *about), _Group([], [], at, is_after)
        )

    for made in found.made:
        group_of(made.at, _about_made(made)).made.append(made)
    for happened in found.happened:
        group_of(happened.at, _about(happened.event)).events.append(happened.event)
    return sorted(groups.values(), key=lambda group: group.at, reverse=True)


def _about_made(row: Made) -> tuple[Hashable, ...]:
    return "made", row.origin, row.person, row.session


def _about(event: Event) -> tuple[Hashable, ...]:
    by = event.person_id, event.guest_id, event.name
    if event.kind == Kind.VERDICT:
        return event.kind, by, event.collection_id
    if event.kind in {Kind.COMMENT, Kind.RESOLVED}:
        return event.kind, by, event.image_id
    one = None if event.kind in SUMMED and not event.data.get("is_done") else event.pk
    return event.kind, by, event.collection_id, one


# How a line is told


def _lines(groups: Sequence[_Group], person: User | None) -> list[Line]:
    """Four statements, and one for sessions."""
    pictures = _pictures(groups, person)
    people = {one.pk: one.name for one in _makers(groups)}
    said = _comments(groups)
    sessions = session_names.of(sorted({r.session for g in groups for r in g.made if r.session}))
    me = person.pk if person else None
    return [_line(group, pictures, people, said, sessions, me) for group in groups]


def _line(
    group: _Group,
    pictures: Mapping[int, Image],
    people: Mapping[int, str],
    said: Mapping[int, Comment],
    sessions: Mapping[str, str],
    me: int | None,
) -> Line:
    first = group.events[0] if group.events else None
    by = first.person_id if first else group.made[0].person
    ids = group.ids
    images = [pictures[pk] for pk in ids if pk in pictures][:STRIP]
    session = "" if first else group.made[0].session
    return Line(
        at=group.at,
        is_new=group.is_after and me is not None and by != me,
        is_after=group.is_after,
        who=first.name if first else people.get(by or 0, ""),
        is_guest=bool(first and first.guest_id),
        told=_told(group, len(ids)),
        collection=first.collection if first else None,
        session=session,
        session_name=sentences.label("session", session, sessions.get(session, "")),
        images=images,
        more=max(0, _count(group, ids) - len(images)) if images else 0,
        said=[said[pk] for pk in reversed(_said_of(group)[:SAID]) if pk in said],
        note=decisions.line(first).note if first and len(group.events) == 1 else "",
    )


def _told(group: _Group, images: int) -> str:
    if group.made:
        is_made = group.made[0].origin == Image.Origin.MADE
        words = MADE if is_made else BROUGHT
        return ngettext(*words, images) % {"n": images}
    first = group.events[0]
    if len(group.events) > 1 and (say := SUMS.get(first.kind)):
        return say(group, images)
    return decisions.line(first).told


def _judged(group: _Group, images: int) -> str:
    """What was said last of each image."""
    verdicts: dict[int, str] = {}
    stars: dict[int, int] = {}
    for event in group.events:
        pk, data = event.image_id or 0, event.data
        if "verdict" in data:
            verdicts.setdefault(pk, data["verdict"])
        if "stars" in data:
            stars.setdefault(pk, data["stars"])
    counts = (
        (list(verdicts.values()).count("pick"), _("%(n)s picked")),
        (list(verdicts.values()).count("reject"), _("%(n)s rejected")),
        (sum(bool(n) for n in stars.values()), _("%(n)s with stars")),
    )
    told = ngettext("judged %(n)d image", "judged %(n)d images", images) % {"n": images}
    parts = [words % {"n": number} for number, words in counts if number]
    return f"{told}: {', '.join(parts)}" if parts else told


def _times(one: str, many: str) -> Callable[[_Group, int], str]:
    return lambda group, _images: ngettext(one, many, len(group.events)) % {"n": len(group.events)}


def _sum(one: str, many: str) -> Callable[[_Group, int], str]:
    def say(group: _Group, _images: int) -> str:
        count = sum(int(event.data.get("count", 1)) for event in group.events)
        return ngettext(one, many, count) % {"n": count}

    return say


MADE = (gettext_noop("made %(n)d image"), gettext_noop("made %(n)d images"))
BROUGHT = (gettext_noop("brought %(n)d image"), gettext_noop("brought %(n)d images"))
SUMS: Mapping[str, Callable[[_Group, int], str]] = {
    Kind.VERDICT: _judged,
    Kind.COMMENT: _times(gettext_noop("commented"), gettext_noop("commented %(n)d times")),
    Kind.RESOLVED: _times(
        gettext_noop("resolved a comment"), gettext_noop("resolved %(n)d comments")
    ),
    Kind.ADDED: _sum(gettext_noop("added %(n)d image"), gettext_noop("added %(n)d images")),
    Kind.REMOVED: _sum(gettext_noop("took out %(n)d image"), gettext_noop("took out %(n)d images")),
    Kind.NOTED: lambda group, _images: _("wrote notes"),
    Kind.DOWNLOADED: _sum(
        gettext_noop("downloaded %(n)d image"), gettext_noop("downloaded %(n)d images")
    ),
}


# What belongs to them


def _images_of(event: Event) -> list[int]:
    if event.image_id:
        return [event.image_id]
    named = event.data.get("images", [])
    return [one["id"] if isinstance(one, dict) else one for one in named]


def _count(group: _Group, ids: Sequence[int]) -> int:
    """An event names some images, and counts them all."""
    counted = sum(int(event.data.get("count", 0)) for event in group.events)
    return max(counted, len(ids)) if len(group.events) == 1 else len(ids)


def _pictures(groups: Iterable[_Group], person: User | None) -> dict[int, Image]:
    """Those that strips begin with, and some more where the first are gone; one statement."""
    ids = {pk for group in groups for pk in group.ids[: 2 * STRIP]}
    found = Image.objects.filter(activity.is_seen(person), pk__in=ids, trashed_at=None)
    return {image.pk: image for image in found.defer(*LONG)}


def _makers(groups: Iterable[_Group]) -> Iterable[User]:
    ids = {row.person for group in groups for row in group.made[:1] if row.person}
    return User.objects.filter(pk__in=ids) if ids else ()


def _said_of(group: _Group) -> list[int]:
    """Comments of a line; resolved ones say what was resolved."""
    return list(dict.fromkeys(e.data["comment"] for e in group.events if "comment" in e.data))


def _comments(groups: Iterable[_Group]) -> dict[int, Comment]:
    """Those that are still there, short; one statement."""
    ids = [pk for group in groups for pk in _said_of(group)[:SAID]]
    found = Comment.objects.filter(pk__in=ids, removed_at=None) if ids else ()
    said = {comment.pk: comment for comment in found}
    for comment in said.values():
        comment.text = Truncator(comment.text).chars(EXCERPT)
    return said
