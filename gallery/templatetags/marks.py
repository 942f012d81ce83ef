"""Verdict and stars as they are drawn on a frame: ring, stroke and dots."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import actors, verdicts
from gallery.models import Image
from gallery.renditions import thumb_size
from gallery.verdicts import Mark

register = template.Library()


@register.simple_tag(takes_context=True)
def own_mark(context: dict[str, Any], image: Image) -> Mark:
    """Of whoever looks at the page; no statement where the image came with its reviews."""
    request = context.get("request")
    by = actors.of(request) if request is not None else actors.NOBODY
    return verdicts.mark(image.reviews.all(), by)


@register.simple_tag
def ring(image: Image, mark: Mark) -> SafeString | str:
    drawing = verdicts.drawing(image.pk, mark.verdict)
    if not drawing:
        return ""
    said = _("Picked") if mark.verdict == "pick" else _("Rejected")
    form = '<svg class="mark" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
    return format_html(form, said, static("img/marks.svg"), drawing)


@register.simple_tag
def dots(mark: Mark) -> SafeString | str:
    if not mark.stars:
        return ""
    said = ngettext("%(n)s star", "%(n)s stars", mark.stars) % {"n": mark.stars}
    form = '<svg class="dots" role="img" aria-label="{}"><use href="{}#dots-{}"/></svg>'
    return format_html(form, said, static("img/marks.svg"), mark.stars)


@register.simple_tag
def preview_attributes(image: Image) -> SafeString:
    """For a <picture-zoom> that never loads the original: its pixels, and its preview's."""
    across, _down = thumb_size(image.width, image.height, 1280)
    form = 'data-width="{}" data-height="{}" data-preview="{}"'
    return format_html(form, image.width, image.height, across if image.has_thumbs else 0)
