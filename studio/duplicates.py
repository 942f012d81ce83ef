"""What a form would make was made before: told before the click, and never in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.models import Image, User

from . import recipes, several
from .forms import PromptForm
from .models import Job
from .recipes import Earlier, Given

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Before:
    """The newest job of the same recipe, some images of all of them, and what is said of it."""

    job: Job
    images: list[Image]
    text: str


def of(asked: Sequence[PromptForm], person: User | None) -> list[Before]:
    """One for each of these forms that asks for what was made before."""
    if not asked[0].draft.prompt.strip():
        return []
    return list(_found(asked, person))


def recipe(form: PromptForm) -> str:
    """The recipe of the job that this form would make."""
    items = form.draft.items[: len(form.reference_images)]
    return recipes.of(
        provider=form.provider.id,
        model=form.spec.id,
        operation=form.brief.operation,
        prompt=form.draft.prompt,
        parameters=form.chosen,
        references=[Given(item.image.digest, item.role, item.note) for item in items],
        mask=form.mask.digest if form.mask else "",
        copy=form.copy,
    )


def _found(asked: Sequence[PromptForm], person: User | None) -> Iterator[Before]:
    names = several.labels(asked) if len(asked) > 1 else [""]
    for form, name in zip(asked, names, strict=True):
        if jobs := recipes.earlier(recipe(form), person):
            images = [image for earlier in jobs for image in earlier.images]
            yield Before(jobs[0].job, images[:SHOWN], _words(jobs, len(images), name))


def _words(jobs: Iterable[Earlier], images: int, name: str) -> str:
    newest = next(iter(jobs)).job
    made = ngettext("%d image", "%d images", images) % images if images else _("being made")
    told = {"name": name, "made": made, "ago": ago(newest.created_at)}
    if name:
        return _("You made this before with %(name)s: %(made)s, %(ago)s") % told
    return _("You made this before: %(made)s, %(ago)s") % told


def ago(moment: datetime) -> str:
    """`just now`, `12 min ago`, `3 h ago`, `2 days ago`."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    hours, days = minutes // 60, minutes // (60 * 24)
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return _("%d min ago") % minutes
    if days < 1:
        return _("%d h ago") % hours
    return ngettext("%d day ago", "%d days ago", days) % days
