"""Tags put on images and taken off, with counters and index. In the caller's transaction."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence

from django.db import connection

from gallery import counters, held, search
from gallery.counters import Key
from gallery.listing import listed
from gallery.models import Counter, Tag, Tagging

FEW = 200
"""Images whose index entries are written at once; more are left to the sweep."""
PUT = """
INSERT INTO gallery_tagging (tag_id, image_id, made_by_id)
SELECT %s, id, %s FROM gallery_image WHERE {} ORDER BY id DESC
ON CONFLICT (tag_id, image_id) DO NOTHING RETURNING image_id
"""

Makers = dict[str, list[int]]
"""Ids of images by who tagged them, '' nobody who is known; as a deed keeps it."""


def put(tag: Tag, makers: Mapping[str, Sequence[int]]) -> list[int]:
    """Put a tag on images; answers those that did not have it."""
    rows = held.lock([pk for ids in makers.values() for pk in ids])
    there = {row.pk for row in rows}
    added: list[int] = []
    for maker, ids in makers.items():
        own = [pk for pk in ids if pk in there]
        added += _insert(tag, own, int(maker) if maker else None)
    new = set(added)
    key = Key(0, "tag", tag.key)
    tally = held.tally((row for row in rows if row.pk in new), *key[1:], 1)
    counters.add(tally, dict.fromkeys(tally, tag.name))
    reindex(added)
    return added


def take(tag: Tag, ids: Sequence[int]) -> Makers:
    """Take a tag off images; answers those that had it, by who had put it there."""
    rows = held.lock(ids)
    makers: Makers = {}
    taggings = Tagging.objects.filter(tag=tag, image__among=[row.pk for row in rows])
    for pk, maker in taggings.values_list("image_id", "made_by_id"):
        makers.setdefault(str(maker or ""), []).append(pk)
    taggings.delete()
    had = {pk for ids in makers.values() for pk in ids}
    counters.add(held.tally((row for row in rows if row.pk in had), "tag", tag.key, -1))
    reindex(list(had))
    return makers


def reindex(ids: Sequence[int]) -> None:
    """The words of these images changed."""
    (search.refresh if len(ids) <= FEW else search.later)(ids)


def move_counts(old: str, tag: Tag) -> None:
    """A tag's counts go to its new key, with its new name."""
    tally: Tally[Key] = Tally()
    rows = Counter.objects.filter(facet="tag", value=old)
    for scope, count in rows.values_list("scope", "count"):
        tally[Key(scope, "tag", old)] -= count
        tally[Key(scope, "tag", tag.key)] += count
    counters.add(tally)
    counters.name("tag", tag.key, tag.name)


def _insert(tag: Tag, ids: Sequence[int], maker: int | None) -> list[int]:
    those, parameter = listed("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(PUT.format(those), [tag.pk, maker, parameter])
        return [pk for (pk,) in cursor.fetchall()]
