"""The form for another file of an image."""

from __future__ import annotations

from typing import Any

from django import template

from gallery import downloads
from gallery.models import Image

register = template.Library()


@register.inclusion_tag("gallery/_download.html")
def download_as(image: Image) -> dict[str, Any]:
    return {"image": image, "offer": downloads.offer(image)}
