"""What the gallery's pages read beside a search."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Image

# What a frame in a grid does not show.
LONG = (
    "prompt_sent", "revised_prompt", "note", "parameters_asked", "parameters_sent", "fates",
    "sources",
)  # fmt: skip


def shown() -> QuerySet[Image]:
    """What the gallery shows: everything but uploads."""
    return Image.objects.exclude(origin=Image.Origin.UPLOADED)


def made(image: Image) -> int | None:
    """How many images came of the same job, None for an image without one."""
    return Image.objects.filter(job=image.job).count() if image.job else None
