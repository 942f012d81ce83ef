"""What is wrong with the pictures that a job starts from: its references and its mask."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.models import Image

from . import canvas
from .drafts import Draft
from .providers import ModelSpec

MOST = 14


def problems(draft: Draft, spec: ModelSpec) -> Iterator[tuple[str, str]]:
    """(field, sentence)."""
    for sentence in (*draft.refused, *_missing(draft), *too_many(draft, spec)):
        yield "references", sentence
    if not takes_mask(spec):
        return
    if draft.wrong_mask:
        yield "mask", draft.wrong_mask
    elif draft.mask:
        yield from (("mask", sentence) for sentence in _mask(draft.mask, draft))


def takes_mask(spec: ModelSpec) -> bool:
    return any(o.takes_mask for o in (spec.generate, spec.edit) if o)


def _missing(draft: Draft) -> Iterator[str]:
    for id in draft.missing[:1]:
        yield _("Reference %(id)s is not in the gallery. Add the picture again.") % {"id": id[:20]}


def too_many(draft: Draft, spec: ModelSpec) -> Iterator[str]:
    """Also of those that wait in the browser."""
    given, most = len(draft.references) + draft.waiting, min(spec.max_inputs, MOST)
    told = {"model": spec.label, "most": most, "given": given}
    if given and not most:
        yield _("%(model)s takes no reference images. Remove them or choose another model.") % told
    elif given > most:
        yield (
            ngettext(
                "%(model)s takes %(most)d reference image, and there are %(given)d.",
                "%(model)s takes at most %(most)d reference images, and there are %(given)d.",
                most,
            )
            % told
        )


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
