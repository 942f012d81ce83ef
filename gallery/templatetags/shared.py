"""What pages for guests draw: thumbnails under the link's own address, and words for a picture."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gallery.models import Image, Share
from gallery.renditions import thumb_size

register = template.Library()

PRINT = "(max-width: 760px) 100vw, 36rem"
"""The room of a print."""


@register.simple_tag
def shared_srcset(share: Share, image: Image) -> SafeString:
    """The attributes src, srcset, sizes, width and height of a print."""
    (small, _height), (width, height) = (
        thumb_size(image.width, image.height, side) for side in (320, 1280)
    )
    return format_html(
        'src="{}" srcset="{} {}w, {} {}w" sizes="{}" width="{}" height="{}"',
        _thumb(share, image, 1280),
        _thumb(share, image, 320),
        small,
        _thumb(share, image, 1280),
        width,
        PRINT,
        width,
        height,
    )


@register.simple_tag
def shared_large(share: Share, image: Image) -> SafeString:
    """The same of the large picture, which is never the original."""
    form = 'src="{}" width="{}" height="{}"'
    return format_html(form, _thumb(share, image, 1280), image.width, image.height)


@register.simple_tag
def shared_alt(share: Share, image: Image, number: int) -> str:
    """The prompt only where the link shows it; file names tell as much as prompts."""
    return image.alt if share.shows_prompts else _("Image %(n)d") % {"n": number}


def _thumb(share: Share, image: Image, side: int) -> str:
    path = reverse("gallery:guest_thumb", args=[share.token, image.pk, side])
    return f"{path}?v={image.thumbs_version}"
