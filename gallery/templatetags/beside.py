"""Ways from an image, or from images, to where they are compared or surveyed."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from gallery.comparing import COMPARED, SURVEYED
from gallery.family import Family
from gallery.models import Image

register = template.Library()


@register.simple_tag
def beside(image: Image, family: Family) -> dict[str, str]:
    """`job`: with those of the same job, by `key`; `parent`: with its first reference."""
    siblings = [one.image for one in family.siblings.shown]
    few = len(siblings) <= COMPARED
    parents = [one.image for one in family.references[:1] if one.image != image]
    return {
        "job": compare_url(siblings) if few else survey_url(siblings),
        "key": "c" if few else "s",
        "parent": compare_url([*parents, image]) if parents else "",
    }


@register.simple_tag
def compare_url(images: Iterable[Image]) -> str:
    """'' for fewer than two."""
    return _url("gallery:compare", images, COMPARED)


@register.simple_tag
def survey_url(images: Iterable[Image]) -> str:
    return _url("gallery:survey", images, SURVEYED)


def _url(name: str, images: Iterable[Image], most: int) -> str:
    pks = [image.pk for image in images][:most]
    return f"{reverse(name)}?{urlencode([('images', pk) for pk in pks])}" if len(pks) > 1 else ""
