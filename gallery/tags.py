"""Tags: their names, and the deeds that change which images have them. Each deed can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gallery import counters, held, tagging
from gallery.counters import Choice
from gallery.models import Deed, Image, Tag, Tagging, User
from gallery.search.tokens import cut
from gallery.selection import may_see

LONGEST = 64  # signs
MOST = 20  # names at once
MOST_SHOWN = 1000

TOO_LONG = gettext_noop("A tag has at most 64 letters: “%(name)s…” is longer.")
NOTHING = gettext_noop("Write the tag.")


class TagNameError(ValueError):
    """A name that no tag has; the text says what is wrong with it."""


# Names


def names(text: str) -> list[str]:
    """What somebody wrote, with commas between; one of each key."""
    found: dict[str, str] = {}
    for part in text.replace("\0", " ").split(","):
        name = " ".join(part.split())
        if len(name) > LONGEST:
            raise TagNameError(_(TOO_LONG) % {"name": name[:20]})
        if name:
            found.setdefault(key_of(name), name)
    if not found:
        raise TagNameError(_(NOTHING))
    return list(found.values())[:MOST]


def key_of(name: str) -> str:
    """One spelling of all that people take for the same tag."""
    return (" ".join(token.text for token in cut(name)) or name.casefold())[:LONGEST]


def of(image: Image) -> list[Tag]:
    return list(Tag.objects.filter(taggings__image=image).order_by("name"))


def suggestions(person: User | None, text: str = "", limit: int = 50) -> list[Choice]:
    """The most frequent tags that a person sees, those whose words begin so first."""
    begun = key_of(text.rpartition(",")[2].strip())
    choices = counters.choices("tag", person, limit=MOST_SHOWN)
    fitting = [choice for choice in choices if _begins(choice.value, begun)]
    return fitting[:limit]


def every(person: User | None) -> list[tuple[Tag, int]]:
    """Tags by name, with how many images each has in the gallery; two statements.

    A tag that only images have which are private to others is known to those alone.
    """
    images = {c.value: c.images for c in counters.choices("tag", person, limit=MOST_SHOWN)}
    tagged = Image.objects.filter(taggings__tag=OuterRef("pk"))
    found = Tag.objects.filter(Exists(tagged.filter(may_see(person))) | ~Exists(tagged))
    return [(tag, images.get(tag.key, 0)) for tag in found.order_by("key")[:MOST_SHOWN]]


# Deeds


@transaction.atomic
def add(text: str, ids: Sequence[int], person: User | None) -> Deed | None:
    """Tag images; None where all had the tags. TagNameError."""
    maker = str(person.pk) if person else ""
    parts, wanted = [], names(text)
    for name in sorted(wanted, key=key_of):
        tag, is_new = _named(name, person)
        added = tagging.put(tag, {maker: ids})
        if added:
            parts.append({"tag": tag.pk, "is_new": is_new, "images": added})
        elif is_new:
            tag.delete()
    return _deed("tag", person, {"tags": parts, "name": ", ".join(wanted)}) if parts else None


@transaction.atomic
def remove(text: str, ids: Sequence[int], person: User | None) -> Deed | None:
    """Take tags off images; None where none had them. TagNameError."""
    parts, wanted = [], names(text)
    keys = [key_of(name) for name in wanted]
    for tag in Tag.objects.select_for_update().filter(key__in=keys).order_by("key"):
        makers = tagging.take(tag, ids)
        if makers:
            parts.append({"name": tag.name, "images": makers})
    return _deed("untag", person, {"tags": parts, "name": ", ".join(wanted)}) if parts else None


@transaction.atomic
def rename(tag: Tag, name: str, person: User | None) -> Deed:
    """Give a tag another name; where another tag has it, the two become one. TagNameError."""
    name = names(name.replace(",", " "))[0]
    tags = {t.pk: t for t in _locked(tag.pk, key_of(name))}
    others = [other for pk, other in tags.items() if pk != tag.pk]
    if others:
        return _merge(tags[tag.pk], others[0], person)
    data = {"tag": tag.pk, "name": name, "before": tag.name}
    _rename(tags[tag.pk], name)
    return _deed("rename", person, data)


@transaction.atomic
def delete(tag: Tag, person: User | None) -> Deed:
    """Take a tag off all images and forget it."""
    data = {"name": tag.name, "images": tagging.take(tag, _images(tag))}
    tag.delete()
    return _deed("delete", person, data)


def _merge(tag: Tag, into: Tag, person: User | None) -> Deed:
    makers = tagging.take(tag, _images(tag))
    added = tagging.put(into, makers)
    data = {"name": into.name, "before": tag.name, "images": makers, "into": into.pk}
    tag.delete()
    return _deed("merge", person, data | {"added": added})


def _rename(tag: Tag, name: str) -> None:
    ids = _images(tag)
    held.lock(ids)
    before, tag.name, tag.key = tag.key, name, key_of(name)
    tag.save(update_fields=["name", "key"])
    tagging.move_counts(before, tag)
    tagging.reindex(ids)


# Undoing


def _undo_tag(data: dict[str, Any], person: User | None) -> None:
    for part in data["tags"]:
        tag = Tag.objects.select_for_update().filter(pk=part["tag"]).first()
        if tag is None:
            continue
        tagging.take(tag, part["images"])
        if part["is_new"] and not tag.taggings.exists():
            tag.delete()


def _undo_untag(data: dict[str, Any], person: User | None) -> None:
    for part in data["tags"]:
        tagging.put(_named(part["name"], person)[0], part["images"])


def _undo_rename(data: dict[str, Any], person: User | None) -> None:
    found = _locked(data["tag"], key_of(data["before"]))
    if [tag.pk for tag in found] == [data["tag"]]:
        _rename(found[0], data["before"])


def _undo_merge(data: dict[str, Any], person: User | None) -> None:
    tagging.put(_named(data["before"], person)[0], data["images"])
    into = Tag.objects.select_for_update().filter(pk=data["into"]).first()
    if into is not None:
        tagging.take(into, data["added"])


def _undo_delete(data: dict[str, Any], person: User | None) -> None:
    tagging.put(_named(data["name"], person)[0], data["images"])


UNDO: dict[str, Callable[[dict[str, Any], User | None], None]] = {
    "tag": _undo_tag,
    "untag": _undo_untag,
    "rename": _undo_rename,
    "merge": _undo_merge,
    "delete": _undo_delete,
}


# Rows


def _named(name: str, person: User | None) -> tuple[Tag, bool]:
    """The tag of that key, locked, and whether it is new."""
    return Tag.objects.select_for_update().get_or_create(
        key=key_of(name), defaults={"name": name, "made_by": person}
    )


def _locked(pk: int, key: str) -> list[Tag]:
    found = Tag.objects.select_for_update().filter(pk=pk) | Tag.objects.filter(key=key)
    return list(found.order_by("pk"))


def _images(tag: Tag) -> list[int]:
    return list(Tagging.objects.filter(tag=tag).values_list("image_id", flat=True))


def _deed(kind: str, person: User | None, data: dict[str, Any]) -> Deed:
    return Deed.objects.create(kind=kind, data=data, made_by=person)


def _begins(key: str, begun: str) -> bool:
    return not begun or key.startswith(begun) or f" {begun}" in f" {key}"
