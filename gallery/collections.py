"""Collections: the deeds that make, fill, order and decide them, each written into their log.

A deed locks the collection first: of two people at once, one comes after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gallery import collecting, events, positions
from gallery.actors import Actor
from gallery.collecting import CollectionError
from gallery.models import Collection, CollectionItem, Deed, Event, Image, User
from gallery.positions import Place
from gallery.searches import Search
from gallery.selection import Selection

LONGEST = 200  # signs of a name
LONGEST_NOTE = 5000
NO_NAME = gettext_noop("Write a name for the collection.")


# Making


@transaction.atomic
def make(name: str, by: Actor, *, images: Sequence[int] = (), search: str = "") -> Collection:
    """A new one with these images in this order. CollectionError."""
    made = Collection.objects.create(name=_name(name), search=search, made_by=by.person)
    collecting.happened(Event.Kind.STATE, by, made, state=made.state, is_new=True)
    collecting.put(made, images, by, **({"newest": max(images, default=0)} if search else {}))
    return made


def named(name: str, by: Actor) -> Collection:
    """The newest of that name that is not archived, else a new one. CollectionError."""
    plain = _name(name)
    kept = Collection.objects.exclude(state=Collection.State.ARCHIVED).filter(name__iexact=plain)
    return kept.order_by("-changed_at").first() or make(plain, by)


def suggestions(limit: int = 50) -> list[str]:
    """Names of those that may be filled, the last changed first."""
    kept = Collection.objects.exclude(state=Collection.State.ARCHIVED).order_by("-changed_at")
    return list(dict.fromkeys(kept.values_list("name", flat=True)[:limit]))


# Filling


@transaction.atomic
def add(collection: Collection, ids: Sequence[int], by: Actor) -> Deed | None:
    """Put images at the end, in this order; None where all were in it. CollectionError."""
    added = collecting.put(collecting.locked(collection), ids, by)
    told = {"collection": collection.pk, "name": collection.name, "images": added}
    return _deed("collect", told, by) if added else None


@transaction.atomic
def collect(name: str, ids: Sequence[int], by: Actor, wanted: Search | None = None) -> Deed | None:
    """Put images into the collection of that name; a new one keeps the search that found them.

    None where all were in it. CollectionError.
    """
    held = named(name, by)
    is_new = not held.items.exists() and not held.search
    if wanted is None or not is_new:
        return add(held, ids, by)
    Collection.objects.filter(pk=held.pk).update(search=wanted.address)
    added = collecting.put(held, ids, by, newest=max(ids, default=0))
    return _deed("collect", {"collection": held.pk, "name": held.name, "images": added}, by)


@transaction.atomic
def add_new(collection: Collection, by: Actor) -> Deed | None:
    """Put in what its search has found since the last time. CollectionError."""
    held, person = collecting.locked(collection), by.person
    newest = _newest(held)
    found = Selection(person, search=Search.parse(held.search)).ids() if held.search else []
    new = [pk for pk in found if pk > newest]
    added = collecting.put(held, new, by, newest=max(new, default=0))
    told = {"collection": held.pk, "name": held.name, "images": added}
    return _deed("collect", told, by) if added else None


@transaction.atomic
def remove(collection: Collection, ids: Sequence[int], by: Actor) -> Deed | None:
    """Take images out; None where none was in it. CollectionError."""
    held = collecting.locked(collection)
    items = collecting.items_of(held, ids)
    if not items:
        return None
    collecting.take(held, items, by)
    rows = [[item.image_id, item.position, item.note, item.added_by_id] for item in items]
    return _deed("uncollect", {"collection": held.pk, "name": held.name, "items": rows}, by)


@transaction.atomic
def move(collection: Collection, ids: Sequence[int], place: Place, by: Actor) -> bool:
    """Put images, in the order that they have, at a place; whether that changed anything."""
    held = collecting.locked(collection)
    items = collecting.items_of(held, ids)
    found = positions.between(held, [item.image_id for item in items], place) if items else None
    if not found:
        return False
    for item, position in zip(items, found, strict=True):
        item.position = position
    CollectionItem.objects.bulk_update(items, ["position"], batch_size=500)
    if not _is_just_ordered(held, by):
        collecting.happened(
            Event.Kind.ORDERED, by, held, **collecting.named([item.image_id for item in items])
        )
    held.save(update_fields=["changed_at"])
    return True


@transaction.atomic
def step(collection: Collection, ids: Sequence[int], by: Actor, *, is_before: bool) -> bool:
    """One place on."""
    place = positions.beside(collecting.locked(collection), ids, is_before=is_before)
    return place is not None and move(collection, ids, place, by)


# Saying


@transaction.atomic
def rename(collection: Collection, name: str, by: Actor) -> None:
    """CollectionError."""
    held = collecting.locked(collection)
    before, held.name = held.name, _name(name)
    if before != held.name:
        held.save(update_fields=["name", "changed_at"])
        collecting.happened(Event.Kind.NOTED, by, held, name=held.name, before=before)


@transaction.atomic
def write(collection: Collection, note: str, by: Actor) -> None:
    """The note for all of it. CollectionError."""
    held = collecting.locked(collection)
    plain = _plain(note)
    if plain != held.note:
        held.note = plain
        held.save(update_fields=["note", "changed_at"])
        collecting.happened(Event.Kind.NOTED, by, held, note=plain)


@transaction.atomic
def write_of(collection: Collection, image: Image, note: str, by: Actor) -> None:
    """The note for one image of it. CollectionError."""
    held = collecting.locked(collection)
    item = held.items.filter(image=image).first()
    plain = _plain(note)
    if item is not None and plain != item.note:
        item.note = plain
        item.save(update_fields=["note"])
        held.save(update_fields=["changed_at"])
        events.happened(Event.Kind.NOTED, by, image=image, collection=held, note=plain)


@transaction.atomic
def choose_cover(collection: Collection, image: Image, by: Actor) -> None:
    """CollectionError."""
    held = collecting.locked(collection)
    if held.cover_id != image.pk and held.items.filter(image=image).exists():
        held.cover = image
        held.save(update_fields=["cover", "changed_at"])
        events.happened(Event.Kind.NOTED, by, image=image, collection=held, cover=image.pk)


@transaction.atomic
def decide(collection: Collection, state: str, by: Actor) -> None:
    """Give it another state: the one thing that may be done to an archived one."""
    held = Collection.objects.select_for_update().get(pk=collection.pk)
    if state in Collection.State.values and state != held.state:
        before, held.state = held.state, state
        held.save(update_fields=["state", "changed_at"])
        collecting.happened(Event.Kind.STATE, by, held, state=state, before=before)


@transaction.atomic
def sign(collection: Collection, picks: Sequence[Image], by: Actor) -> Event:
    """Sign these off: what they are by id and digest, for ever. CollectionError."""
    held = collecting.locked(collection)
    if not picks:
        raise CollectionError(_("Nothing is picked yet, so there is nothing to sign off."))
    signed = [{"id": image.pk, "digest": image.digest} for image in picks]
    held.state = Collection.State.APPROVED
    held.save(update_fields=["state", "changed_at"])
    return collecting.happened(Event.Kind.SIGNED, by, held, images=signed, count=len(signed))


# Undoing


def _undo_collect(data: dict[str, Any], person: User | None) -> None:
    held = collecting.still(data)
    if held is not None:
        collecting.take(held, collecting.items_of(held, data["images"]), Actor(person=person))


def _undo_uncollect(data: dict[str, Any], person: User | None) -> None:
    held = collecting.still(data)
    if held is None:
        return
    there = collecting.there([row[0] for row in data["items"]], held)
    rows = [row for row in data["items"] if row[0] in there]
    people = set(User.objects.values_list("pk", flat=True))
    items = [
        CollectionItem(
            collection=held, image_id=image, position=position, note=note,
            added_by_id=added_by if added_by in people else None,
        )
        for image, position, note, added_by in rows
    ]  # fmt: skip
    CollectionItem.objects.bulk_create(items, batch_size=500)
    collecting.filled(held, Event.Kind.ADDED, [row[0] for row in rows], Actor(person=person))


UNDO: dict[str, Callable[[dict[str, Any], User | None], None]] = {
    "collect": _undo_collect,
    "uncollect": _undo_uncollect,
}


# What was said


def _is_just_ordered(collection: Collection, by: Actor) -> bool:
    """Many steps of one person are told as one."""
    last = collection.events.order_by("-pk").first()
    return bool(
        last and last.kind == Event.Kind.ORDERED and last.person_id == (by.person and by.person.pk)
    )


def _newest(collection: Collection) -> int:
    """The newest image that its search had found."""
    added = collection.events.filter(kind=Event.Kind.ADDED, data__has_key="newest")
    last = added.order_by("-pk").values_list("data__newest", flat=True).first()
    return int(last or 0)


def _deed(kind: str, data: dict[str, Any], by: Actor) -> Deed:
    return Deed.objects.create(kind=kind, data=data, made_by=by.person)


def _name(text: str) -> str:
    name = " ".join(text.replace("\0", " ").split())[:LONGEST]
    if not name:
        raise CollectionError(_(NO_NAME))
    return name


def _plain(text: str) -> str:
    return text.replace("\0", " ").replace("\r\n", "\n").strip()[:LONGEST_NOTE]
