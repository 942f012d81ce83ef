"""What a file tells of how it was made, in the fields of an image."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gallery import ratios
from gallery.metadata import Embedded
from gallery.models import Image

LONGEST = {"provider": 32, "provider_label": 64, "model": 128, "model_label": 128, "resolution": 16}
MOST_SIDE = 100_000  # pixels
TEXTS = ("prompt", "prompt_sent", "revised_prompt")


def describe(image: Image, name: str, embedded: Embedded | None) -> None:
    """Give an image its file's own name and, where the file tells one, its recipe."""
    image.file_name = PurePosixPath(name).name[-255:]
    if embedded is None:
        return
    image.provider = embedded.provider or embedded.software
    image.provider_label = embedded.provider_label or embedded.name
    for field in ("model", "model_label", "resolution", *TEXTS):
        setattr(image, field, getattr(embedded, field))
    image.model_label = image.model_label or image.model
    for field, most in LONGEST.items():
        setattr(image, field, getattr(image, field)[:most])
    image.aspect_ratio = embedded.aspect_ratio or ratios.named(image.width, image.height)
    image.aspect_ratio = image.aspect_ratio[:16]
    image.seed = embedded.seed
    image.parameters_asked = _asked(embedded)
    if _is_size(embedded):
        image.asked_width, image.asked_height = embedded.width, embedded.height
    image.started_at = _moment(embedded.made_at)
    _clean(image)


def _asked(embedded: Embedded) -> dict[str, Any]:
    """Pixels have columns of their own."""
    apart = {"size", "width", "height"} if _is_size(embedded) else set()
    found = {name: value for name, value in embedded.parameters.items() if name not in apart}
    if embedded.negative_prompt:
        found.setdefault("negative_prompt", embedded.negative_prompt)
    return found


def _is_size(embedded: Embedded) -> bool:
    return all(side and 0 < side <= MOST_SIDE for side in (embedded.width, embedded.height))


def _moment(text: str) -> datetime | None:
    """With a time zone; that of the studio where it says none."""
    try:
        found = parse_datetime(text)
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return None


def _clean(image: Image) -> None:
    for field in (*LONGEST, *TEXTS, "aspect_ratio"):
        setattr(image, field, plain(getattr(image, field)))
    image.parameters_asked = plain(image.parameters_asked)


def plain(value: Any) -> Any:
    """Without what no database takes: NUL, halves of signs, numbers that are none."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {plain(str(name)): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    is_number = isinstance(value, float) and value - value == 0
    return value if is_number or isinstance(value, int | None) else str(value)
