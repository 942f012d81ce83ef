"""What a word of the sentence opens: its choices with how many images have each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import counters, sentences
from gallery.counters import Choice, Key
from gallery.models import Collection, Image, User
from gallery.searches import Search
from gallery.selection import may_see

MANY = 12
"""So many choices have a field to find one."""
RECENT = 500
"""Of so many newest images the sessions come first."""
FACETS = ("person", "model", "session", "provider", "ratio", "tier", "tag", "origin", "shape")


@dataclass(frozen=True, slots=True)
class Option:
    """`images` None: nobody counts them."""

    value: str
    label: str
    is_chosen: bool
    images: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one field; `is_many`: several at once."""

    field: str
    title: str
    options: Sequence[Option]
    is_many: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.options) > MANY


@dataclass(frozen=True, slots=True)
class Panel:
    """`kept`: (name, value) of all else that the search asks. `links`: (name, label) of panels."""

    name: str
    title: str
    groups: Sequence[Group] = ()
    kept: Sequence[tuple[str, str]] = ()
    days: Sequence[tuple[str, str, str]] = ()
    links: Sequence[tuple[str, str]] = ()


def panel(name: str, wanted: Search, person: User | None) -> Panel | None:
    """What is behind a word, None where there is no such word. At most four statements."""
    title = _titles().get(name)
    if title is None:
        return None
    if name == "and":
        return Panel(name, title, links=[(key, _titles()[key]) for key in MORE])
    days = _days(name, wanted)
    groups = _groups(name, title, wanted, person)
    own = {group.field for group in groups} | {field for field, *_rest in days}
    own |= {"job", "recipe"} if name == "one" else set()
    kept = [(key, value) for key, value in parse_qsl(wanted.address) if key not in own]
    return Panel(name, title, groups, kept, days)


MORE = ("provider", "ratio", "tier", "tag", "collection", "days", "origin", "shape", "stack")


def _titles() -> dict[str, str]:
    return {
        "person": _("Made by"),
        "model": _("Model"),
        "session": _("Session"),
        "rating": _("Rated"),
        "order": _("Order"),
        "provider": _("Provider"),
        "ratio": _("Aspect ratio"),
        "tier": _("Resolution"),
        "tag": _("Tag"),
        "collection": _("Collection"),
        "days": _("Day"),
        "origin": _("Where it came from"),
        "shape": _("Another shape than asked"),
        "reference": _("Made from"),
        "stack": _("Stacks"),
        "one": _("Stack"),
        "and": _("Ask for more"),
    }


def _groups(name: str, title: str, wanted: Search, person: User | None) -> list[Group]:
    if name in FACETS:
        return [_facet(name, title, wanted, person)]
    if name == "rating":
        return _rating(wanted, person)
    if name == "order":
        orders = (("", _("newest first")), ("oldest", _("oldest first")))
        return [_one("order", title, orders, wanted.order)]
    if name == "stack":
        stacks = (
            ("", _("one frame for each image")),
            ("job", _("one frame for each job")),
            ("recipe", _("one frame for each recipe")),
        )
        return [_one("stack", title, stacks, wanted.stack)]
    if name == "collection":
        return [Group(name, title, _collections(wanted), is_many=True)]
    if name == "reference":
        values = [Option(v, sentences.label(name, v), True) for v in wanted.reference]
        return [Group(name, title, values, is_many=True)]
    return []


def _facet(name: str, title: str, wanted: Search, person: User | None) -> Group:
    """The chosen ones first, then by how many images have them; the newest sessions before all."""
    chosen = getattr(wanted, name)
    most = counters.choices(name, person)
    newest = _newest_sessions(person) if name == "session" else []
    found = {choice.value: choice for choice in (*newest, *most)}
    names = _names(found) if name == "person" else {}
    values = [*chosen, *(value for value in found if value not in chosen)]
    if name == "origin" and Image.Origin.UPLOADED.value not in values:
        values.append(Image.Origin.UPLOADED.value)
    options = []
    for value in values:
        known = found.get(value)
        called = names.get(value) or (known.label if known else "")
        label = sentences.label(name, value, called)
        options.append(Option(value, label, value in chosen, known.images if known else None))
    return Group(name, title, options, is_many=True)


def _newest_sessions(person: User | None) -> list[Choice]:
    """Those of the newest images, which have too few yet to be among the largest."""
    shown = Image.objects.filter(may_see(person), trashed_at=None)
    # Those that were imported have none; asked for in SQL, all of them would be read.
    sessions = shown.order_by("-pk").values_list("session", flat=True)[:RECENT]
    newest = [value for value in dict.fromkeys(sessions) if value]
    known = counters.known({"session": newest}, person)
    keys = (Key(0, "session", value) for value in newest)
    return [known[key] for key in keys if key in known]


def _collections(wanted: Search) -> list[Option]:
    """The last changed first."""
    kept = Collection.objects.exclude(state=Collection.State.ARCHIVED)
    kept |= Collection.objects.filter(pk__in=wanted.collection)
    found = kept.order_by("-changed_at").values_list("pk", "name")[:200]
    return [Option(str(pk), name, str(pk) in wanted.collection) for pk, name in found]


def _names(values: Iterable[str]) -> dict[str, str]:
    people = User.objects.filter(pk__in=[value for value in values if value.isdecimal()])
    return {str(person.pk): person.get_username() for person in people}


def _one(
    field: str,
    title: str,
    values: Iterable[tuple[str, str]],
    chosen: str,
    images: dict[str, int] | None = None,
) -> Group:
    counts = images or {}
    options = [Option(value, text, value == chosen, counts.get(value)) for value, text in values]
    return Group(field, title, options)


def _rating(wanted: Search, person: User | None) -> list[Group]:
    judged = {"pick": 0, "reject": 0}
    judged |= {choice.value: choice.images for choice in counters.choices("verdict", person)}
    best = {choice.value: choice.images for choice in counters.choices("stars", person)}
    verdicts = (
        ("", _("anything")),
        ("pick", _("a pick")),
        ("reject", _("a reject")),
        ("none", _("by nobody yet")),
        ("unjudged", _("not by me yet")),
    )
    several = [
        (str(n), ngettext("%(n)s star", "%(n)s stars", n) % {"n": n}) for n in (5, 4, 3, 2, 1)
    ]
    stars = [("", _("any number"))]
    stars += [
        (n, text if n == "5" else _("%(stars)s or more") % {"stars": text}) for n, text in several
    ]
    at_least = {
        str(n): sum(count for value, count in best.items() if int(value) >= n) for n in range(1, 6)
    }
    groups = [
        _one("verdict", _("Verdict"), verdicts, wanted.verdict, judged),
        _one("stars", _("Stars"), stars, str(wanted.stars or ""), at_least),
    ]
    if person:
        by = (("", _("by anybody")), ("me", _("by me")))
        groups.append(_one("by", _("Said"), by, wanted.by))
    return groups


def _days(name: str, wanted: Search) -> list[tuple[str, str, str]]:
    """(field, label, value) of fields for a day."""
    if name == "order":
        return [("day", _("Go to a day"), "")]
    if name == "days":
        days = (("since", _("From"), wanted.since), ("until", _("To"), wanted.until))
        return [(field, text, day.isoformat() if day else "") for field, text, day in days]
    return []
