"""What stands in a person's composer and was not sent: kept here, so that nothing typed is lost.

`Pad.values` holds the texts of each field as the form sends them, `Pad.references` the pictures in
order. Under `aside` lies, once, what stood there before it was put aside for something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.http import QueryDict

from gallery.models import Image, User

from . import additions, carried, drafts, privacy, tray
from .desk import writing
from .drafts import Draft
from .models import Job, Pad

# Kept by no browser, or another one with each page.
PASSING = frozenset(
    (
        "csrfmiddlewaretoken", "submission", "file_count", "preset_name", "reference_slots",
        "reference_surplus", "kit_name", "how",
    )
)  # fmt: skip
LISTS = ("reference_images", "reference_roles", "reference_notes")
UNSEEN = frozenset(("parent", "drawn_for"))
ASIDE = "aside"
DEEPEST = 5
"""So many lie beside at most, one below the other."""
STARTS = frozenset(("job", "image", "prompt", "reference_images", carried.NAME))


def of(person: User | None) -> Draft | None:
    """The draft that was kept last; None before the first."""
    pad = _find(person)
    return drafts.of(privacy.only_seen(_typed(pad), person)) if pad else None


def start(address: QueryDict, person: User | None) -> Draft:
    """What the page begins with: what its address asks for, and of the rest what was kept.

    A job, an image or a prompt of the address is a start of its own; an image that is to be a
    reference goes to those that are there, and the recipe of a file goes over what was kept.
    """
    if additions.is_asked(address):
        return additions.of(address, of(person) or Draft())
    if carried.is_asked(address):
        return carried.of(address, of(person) or Draft(), person)
    pad = None if STARTS & address.keys() else _find(person)
    if pad is None:
        return drafts.of(address)
    data = privacy.only_seen(_typed(pad), person).copy()
    for name in address:
        data.setlist(name, address.getlist(name))
    return drafts.of(data)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells of what is kept: its mark, and what was put aside last."""

    mark: str
    aside: Draft | None


def shown(person: User | None) -> Shown:
    """One statement, and those for the references of what was put aside."""
    pad = _find(person)
    return Shown(_mark(pad), _beside(pad, person)) if pad else Shown("", None)


def mark(person: User | None) -> str:
    """Stands for what is kept: the same words have the same mark. '' where nothing is."""
    pad = _find(person)
    return _mark(pad) if pad else ""


def keep(
    person: User | None, data: QueryDict, uploaded: Iterable[Image] = (), made: Job | None = None
) -> str:
    """Keep what the composer sends, and what was uploaded with it; its mark.

    It goes on from the job that was `made` of it. What no composer sends, as a script that orders
    a job, leaves everything as it is.
    """
    if "drawn_for" not in data:
        return mark(person)
    with writing(is_durable=False):
        pad = _find(person, is_changing=True) or Pad(made_by=person)
        parent = {"parent": [str(made.uuid)]} if made else {}
        pad.values = {**_values(data), **parent, **_aside(pad)}
        pad.references = _references(data, uploaded)
        pad.save()
    return _mark(pad)


def put_aside(person: User | None) -> bool:
    """Lay what is kept beside, for something that takes its place; False where nothing is."""
    with transaction.atomic():
        pad = _find(person, is_changing=True)
        if pad is None or not _content(pad):
            return False
        pad.values, pad.references = {ASIDE: _laid(pad, pad.values.get(ASIDE))}, []
        pad.save()
    return True


def aside(person: User | None) -> Draft | None:
    """What was put aside last."""
    pad = _find(person)
    return _beside(pad, person) if pad else None


def _beside(pad: Pad, person: User | None) -> Draft | None:
    laid = pad.values.get(ASIDE)
    if laid is None:
        return None
    typed = _typed(Pad(values=laid["values"], references=laid["references"]))
    return drafts.of(privacy.only_seen(typed, person))


def bring_back(person: User | None) -> None:
    """What was put aside stands in the composer again, and what stood there lies beside."""
    with transaction.atomic():
        pad = _find(person, is_changing=True)
        laid = pad.values.get(ASIDE) if pad else None
        if pad is None or laid is None:
            return
        below = laid.get("before")
        beside = _laid(pad, below) if _content(pad) else below
        pad.values = laid["values"] | ({ASIDE: beside} if beside else {})
        pad.references = laid["references"]
        pad.save()


def let_go(person: User | None) -> None:
    """Forget what was put aside last."""
    with transaction.atomic():
        pad = _find(person, is_changing=True)
        if pad is None or ASIDE not in pad.values:
            return
        below = pad.values[ASIDE].get("before")
        pad.values = _own(pad) | ({ASIDE: below} if below else {})
        pad.save()


def _laid(pad: Pad, below: dict[str, Any] | None) -> dict[str, Any]:
    """What is kept, to lie beside on top of what lies there; the undermost is let go."""
    laid = {"values": _own(pad), "references": pad.references, "before": below}
    return _topmost(laid, DEEPEST)


def _topmost(laid: dict[str, Any], count: int) -> dict[str, Any]:
    below = laid.get("before")
    return {**laid, "before": _topmost(below, count - 1) if below and count > 1 else None}


def _find(person: User | None, *, is_changing: bool = False) -> Pad | None:
    """While login is off there is one for all; of two that were made at once the first."""
    found = Pad.objects.select_for_update() if is_changing else Pad.objects.all()
    return found.filter(made_by=person).order_by("pk").first()


def _values(data: QueryDict) -> dict[str, list[str]]:
    """The texts of each field; what is empty is left out."""
    names = [name for name in data if name not in {*PASSING, *LISTS, ASIDE}]
    texts = {
        _storable(name): [_storable(text) for text in data.getlist(name) if text] for name in names
    }
    return {name: found for name, found in texts.items() if found}


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL in JSON."""
    return text.replace("\x00", "")


def _references(data: QueryDict, uploaded: Iterable[Image]) -> list[dict[str, Any]]:
    ids = data.getlist("reference_images")
    roles, notes = tray.told(data, ids)
    ids = [*ids, *(str(image.pk) for image in uploaded)]
    given = list(zip_longest(ids, roles[: len(ids)], notes[: len(ids)], fillvalue=""))
    return [
        {"image": int(id), "role": _storable(role), "note": _storable(note)}
        for id, role, note in given
        if drafts.is_id(id)
    ]


def _typed(pad: Pad) -> QueryDict:
    """As the composer would send it."""
    data = QueryDict(mutable=True)
    for name, texts in _own(pad).items():
        data.setlist(name, texts)
    for name, key in zip(LISTS, ("image", "role", "note"), strict=True):
        data.setlist(name, [str(reference[key]) for reference in pad.references])
    return data


def _own(pad: Pad) -> dict[str, list[str]]:
    return {name: texts for name, texts in pad.values.items() if name != ASIDE}


def _aside(pad: Pad) -> dict[str, Any]:
    return {ASIDE: pad.values[ASIDE]} if ASIDE in pad.values else {}


def _content(pad: Pad) -> bool:
    """Whether there is anything that was written or given."""
    return bool(pad.references or "".join(pad.values.get("prompt", ())).strip())


def _mark(pad: Pad) -> str:
    """'' where nothing was written: that calls nobody away from other words."""
    if not _content(pad):
        return ""
    seen = {name: texts for name, texts in _own(pad).items() if name not in UNSEEN}
    text = json.dumps([seen, pad.references], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]
