"""Pictures to choose as references: results and uploads, newest first, found by their words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from gallery.models import Image, User
from gallery.queries import LONG
from gallery.selection import may_see

SIZE = 48
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is the `before` of the next page, None on the last one."""

    images: list[Image]
    older: int | None


def page(query: str = "", before: int | None = None, person: User | None = None) -> Page:
    """Those whose prompt or file name has every word of `query`; one statement."""
    images = Image.objects.filter(may_see(person), trashed_at=None).order_by("-id").defer(*LONG)
    for word in query.replace("\x00", " ").split()[:MOST_WORDS]:
        images = images.filter(Q(prompt__icontains=word) | Q(file_name__icontains=word))
    if before is not None:
        images = images.filter(id__lt=before)
    found = list(images[: SIZE + 1])
    return Page(found[:SIZE], found[SIZE - 1].pk if len(found) > SIZE else None)
