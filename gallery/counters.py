"""How many images there are of each choice, kept in rows so that no page ever counts the table.

A deed that changes what the gallery shows adds its difference here, in its own transaction.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Case, CharField, F, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast

from gallery import search
from gallery.models import Counter, Image, Review, Stale, Tagging, User

ALL = "all"
BATCH = 200
ADD = """
INSERT INTO gallery_counter (scope, facet, value, label, count) VALUES {}
ON CONFLICT (scope, facet, value) DO UPDATE SET
    count = gallery_counter.count + excluded.count,
    label = CASE WHEN gallery_counter.label = '' THEN excluded.label ELSE gallery_counter.label END
"""


class Key(NamedTuple):
    """`scope` 0: everybody sees it; else the id of who does."""

    scope: int
    facet: str
    value: str


class Choice(NamedTuple):
    """A value to filter by, what people call it, and how many images have it."""

    value: str
    label: str
    images: int


Known = Mapping[Key, Choice]


def add(differences: Mapping[Key, int], labels: Mapping[Key, str] | None = None) -> None:
    """Add to counters, in one statement for 200; the same order everywhere, so none lock up."""
    changed = sorted(key for key, difference in differences.items() if difference)
    names = labels or {}
    with connection.cursor() as cursor:
        for start in range(0, len(changed), BATCH):
            some = changed[start : start + BATCH]
            values = [
                item for key in some for item in (*key, names.get(key, "")[:200], differences[key])
            ]
            cursor.execute(ADD.format(",".join(["(%s, %s, %s, %s, %s)"] * len(some))), values)


def count(images: Sequence[Image], sign: int, *, are_new: bool = False) -> None:
    """Count images in (1) or out (-1) with all that they have; uploads are not counted."""
    found, labels = tally(images, are_new=are_new)
    add({key: sign * number for key, number in found.items()}, labels)


def tally(
    images: Sequence[Image], *, are_new: bool = False
) -> tuple[Mapping[Key, int], Mapping[Key, str]]:
    """How often each value is there, and what people call it; new images have no marks yet."""
    shown = [image for image in images if image.origin != Image.Origin.UPLOADED]
    found: Tally[Key] = Tally()
    labels: dict[Key, str] = {}
    for image in shown:
        scope = image.private_to_id or 0
        found[Key(scope, ALL, "")] += 1
        for facet, value in search.facets_of(image).items():
            key = Key(scope, facet, value[:180])
            found[key] += 1
            labels[key] = _label(image, facet)
    scopes = {image.pk: image.private_to_id or 0 for image in shown}
    for pk, facet, value in () if are_new else marks(list(scopes)):
        found[Key(scopes[pk], facet, value)] += 1
    return found, labels


def marks(pks: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    """(image, facet, value) of what people said: tags, verdicts, the best stars."""
    tagged = Tagging.objects.filter(image__in=pks).values_list("image_id", "tag__key")
    yield from ((pk, "tag", key) for pk, key in tagged)
    reviews = Review.objects.filter(image__in=pks)
    for pk, verdict in reviews.exclude(verdict="").values_list("image_id", "verdict").distinct():
        yield pk, "verdict", verdict
    best = reviews.filter(stars__isnull=False).values("image_id").annotate(best=Max("stars"))
    yield from ((row["image_id"], "stars", str(row["best"])) for row in best)


def catch_up() -> bool:
    """Bring the index and the counters up to date by one batch; False where all was."""
    if not Stale.objects.exists():
        search.tidy()
        return False
    with transaction.atomic():
        new = search.catch_up()
        count(list(Image.objects.filter(pk__in=new, trashed_at=None)), 1)
    return True


def choices(facet: str, person: User | None, limit: int = 200) -> list[Choice]:
    """The most frequent values of a facet, of all that a person may see; one statement."""
    found: dict[str, Choice] = {}
    rows = _seen(person).filter(facet=facet, count__gt=0).order_by("-count")
    for value, label, number in rows.values_list("value", "label", "count")[: 2 * limit]:
        so_far = found.get(value, Choice(value, label, 0))
        found[value] = Choice(value, so_far.label or label, so_far.images + number)
    return sorted(found.values(), key=lambda choice: -choice.images)[:limit]


def known(asked: Mapping[str, Sequence[str]], person: User | None) -> Known:
    """Of these values by facet what people call them and how many images have them, under keys
    of scope 0; one statement. People are called by their names.
    """
    keys = {Key(0, facet, value) for facet, values in asked.items() for value in values}
    if not keys:
        return {}
    # Of each facet the values of all: so both databases look up each pair in their index.
    rows = _seen(person).filter(facet__in=asked, value__in={key.value for key in keys})
    if "person" in asked:
        rows = rows.annotate(label_of=_names())
    else:
        rows = rows.annotate(label_of=F("label"))
    found: dict[Key, Choice] = {}
    for facet, value, label, number in rows.values_list("facet", "value", "label_of", "count"):
        key = Key(0, facet, value)
        if key not in keys:
            continue
        so_far = found.get(key, Choice(value, label, 0))
        found[key] = Choice(value, so_far.label or label, so_far.images + number)
    return found


def images(known: Known, facet: str, values: Sequence[str]) -> int:
    """How many images have one of these values."""
    choices = (known.get(Key(0, facet, value)) for value in values)
    return sum(choice.images for choice in choices if choice)


def name(facet: str, value: str, label: str) -> None:
    """Give a value another label."""
    Counter.objects.filter(facet=facet, value=value).update(label=label[:200])


def _seen(person: User | None) -> QuerySet[Counter]:
    return Counter.objects.filter(scope__in=[0, person.pk] if person else [0])


def _names() -> Case:
    people = User.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("value"))
    return Case(
        When(facet="person", then=Subquery(people.values(User.USERNAME_FIELD)[:1])),
        default=F("label"),
        output_field=CharField(),
    )


def _label(image: Image, facet: str) -> str:
    labels = {"provider": image.provider_label, "model": image.model_label}
    return labels.get(facet, "")
