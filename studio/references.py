"""What is wrong with the pictures that a job starts from: its references and its mask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.models import Image

from . import canvas, numbering
from .drafts import Draft
from .models import Reference
from .providers import ModelSpec
from .truth import Fate

MOST = 14
FIELD = "reference_images"


def problems(draft: Draft, spec: ModelSpec) -> Iterator[tuple[str, str]]:
    """(field, sentence)."""
    for sentence in (*draft.refused, *_missing(draft), *too_many(draft, spec), *_words(draft)):
        yield "references", sentence
    if not takes_mask(spec):
        return
    if draft.wrong_mask:
        yield "mask", draft.wrong_mask
    elif draft.mask:
        yield from (("mask", sentence) for sentence in _mask(draft.mask, draft))


def most(spec: ModelSpec) -> int:
    """So many references a model takes, at most 14."""
    return min(spec.max_inputs, MOST)


def going(draft: Draft, spec: ModelSpec) -> int:
    """So many references go out: all, or as many as the model takes where the rest is told."""
    given = len(draft.references) + draft.waiting
    return min(given, most(spec)) if draft.leaves_surplus else given


def fates(fates: list[Fate], draft: Draft, spec: ModelSpec) -> list[Fate]:
    """With the references that are left out, as they are too many for the model."""
    given, sent = len(draft.references) + draft.waiting, going(draft, spec)
    if given == sent:
        return fates
    known = next(
        (fate for fate in fates if fate.name == FIELD), Fate(name=FIELD, asked="", fate="dropped")
    )
    said = str(sent) if sent else None
    left = replace(
        known, asked=str(given), fitted=said or "", sent=said, is_told=True, why="surplus",
        fate="converted" if sent else "dropped",
    )  # fmt: skip
    return [*(fate for fate in fates if fate is not known), left]


def takes_mask(spec: ModelSpec) -> bool:
    return any(o.takes_mask for o in (spec.generate, spec.edit) if o)


def _missing(draft: Draft) -> Iterator[str]:
    for id in draft.missing[:1]:
        yield _("Reference %(id)s is not in the gallery. Add the picture again.") % {"id": id[:20]}


def too_many(draft: Draft, spec: ModelSpec) -> Iterator[str]:
    """Also of those that wait in the browser."""
    given, limit = going(draft, spec), most(spec)
    told = {"model": spec.label, "most": limit, "given": given}
    if given and not limit:
        yield _("%(model)s takes no reference images. Remove them or choose another model.") % told
    elif given > limit:
        yield (
            ngettext(
                "%(model)s takes %(most)d reference image, and there are %(given)d.",
                "%(model)s takes at most %(most)d reference images, and there are %(given)d.",
                limit,
            )
            % told
        )


def _words(draft: Draft) -> Iterator[str]:
    """What is wrong with roles and notes."""
    for number, item in enumerate(draft.items, start=1):
        told = {"number": number, "role": item.role[:20], "most": numbering.LONGEST}
        if item.role not in Reference.Role.values:
            yield _("Reference %(number)d has a role that there is not: “%(role)s”.") % told
        if len(item.note) > numbering.LONGEST:
            yield _("The note of reference %(number)d is longer than %(most)d letters.") % told


def _mask(mask: Image, draft: Draft) -> Iterator[str]:
    name = mask.file_name or _("The mask")
    if not draft.references:
        yield _("A mask needs a reference: add the picture that it belongs to.")
    elif mask.file_format != "png" or not mask.has_alpha:
        yield (
            _(
                "%s is no PNG with a transparent part. Make transparent what may change, "
                "and save it as PNG."
            )
            % name
        )
    elif (mask.width, mask.height) != (draft.references[0].width, draft.references[0].height):
        first = draft.references[0]
        told = {
            "name": name,
            "mask": canvas.text(mask.width, mask.height),
            "first": canvas.text(first.width, first.height),
        }
        yield (
            _(
                "%(name)s has %(mask)s pixels and the first reference %(first)s: "
                "both need the same size."
            )
            % told
        )
