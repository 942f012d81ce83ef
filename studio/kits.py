"""Kits: named sets of references in order, each with role and note, to be loaded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gallery.models import Image, User
from gallery.selection import may_see

from .models import Kit, KitItem, Reference
from .references import MOST
from .tray import Item

MOST_KITS, LONGEST_NAME, LONGEST_NOTE = 50, 60, 200


class KitError(ValueError):
    """Why a kit was not kept, for people."""


def of(person: User | None) -> list[Kit]:
    """By name, with their pictures; two statements."""
    return list(_all(person).prefetch_related("items__image")[:MOST_KITS])


def keep(name: str, items: Sequence[Item], person: User | None) -> Kit:
    """Keep the references under a name, where the same person has it anew. Raises KitError."""
    for sentence in _wrong(name, items, person):
        raise KitError(sentence)
    with transaction.atomic():
        same = _all(person).filter(name=name).first()
        kit = same or Kit.objects.create(name=name, made_by=person)
        kit.items.all().delete()
        KitItem.objects.bulk_create(_row(kit, number, item) for number, item in enumerate(items, 1))
    return kit


def items(id: int, person: User | None) -> list[Item]:
    """The references of a kit in order; none where it is gone."""
    own = KitItem.objects.filter(kit__in=_all(person).filter(pk=id))
    found = own.filter(image__in=Image.objects.filter(may_see(person))).select_related("image")
    return [Item(item.image, item.role, item.note) for item in found]


def remove(id: int, person: User | None) -> None:
    _all(person).filter(pk=id).delete()


def _all(person: User | None) -> QuerySet[Kit]:
    return Kit.objects.filter(made_by=person)


def _row(kit: Kit, number: int, item: Item) -> KitItem:
    role = item.role if item.role in Reference.Role.values else ""
    note = item.note[:LONGEST_NOTE]
    return KitItem(kit=kit, image=item.image, position=number, role=role, note=note)


def _wrong(name: str, items: Sequence[Item], person: User | None) -> Iterator[str]:
    if not items:
        yield _("Add references first, then a name for them.")
    if len(items) > MOST:
        yield _("A kit has at most %d references.") % MOST
    if not name:
        yield _("Give it a name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        yield _("A name has at most %d letters.") % LONGEST_NAME
    if _all(person).exclude(name=name).count() >= MOST_KITS:
        yield _("There are %d kits already. Remove one first.") % MOST_KITS
