"""The copy beside an original, in a person's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .models import Image


@dataclass(frozen=True, slots=True)
class Copy:
    """`deeds` is what the studio does to the original for it."""

    size: str
    format: str
    deeds: str
    is_possible: bool


def of(image: Image) -> Copy | None:
    """The copy that belongs to an image, None where there is none."""
    if not image.has_copy:
        return None
    width, height = image.copy_size
    return Copy(
        size=f"{width} × {height}",
        format=image.copy_format.label,
        deeds=get_text_list(list(_deeds(image)), _("and")),
        is_possible=image.is_copy_possible,
    )


def _deeds(image: Image) -> Iterator[str]:
    width, height = image.copy_size
    scale = max(width / image.width, height / image.height)
    if scale != 1:
        yield _("enlarged") if scale > 1 else _("scaled down")
    if (round(image.width * scale), round(image.height * scale)) != (width, height):
        yield _("cropped")
    if image.copy_format.name != image.file_format:
        yield _("converted")
