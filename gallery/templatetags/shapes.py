"""Shapes without inline style: a ratio as a number that a stylesheet knows, thumbnails as srcset.

The content security policy allows no style attribute, so `data-r` names a step
and static/css/ratios.css holds what each step is: 2 % apart, from 1:8 to 8:1.
"""

from __future__ import annotations

import math
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.formats import FORMATS
from gallery.models import Image
from gallery.renditions import thumb_size

register = template.Library()

STEP = math.log(1.02)
LAST = round(math.log(8) / STEP)
ROW = 240
"""Pixels of a row of film (15rem), for the browser's choice of a thumbnail."""
BESIDE = "(max-width: 1100px) 100vw, calc(100vw - 26.5rem)"
"""The room of the large view beside its column."""


def ratios_css() -> str:
    """The whole of static/css/ratios.css."""
    rules = (
        f'  [data-r="{number}"] {{ --r: {math.exp((number - LAST) * STEP):.4f}; }}\n'
        for number in range(2 * LAST + 1)
    )
    head = "/* Written by gallery.templatetags.shapes.ratios_css(): width over height. */\n"
    return f"{head}@layer tokens {{\n{''.join(rules)}}}\n"


@register.filter
def shape(width: float, height: float) -> int:
    """The step of width over height: 0 is 1:8, the middle is 1:1."""
    step = round(math.log((width or 1) / (height or 1)) / STEP)
    return max(-LAST, min(LAST, step)) + LAST


@register.filter
def is_original_shown(image: Image) -> bool:
    """Browsers know its format."""
    return FORMATS[image.file_format].is_shown


@register.simple_tag
def thumb_url(image: Image, side: int) -> str:
    """The address of the current thumbnail; a rebuilt one gets a new one."""
    return f"{_thumb_path(image.pk, side)}?v={image.thumbs_version}"


@register.simple_tag
def ground(image: Image) -> SafeString:
    """What is seen of an opaque picture before it is there: its average colour."""
    return format_html(
        '<svg class="ground" viewBox="0 0 {} {}" aria-hidden="true">'
        '<rect width="100%" height="100%" fill="{}"/></svg>',
        image.width,
        image.height,
        image.color,
    )


@register.simple_tag
def thumb_srcset(image: Image) -> SafeString:
    """The attributes src, srcset, sizes, width and height of an image in a row."""
    (width, height), (large, _) = (thumb_size(image.width, image.height, s) for s in (320, 1280))
    small = thumb_url(image, 320)
    return format_html(
        'src="{}" srcset="{} {}w, {} {}w" sizes="{}px" width="{}" height="{}"',
        small,
        small,
        width,
        thumb_url(image, 1280),
        large,
        round(ROW * image.width / image.height),
        width,
        height,
    )


@register.simple_tag
def viewer_srcset(image: Image) -> SafeString:
    """The same for the image's own page, where every pixel of the original is wanted; the preview
    stands beside as `data-preview`, for an original that cannot be had.
    """
    size = format_html('width="{}" height="{}"', image.width, image.height)
    full, thumb = reverse("gallery:original", args=(image.pk,)), thumb_url(image, 1280)
    large, _ = thumb_size(image.width, image.height, 1280)
    is_shown = is_original_shown(image)
    if not image.has_thumbs:
        return format_html('src="{}" {}', full, size)
    if not is_shown:
        return format_html('src="{}" {}', thumb, size)
    if large == image.width:
        return format_html('src="{}" {} data-preview="{}"', full, size, thumb)
    choices = format_html("{} {}w, {} {}w", thumb, large, full, image.width)
    form = 'src="{}" srcset="{}" sizes="{}" data-preview="{}" {}'
    return format_html(form, thumb, choices, BESIDE, thumb, size)


@register.simple_tag
def zoom_attributes(image: Image) -> SafeString:
    """What <picture-zoom> asks: the pixels, how many the preview has across, and the original."""
    (preview, _) = thumb_size(image.width, image.height, 1280)
    form = 'data-width="{}" data-height="{}" data-preview="{}"'
    known = format_html(form, image.width, image.height, preview if image.has_thumbs else 0)
    if not is_original_shown(image):
        return known
    return format_html(
        '{} data-original="{}"', known, reverse("gallery:original", args=(image.pk,))
    )


@lru_cache(10_000)
def _thumb_path(pk: int, side: int) -> str:
    return reverse("gallery:thumb", args=(pk, side))
