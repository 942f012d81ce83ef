"""The filters as one sentence: each word with what it says and whether it asks for less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gallery.counters import Key, Known
from gallery.models import Collection, Image
from gallery.searches import Search

Say = Callable[[Search, Known], str]
SHOWN = 2  # values that a word names


@dataclass(frozen=True, slots=True)
class Word:
    """`name` of its choices, `text` as it stands in the sentence."""

    name: str
    text: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The five words that always stand, and those that were added."""

    person: Word
    model: Word
    session: Word
    rating: Word
    order: Word
    others: tuple[Word, ...]


def of(wanted: Search, known: Known) -> Sentence:
    def word(name: str, said: str, plain: str) -> Word:
        return Word(name, said or plain, bool(said))

    others = ((name, say(wanted, known)) for name, say in OTHERS)
    return Sentence(
        person=word("person", _person(wanted, known), _("anyone")),
        model=word("model", _model(wanted, known), _("any model")),
        session=word("session", _session(wanted, known), _("any session")),
        rating=word("rating", _rating(wanted, known), _("anything")),
        order=word("order", _order(wanted, known), _("newest first")),
        others=tuple(Word(name, text, True) for name, text in others if text),
    )


def label(facet: str, value: str, name: str = "") -> str:
    """What people call a value; `name` is what the counters call it."""
    if name:
        return name
    if facet == "session":
        return _("Session %(number)s") % {"number": value}
    if facet == "reference":
        return _("image %(number)s") % {"number": value.zfill(4)}
    if facet == "origin":
        return str(dict(Image.Origin.choices).get(value, value))
    if facet == "shape":
        return _("another shape than asked")
    return value.partition(":")[2] if facet == "model" else value


def several(facet: str, values: Sequence[str], known: Known) -> str:
    """`Gemini or Flux`, `Gemini or 3 more`, '' for none."""
    labels = []
    for value in values:
        choice = known.get(Key(0, facet, value))
        labels.append(label(facet, value, choice.label if choice else ""))
    if len(labels) <= SHOWN:
        return _(" or ").join(labels)
    more = len(labels) - 1
    words = ngettext("%(first)s or %(n)s more", "%(first)s or %(n)s more", more)
    return words % {"first": labels[0], "n": more}


def _of(facet: str, form: str = "%s") -> Say:
    """One facet's values in a form of words."""

    def say(wanted: Search, known: Known) -> str:
        values = several(facet, getattr(wanted, facet), known)
        return _(form) % values if values else ""

    return say


_person, _model, _session = _of("person"), _of("model"), _of("session")


def _rating(wanted: Search, known: Known) -> str:
    said = [*_judged(wanted), *_rated(wanted)]
    if said and wanted.by:
        by = _("me") if wanted.by == "me" else several("person", (wanted.by,), known)
        said.append(_("by %(person)s") % {"person": by})
    return " ".join(said)


def _judged(wanted: Search) -> Iterator[str]:
    words = {
        "pick": _("a pick"),
        "reject": _("a reject"),
        "none": _("by nobody yet"),
        "unjudged": _("not by me yet"),
    }
    if wanted.verdict:
        yield words[wanted.verdict]


def _rated(wanted: Search) -> Iterator[str]:
    if wanted.stars == 5:
        yield _("5 stars")
    elif wanted.stars:
        yield _("%(n)s or more") % {"n": wanted.stars}


def _order(wanted: Search, known: Known) -> str:
    return _("oldest first") if wanted.order == "oldest" else ""


def _days(wanted: Search, known: Known) -> str:
    bounds = {"since": wanted.since, "until": wanted.until}
    days = {name: date_format(day, "j F Y") for name, day in bounds.items() if day}
    if len(days) == 2:
        return _("from %(since)s to %(until)s") % days
    if wanted.since:
        return _("since %(since)s") % days
    return _("until %(until)s") % days if wanted.until else ""


def _stack(wanted: Search, known: Known) -> str:
    words = {"job": _("one frame for each job"), "recipe": _("one frame for each recipe")}
    return words.get(wanted.stack, "")


def _collected(wanted: Search, known: Known) -> str:
    """Collections have names of their own, which no counter knows."""
    if not wanted.collection:
        return ""
    names = Collection.objects.filter(pk__in=wanted.collection).values_list("name", flat=True)
    return _("in %s") % _(" or ").join(f"“{name}”" for name in names[:SHOWN])


def _of_stack(wanted: Search, known: Known) -> str:
    if wanted.job:
        return _("of one job")
    return _("of one recipe") if wanted.recipe else ""


OTHERS: tuple[tuple[str, Say], ...] = (
    ("provider", _of("provider", gettext_noop("through %s"))),
    ("ratio", _of("ratio", gettext_noop("in %s"))),
    ("tier", _of("tier", gettext_noop("at %s"))),
    ("tag", _of("tag", gettext_noop("tagged %s"))),
    ("collection", _collected),
    ("days", _days),
    ("origin", _of("origin")),
    ("shape", _of("shape", gettext_noop("in %s"))),
    ("reference", _of("reference", gettext_noop("made from %s"))),
    ("one", _of_stack),
    ("stack", _stack),
)
