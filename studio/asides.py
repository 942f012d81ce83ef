"""Nothing typed is overwritten without a word: what stood in the composer is put aside."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from gallery.models import User

from . import additions, pads
from .drafts import Draft
from .models import Job

RECENT = 20
"""So many of the newest jobs are looked at for a prompt that was sent."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What was put aside. `is_unsent`: nothing was ever made of it."""

    prompt: str
    is_unsent: bool


def make_room(address: QueryDict, draft: Draft, person: User | None) -> None:
    """Put aside what stands in the composer, where the address asks for something else.

    What was sent does not lie down on what was not: that stays in sight.
    """
    if not pads.STARTS & address.keys() or additions.is_asked(address):
        return
    kept, beside = pads.of(person), of(pads.aside(person), person)
    if kept is None or _words(kept) == _words(draft):
        return
    if _is_unsent(kept, person) or not (beside and beside.is_unsent):
        pads.put_aside(person)


def of(draft: Draft | None, person: User | None) -> Aside | None:
    """What is said of a draft that lies beside, None where none does."""
    return Aside(draft.prompt, _is_unsent(draft, person)) if draft else None


def _is_unsent(draft: Draft, person: User | None) -> bool:
    jobs = Job.objects.filter(made_by=person) if person else Job.objects.all()
    newest = jobs.order_by("-pk").values_list("prompt", flat=True)[:RECENT]
    return bool(draft.prompt.strip()) and draft.prompt.strip() not in map(str.strip, newest)


def _words(draft: Draft) -> tuple[object, ...]:
    references = [image.pk for image in draft.references]
    return draft.prompt.strip(), draft.model, references, dict(draft.values)
