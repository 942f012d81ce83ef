"""Searches that a person keeps under a name; nobody's while login is off."""

from __future__ import annotations

from gallery.models import SavedSearch, User
from gallery.searches import Search

MOST = 100
LONGEST = 100  # signs of a name


def of(person: User | None) -> list[SavedSearch]:
    """A person's own, the newest first."""
    return list(SavedSearch.objects.filter(made_by=person).order_by("-pk")[:MOST])


def save(name: str, wanted: Search, person: User | None) -> SavedSearch | None:
    """Keep a search; what is kept under that name gives way. None without a name."""
    plain = _plain(name)
    if not plain:
        return None
    same = SavedSearch.objects.filter(made_by=person, name=plain).first()
    kept = same or SavedSearch(name=plain, made_by=person)
    kept.query = wanted.address
    kept.save()
    return kept


def rename(pk: int, name: str, person: User | None) -> None:
    """An empty name changes nothing."""
    plain = _plain(name)
    if plain:
        SavedSearch.objects.filter(pk=pk, made_by=person).update(name=plain)


def remove(pk: int, person: User | None) -> SavedSearch | None:
    """What was removed, so that it can be saved again; None where there is none."""
    kept = SavedSearch.objects.filter(pk=pk, made_by=person).first()
    if kept is not None:
        SavedSearch.objects.filter(pk=kept.pk).delete()
    return kept


def _plain(name: str) -> str:
    return " ".join(name.replace("\0", " ").split())[:LONGEST]
