"""What acts on images need to be drawn: deeds in words, tags, days of the trash."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.conf import settings

from gallery import collected, deeds, tags
from gallery.models import Collection, Deed, Image, Tag

register = template.Library()


@register.filter
def said(deed: Deed) -> str:
    return deeds.said(deed)


@register.filter
def tags_of(image: Image) -> list[Tag]:
    return tags.of(image)


@register.filter
def collections_of(image: Image) -> list[Collection]:
    return collected.of_image(image)


@register.filter
def gone_on(trashed_at: datetime) -> datetime:
    """When what is in the trash since then goes for good."""
    return trashed_at + timedelta(days=settings.TRASH_DAYS)
