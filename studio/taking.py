"""A phrase of a revised prompt on its way into the prompt that is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gallery.differences import Change
from gallery.revisions import Revision, phrase

LONGEST = 60
"""Signs of a phrase in a sentence."""
Deed = Literal["put", "ask", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`prompt` is to be put into the composer; or asked about first; or stands there already.

    `said` tells it, `way` is what a button beside that offers, and `then` what is said when the
    offer was taken.
    """

    deed: Deed
    prompt: str
    said: str
    way: str
    then: str


def phrase_of(revision: Revision, change: Change, text: str) -> Taken:
    """One phrase into `text`, or into the prompt that was revised where there is none."""
    base = text if text.strip() else plain(revision.typed)
    made, whole = (revision.adopted(change.number, each) for each in (base, plain(revision.typed)))
    name = Truncator(phrase(change.put or change.out)).chars(LONGEST)
    said = (_("Adopted “%s”.") if change.put else _("Left out “%s”.")) % name
    there = (
        _("“%s” is in the prompt already.") if change.put else _("“%s” is out already.")
    ) % name
    return _taken(made, whole or base, text, said, there)


def all_of(revision: Revision, text: str) -> Taken:
    whole = plain(revision.whole)
    said, there = (
        _("The prompt is now the revised one."),
        _("The prompt is the revised one already."),
    )
    return _taken(whole if revision.is_of(text) else None, whole, text, said, there)


def _taken(made: str | None, whole: str, text: str, said: str, there: str) -> Taken:
    back = _("The prompt is as it was before.")
    if made is None:
        left = _("The prompt holds other words, so it was left as it is.")
        way = _("Use this prompt instead")
        return Taken(deed="ask", prompt=whole, said=left, way=way, then=said)
    if made == text:
        return Taken(deed="show", prompt=text, said=there, way=_("Show"), then="")
    return Taken(deed="put", prompt=made, said=said, way=_("Undo"), then=back)


def plain(text: str) -> str:
    """As a text field holds it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
