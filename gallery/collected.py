"""What the pages of collections read. What is private to others is in none of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from gallery import verdicts
from gallery.actors import Actor
from gallery.models import Collection, CollectionItem, Comment, Image, Review, User
from gallery.queries import LONG
from gallery.verdicts import Mark

SIZE = 60
ROWS = 24
STRIP = 7
SORTS = ("", "stars", "picks")
SHOWN = ("", "picked", "rejected", "open")
NO_MARK = Mark()
SCORE = Case(When(verdict="pick", then=1), When(verdict="reject", then=-1), default=0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a team is: an image is picked where more people picked than rejected it."""

    picked: int = 0
    rejected: int = 0
    total: int = 0

    @property
    def open(self) -> int:
        return self.total - self.picked - self.rejected


@dataclass(frozen=True, slots=True)
class Row:
    """A collection among others, with the first of its images."""

    collection: Collection
    images: Sequence[Image]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Rows:
    """`later`: the number of the next page, None on the last."""

    rows: Sequence[Row]
    later: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """An image in its collection. `pins`: how many are open."""

    item: CollectionItem
    mark: Mark
    pins: int

    @property
    def image(self) -> Image:
        return self.item.image


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of a collection's images, in the order asked for. `later`: where the next ones begin."""

    kept: Sequence[Kept]
    later: str


# Many


def rows(person: User | None, state: str = "", words: str = "", page: int = 1) -> Rows:
    """Collections, the last changed first; archived ones only by their state. Three statements."""
    found = Collection.objects.select_related("cover", "made_by").order_by("-changed_at", "-pk")
    is_known = state in Collection.State.values
    archived = Q(state=Collection.State.ARCHIVED)
    found = found.filter(state=state) if is_known else found.exclude(archived)
    if words:
        found = found.filter(name__icontains=words.replace("\0", " "))
    some = list(found[(page - 1) * ROWS : page * ROWS + 1])
    shown = some[:ROWS]
    strips, told = _strips(shown, person), progress(shown, person)
    drawn = [Row(one, strips.get(one.pk, ()), told.get(one.pk, Progress())) for one in shown]
    return Rows(drawn, page + 1 if len(some) > ROWS else None)


def progress(collections: Sequence[Collection], person: User | None) -> Mapping[int, Progress]:
    """By the collection's id; one statement."""
    if not collections:
        return {}
    items = _scored(_here(person).filter(collection__in=collections)).values("collection")
    counts = items.annotate(
        picked=Count("pk", filter=Q(score__gt=0)),
        rejected=Count("pk", filter=Q(score__lt=0)),
        total=Count("pk"),
    )
    return {
        row["collection"]: Progress(row["picked"], row["rejected"], row["total"])
        for row in counts.order_by()
    }


def of_image(image: Image) -> list[Collection]:
    return list(image.collections.order_by("name", "pk"))


# One


def part(
    collection: Collection, person: User | None, *, sort: str = "", shown: str = "", after: str = ""
) -> Slice:
    """The first images, or those after a place; three statements."""
    items = _shown(_seen(person).filter(collection=collection), shown)
    items = items.select_related("image").defer(*(f"image__{name}" for name in LONG))
    ranked = items.annotate(rank=_rank(sort)).order_by("-rank", "position", "pk")
    found = list(ranked.filter(_after(after))[: SIZE + 1])
    some = found[:SIZE]
    images = [item.image for item in some]
    marks, pins = verdicts.of(images, Actor(person)), _pins(images)
    kept = [Kept(i, marks.get(i.image_id, NO_MARK), pins.get(i.image_id, 0)) for i in some]
    return Slice(kept, _place(some[-1]) if len(found) > SIZE else "")


def place_of(collection: Collection, image: int, sort: str = "") -> str:
    """Where what follows an image begins, '' where it is not there; one statement."""
    item = collection.items.filter(image=image).annotate(rank=_rank(sort)).first()
    return _place(item) if item is not None else ""


def picks(collection: Collection, person: User | None) -> list[int]:
    """Ids of what is picked, in its order; one statement."""
    items = _shown(_seen(person).filter(collection=collection), "picked")
    return list(items.order_by("position", "pk").values_list("image_id", flat=True))


def every(collection: Collection, person: User | None) -> list[int]:
    """Ids of all that is not in the trash, in its order; one statement."""
    items = _here(person).filter(collection=collection).order_by("position", "pk")
    return list(items.values_list("image_id", flat=True))


def item(collection: Collection, image: int, person: User | None) -> CollectionItem | None:
    items = _seen(person).filter(collection=collection, image=image)
    return items.select_related("image").first()


def _seen(person: User | None) -> QuerySet[CollectionItem]:
    everybody = Q(image__private_to=None)
    return CollectionItem.objects.filter(
        everybody | Q(image__private_to=person) if person else everybody
    )


def _here(person: User | None) -> QuerySet[CollectionItem]:
    return _seen(person).filter(image__trashed_at=None)


def _scored(items: QuerySet[CollectionItem]) -> QuerySet[CollectionItem]:
    """`score`: how many more people picked than rejected it."""
    return items.annotate(score=_said(Sum(SCORE)))


def _said(sum: Sum) -> Coalesce:
    said = Review.objects.filter(image=OuterRef("image")).order_by().values("image")
    found = said.annotate(sum=sum).values("sum")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _shown(items: QuerySet[CollectionItem], shown: str) -> QuerySet[CollectionItem]:
    wanted = {"picked": Q(score__gt=0), "rejected": Q(score__lt=0), "open": Q(score=0)}
    if shown not in wanted:
        return items
    return _scored(items.filter(image__trashed_at=None)).filter(wanted[shown])


def _rank(sort: str) -> Coalesce | Value:
    """The highest comes first; of the same rank, the collection's own order."""
    if sort == "stars":
        return _said(Sum("stars"))
    return _said(Sum(SCORE)) if sort == "picks" else Value(0)


def _after(place: str) -> Q:
    parts = place.split(".")
    if len(parts) != 3 or not all(_is_number(part) for part in parts):
        return Q()
    rank, position, pk = map(int, parts)
    behind = Q(position__gt=position) | Q(position=position, pk__gt=pk)
    return Q(rank__lt=rank) | Q(rank=rank) & behind


def _place(item: CollectionItem) -> str:
    return f"{item.rank}.{item.position}.{item.pk}"  # type: ignore[attr-defined]


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= 18


def _pins(images: Iterable[Image]) -> dict[int, int]:
    left = Comment.objects.filter(number__isnull=False, removed_at=None, resolved_at=None)
    found = left.filter(image__in=list(images)).order_by().values_list("image")
    return dict(found.annotate(pins=Count("pk")))


def _strips(shown: Sequence[Collection], person: User | None) -> dict[int, list[Image]]:
    """The first images of each, its cover before all; one statement."""
    number = Window(RowNumber(), partition_by="collection", order_by=("position", "pk"))
    items = _here(person).filter(collection__in=shown).annotate(number=number)
    found: dict[int, list[Image]] = {one.pk: _cover(one, person) for one in shown}
    left_out = (f"image__{name}" for name in LONG)
    first = items.filter(number__lte=STRIP).order_by("position", "pk").select_related("image")
    for item in first.defer(*left_out):
        strip = found[item.collection_id]
        if item.image not in strip and len(strip) < STRIP:
            strip.append(item.image)
    return found


def _cover(collection: Collection, person: User | None) -> list[Image]:
    cover = collection.cover
    is_seen = cover and cover.private_to_id in (None, person.pk if person else None)
    return [cover] if cover and is_seen and not cover.is_trashed else []
