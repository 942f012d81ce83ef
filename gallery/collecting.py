"""What is in a collection: its rows, put and taken. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gallery import events, positions
from gallery.actors import Actor
from gallery.models import Collection, CollectionItem, Event, Image
from gallery.selection import chunks

MOST = 10_000
"""Images of one collection."""
NAMED = 500
"""Images that an event names; more are only counted."""
ARCHIVED = gettext_noop("An archived collection stays as it is. Open it again first.")
TOO_MANY = gettext_noop("A collection holds up to 10,000 images. Choose fewer.")


class CollectionError(ValueError):
    """What was asked cannot be done; the text says why."""


def items_of(collection: Collection, ids: Sequence[int]) -> list[CollectionItem]:
    """Of these images, in its order."""
    found = [item for some in chunks(ids) for item in collection.items.filter(image__in=some)]
    return sorted(found, key=lambda item: (item.position, item.pk))


def locked(collection: Collection) -> Collection:
    held = Collection.objects.select_for_update().get(pk=collection.pk)
    if held.state == Collection.State.ARCHIVED:
        raise CollectionError(_(ARCHIVED))
    return held


def still(data: dict[str, Any]) -> Collection | None:
    held = Collection.objects.select_for_update().filter(pk=data["collection"])
    return held.exclude(state=Collection.State.ARCHIVED).first()


def there(ids: Sequence[int], collection: Collection) -> list[int]:
    """Those of `ids` that are images and not in it yet."""
    found: set[int] = set()
    for some in chunks(ids):
        images = Image.objects.filter(pk__in=some).exclude(places__collection=collection)
        found.update(images.values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(ids) if pk in found]


def put(collection: Collection, ids: Sequence[int], by: Actor, **told: Any) -> list[int]:
    new = there(ids, collection)
    if len(new) + collection.items.count() > MOST:
        raise CollectionError(_(TOO_MANY))
    places = positions.after_all(collection, len(new))
    items = [
        CollectionItem(collection=collection, image_id=pk, position=place, added_by=by.person)
        for pk, place in zip(new, places, strict=True)
    ]
    CollectionItem.objects.bulk_create(items, batch_size=500)
    filled(collection, Event.Kind.ADDED, new, by, **told)
    return new


def take(collection: Collection, items: Sequence[CollectionItem], by: Actor) -> None:
    for some in chunks([item.pk for item in items]):
        CollectionItem.objects.filter(pk__in=some).delete()
    if collection.cover_id in {item.image_id for item in items}:
        collection.cover = None
    filled(collection, Event.Kind.REMOVED, [item.image_id for item in items], by)


def filled(collection: Collection, kind: str, ids: Sequence[int], by: Actor, **told: Any) -> None:
    if ids:
        happened(kind, by, collection, **named(ids), **told)
        collection.save(update_fields=["cover", "changed_at"])


def named(ids: Sequence[int]) -> dict[str, Any]:
    return {"count": len(ids), "images": list(ids[:NAMED])}


def happened(kind: str, by: Actor, collection: Collection, **data: Any) -> Event:
    return events.happened(kind, by, collection=collection, **data)
