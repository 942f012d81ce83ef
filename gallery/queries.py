"""What the gallery's pages read. Pages are cut by id: no OFFSET, no count of the table."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Image

SIZE = 60
# What a frame in a grid does not show.
LONG = (
    "prompt_sent", "revised_prompt", "note", "parameters_asked", "parameters_sent", "fates",
    "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Images, newest first. `older` and `newer` are the `before` of the pages next to it.

    `older` None: the last page. `newer` None: the first page; 0: the one before is the first.
    """

    images: list[Image]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ids of the images next to one in the gallery, None at its ends."""

    newer: int | None
    older: int | None


def shown() -> QuerySet[Image]:
    """What the gallery shows: everything but uploads."""
    return Image.objects.exclude(origin=Image.Origin.UPLOADED)


def newest(before: int | None = None, size: int = SIZE) -> Page:
    """The page of images older than the id `before`, or the first; two statements at most."""
    images = shown().order_by("-id").defer(*LONG)
    if before is not None:
        images = images.filter(id__lt=before)
    found = list(images[: size + 1])
    older = found[size - 1].pk if len(found) > size else None
    newer = None if before is None else _newer(before, size)
    return Page(found[:size], older, newer)


def neighbours(image: Image) -> Neighbours:
    newer = shown().filter(id__gt=image.pk).order_by("id")
    older = shown().filter(id__lt=image.pk).order_by("-id")
    return Neighbours(*(side.values_list("id", flat=True).first() for side in (newer, older)))


def references(image: Image) -> list[Image]:
    """What an image was made from, in order."""
    return list(image.parents.order_by("to_children__position").defer(*LONG))


def children(image: Image, most: int = 24) -> list[Image]:
    """The newest that were made from an image."""
    return list(image.children.order_by("-id").distinct().defer(*LONG)[:most])


def made(image: Image) -> int | None:
    """How many images came of the same job, None for an image without one."""
    return Image.objects.filter(job=image.job).count() if image.job else None


def _newer(before: int, size: int) -> int:
    """The `before` of the page that ends just above the id `before`."""
    ids = shown().filter(id__gte=before).order_by("id").values_list("id", flat=True)
    above = list(ids[: size + 1])
    return above[size] if len(above) > size else 0
