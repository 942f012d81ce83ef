"""The references of a form: pictures in order, each with a role and a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict

from gallery.models import Image

from . import typed
from .models import Reference

LONGEST = 1000
"""Signs that are read of a note; what is too long is still told as that."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reference as the tray shows it."""

    image: Image
    role: str = ""
    note: str = ""

    @property
    def role_label(self) -> str:
        known = dict(Reference.Role.choices)
        return str(known.get(self.role) or self.role) if self.role else ""


def items(images: Sequence[Image], roles: Sequence[str], notes: Sequence[str]) -> list[Item]:
    """Roles and notes may be fewer than the images."""
    rows = zip_longest(roles[: len(images)], notes[: len(images)], fillvalue="")
    return [Item(image, *(row or ("", ""))) for image, row in zip_longest(images, rows)]


def told(data: QueryDict, ids: Sequence[int | str]) -> tuple[list[str], list[str]]:
    """Roles and notes of the images of these ids, in their order.

    Both fields are parallel to `reference_images`; where a form has tick boxes, of which only
    the ticked ones are sent, they are parallel to `reference_slots`.
    """
    slots = data.getlist("reference_slots") or data.getlist("reference_images")
    roles, notes = data.getlist("reference_roles"), data.getlist("reference_notes")
    rows = list(zip_longest(slots, roles[: len(slots)], notes[: len(slots)], fillvalue=""))
    found = [_taken(rows, str(id).lstrip("0")) for id in ids]
    return [role for role, _ in found], [note for _, note in found]


def is_surplus_told(data: QueryDict) -> bool:
    """The page told of references beyond a model's most, for a model that it now sends to."""
    is_told = data.get("reference_surplus") == "leave"
    return is_told and data.get("drawn_for", "") in data.getlist("model")


def _taken(rows: list[tuple[str, str, str]], wanted: str) -> tuple[str, str]:
    """Role and note of the first row for this image, which is used up by it."""
    for place, (id, role, note) in enumerate(rows):
        if id.lstrip("0") == wanted:
            del rows[place]
            return role.strip(), typed.plain(" ".join(note.split()), LONGEST)
    return "", ""
