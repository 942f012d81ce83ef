"""An image among those that it was made from, that came with it and that were made from it.

What is in the trash or is another person's own is left out everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from .differences import comparison
from .models import Image, Parentage, User
from .queries import LONG

SIBLINGS = 12
CHILDREN = 6
GRANDCHILDREN = 3
CHILD = tuple(f"child__{name}" for name in LONG)
LABEL = 60  # signs


@dataclass(frozen=True, slots=True)
class Reference:
    """What an image was made from, as number `position` of its references."""

    image: Image
    position: int


@dataclass(frozen=True, slots=True)
class Relative:
    """An image of a family; `new` is what its prompt says besides. `made` the newest from it."""

    image: Image
    new: str = ""
    made: Relatives | None = None


@dataclass(frozen=True, slots=True)
class Relatives:
    """The first of them, and how many `more` there are."""

    shown: Sequence[Relative] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """`siblings` are the results of the same job, the image itself among them."""

    image: Image
    references: Sequence[Reference] = ()
    siblings: Relatives = field(default_factory=Relatives)
    children: Relatives = field(default_factory=Relatives)

    def __bool__(self) -> bool:
        return bool(self.references or len(self.siblings.shown) > 1 or self.children.shown)


def of(image: Image, person: User | None, made: int | None = None) -> Family:
    """Four statements. `made` images came of its job, None where that is not known."""
    return Family(
        image, _references(image, person), _siblings(image, person, made), _children(image, person)
    )


def _visible(person: User | None, path: str = "") -> Q:
    """What this person finds in the gallery; `path` leads to the image."""
    everybodys = Q(**{f"{path}private_to": None})
    own = Q(**{f"{path}private_to": person}) if person else Q()
    return Q(**{f"{path}trashed_at": None}) & (everybodys | own if person else everybodys)


def _references(image: Image, person: User | None) -> list[Reference]:
    found = Parentage.objects.filter(_visible(person, "parent__"), child=image)
    parents = found.select_related("parent").defer(*(f"parent__{name}" for name in LONG))
    return [Reference(each.parent, each.position) for each in parents.order_by("position")]


def _siblings(image: Image, person: User | None, made: int | None) -> Relatives:
    if not image.job or made == 1:
        return Relatives()
    found = Image.objects.filter(_visible(person), job=image.job).defer(*LONG)
    images = list(found.order_by("id")[:SIBLINGS])
    if image not in images:
        images = [image, *images[: SIBLINGS - 1]]
    more = max(0, (made or 0) - len(images)) if len(images) == SIBLINGS else 0
    return Relatives([Relative(each) for each in images], more)


def _children(image: Image, person: User | None) -> Relatives:
    found, totals = _made_from([image.pk], person, CHILDREN)
    children = found[image.pk]
    theirs, counts = _made_from([child.pk for child in children], person, GRANDCHILDREN)
    shown = [
        Relative(child, _new(image, child), _grandchildren(theirs[child.pk], counts[child.pk]))
        for child in children
    ]
    return Relatives(shown, totals[image.pk] - len(shown))


def _grandchildren(images: Sequence[Image], total: int) -> Relatives:
    return Relatives([Relative(each) for each in images], total - len(images))


def _made_from(
    parents: Iterable[int], person: User | None, most: int
) -> tuple[dict[int, list[Image]], dict[int, int]]:
    """The newest `most` children of each parent, and how many there are; by the parent's id."""
    rows = _once(Parentage.objects.filter(_visible(person, "child__"), parent__in=list(parents)))
    apart = [F("parent")]
    ranked = rows.annotate(
        place=Window(RowNumber(), partition_by=apart, order_by=F("child").desc()),
        total=Window(Count("pk"), partition_by=apart),
    ).filter(place__lte=most)
    found: dict[int, list[Image]] = defaultdict(list)
    totals: dict[int, int] = defaultdict(int)
    for row in ranked.select_related("child").defer(*CHILD).order_by("parent", "place"):
        found[row.parent_id].append(row.child)
        totals[row.parent_id] = row.total
    return found, totals


def _once(rows: QuerySet[Parentage]) -> QuerySet[Parentage]:
    """A child that had it twice counts once."""
    same = Parentage.objects.filter(child=OuterRef("child"), parent=OuterRef("parent"))
    return rows.filter(~Exists(same.filter(position__lt=OuterRef("position"))))


def _new(image: Image, child: Image) -> str:
    """The words that came into the prompt, if they are few."""
    if not (image.prompt and child.prompt):
        return ""
    words = [change.put for change in comparison(image.prompt, child.prompt).changes if change.put]
    text = ", ".join(word.strip(" ,.;") for word in words)
    return text if len(text) <= LABEL else ""
