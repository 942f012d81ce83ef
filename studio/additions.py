"""A picture that is to be a reference goes behind those that stand in the composer."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from .drafts import Draft, found
from .references import MOST


def is_asked(address: QueryDict) -> bool:
    """`?image=5&as=reference`, also with several images."""
    return address.get("as") == "reference" and "image" in address


def of(address: QueryDict, kept: Draft) -> Draft:
    """What is kept, with the images of the address; each once, fourteen in all."""
    known = [image.pk for image in kept.references]
    wanted = dict.fromkeys(found(address.getlist("image")))
    images = [image for image in wanted if image.pk not in known][: max(0, MOST - len(known))]
    more = [""] * len(images)
    items = kept.items
    return replace(
        kept,
        references=[*kept.references, *images],
        roles=[*(item.role for item in items), *more],
        notes=[*(item.note for item in items), *more],
        said=_said(len(known) + 1, len(images)),
    )


def _said(first: int, count: int) -> str:
    told = {"first": first, "last": first + count - 1, "most": MOST}
    if count == 1:
        return _("Added as reference %(first)d.") % told
    if count:
        return _("Added as references %(first)d to %(last)d.") % told
    if first > MOST:
        return _("Nothing was added: %(most)d references are the most.") % told
    return _("It is among the references already.")
