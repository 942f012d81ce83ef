"""The decision log of a collection: who, what, when. Reading only; nothing changes a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gallery.models import Collection, Event, Image, User

SIZE = 50
EXCERPT = 120  # signs

Say = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Line:
    """`note` is what somebody wrote, `image` what it was about."""

    at: datetime
    who: str
    told: str
    note: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """Newest first. `before`: where older lines begin, None at the end."""

    lines: list[Line]
    before: int | None


def page(collection: Collection, person: User | None, before: int | None = None) -> Log:
    """Its own events, and verdicts on its images since it is there; two statements."""
    seen = Q(image=None) | Q(image__private_to=None)
    if person is not None:
        seen |= Q(image__private_to=person)
    shown = Event.objects.filter(seen).exclude(kind=Event.Kind.VISITED)
    own = shown.filter(collection=collection)
    said = shown.filter(
        kind=Event.Kind.VERDICT, collection=None, image__places__collection=collection,
        created_at__gte=collection.created_at,
    )  # fmt: skip
    found = sorted((*_some(own, before), *_some(said, before)), key=lambda event: -event.pk)
    lines = [line(event) for event in found[:SIZE]]
    return Log(lines, found[SIZE - 1].pk if len(found) > SIZE else None)


def _some(events: QuerySet[Event], before: int | None) -> QuerySet[Event]:
    older = events.filter(pk__lt=before) if before else events
    return older.select_related("image").order_by("-pk")[: SIZE + 1]


def line(event: Event) -> Line:
    """An event as it is told."""
    say, data = SAID.get(event.kind), event.data
    told = say(data) if say else event.get_kind_display()
    note = Truncator(str(data.get("note", data.get("text", "")))).chars(EXCERPT)
    return Line(event.created_at, _who(event), told, note, event.image)


def _who(event: Event) -> str:
    """A guest's name is what they typed, and might be anybody's."""
    return _("%(name)s, guest") % {"name": event.name} if event.guest_id else event.name


# In words


def _counted(one: str, many: str) -> Say:
    return lambda data: ngettext(one, many, _count(data)) % {"n": _count(data)}


def _count(data: Mapping[str, Any]) -> int:
    return int(data.get("count", 1))


def _verdict(data: Mapping[str, Any]) -> str:
    words = {"pick": _("picked"), "reject": _("rejected"), "": _("took the mark off")}
    said = [words[data["verdict"]]] if data.get("verdict") in words else []
    if data.get("stars"):
        said.append(ngettext("%(n)s star", "%(n)s stars", data["stars"]) % {"n": data["stars"]})
    return ", ".join(said) or _("took the stars off")


def _state(data: Mapping[str, Any]) -> str:
    if data.get("is_new"):
        return _("made the collection")
    state = dict(Collection.State.choices).get(data.get("state", ""), "")
    return _("set it to “%(state)s”") % {"state": state}


def _noted(data: Mapping[str, Any]) -> str:
    if "name" in data:
        return _("renamed it from “%(before)s” to “%(name)s”") % data
    if "cover" in data:
        return _("made it the cover")
    return _("wrote a note") if data.get("note") else _("took the note out")


SAID: dict[str, Say] = {
    Event.Kind.VERDICT: _verdict,
    Event.Kind.STATE: _state,
    Event.Kind.NOTED: _noted,
    Event.Kind.ORDERED: lambda data: _("changed the order"),
    Event.Kind.ADDED: _counted(
        gettext_noop("added %(n)d image"), gettext_noop("added %(n)d images")
    ),
    Event.Kind.REMOVED: _counted(
        gettext_noop("took out %(n)d image"), gettext_noop("took out %(n)d images")
    ),
    Event.Kind.SIGNED: _counted(
        gettext_noop("signed off %(n)d image"), gettext_noop("signed off %(n)d images")
    ),
    Event.Kind.COMMENT: lambda data: _("commented"),
    Event.Kind.RESOLVED: lambda data: _("resolved a comment"),
    Event.Kind.SHARED: lambda data: _("made a share link"),
    Event.Kind.REVOKED: lambda data: _("revoked a share link"),
    Event.Kind.VISITED: lambda data: _("is through") if data.get("is_done") else _("came"),
    Event.Kind.DOWNLOADED: lambda data: _("downloaded images"),
}
