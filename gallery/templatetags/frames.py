"""The frames of a grid. Not in templates: a page holds hundreds of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import talk, verdicts
from gallery.excerpts import Bit
from gallery.grid import ROWS, Grid
from gallery.models import Image
from gallery.renditions import thumb_size
from gallery.selects import MOST_STACKED
from gallery.talk import Talk
from gallery.verdicts import Mark

from .shapes import shape, thumb_url

register = template.Library()

EARLY = 16
"""Frames of the first page whose pictures are not waited with."""
ENOUGH = 20  # signs of a fingerprint that nobody else begins with
NO_MARK = Mark()
FRAME = (
    '<li class="frame" id="image-{pk}" data-image="{pk}" data-r="{r}"{verdict}>'
    '<a class="pic{checker}" href="{href}">{picture}{mark}{stack}</a>'
    '<input type="checkbox" name="images" value="{pk}" form="selection" aria-label="{select}">'
    '<p class="edge"><span>{number}</span>{talk}{team}{model}{dots}</p>{said}</li>\n'
)
PICTURE = (
    '{ground}<img src="{small}" srcset="{small} {width}w, {large} {large_width}w" '
    'sizes="{sizes}" width="{width}" height="{height}" alt="{alt}" loading="{loading}" '
    'decoding="async">'
)
UNSEEN = (
    '<span class="developing" hx-get="{}" hx-trigger="load delay:2s" hx-swap="outerHTML">{}</span>'
)
GROUND = '<svg class="ground" color="{}" aria-hidden="true"></svg>'


@register.simple_tag
def frames(grid: Grid) -> SafeString:
    """All frames of a page."""
    early = EARLY if grid.is_first else 0
    address = grid.wanted.address
    images = enumerate(grid.images)
    drawn = ((_frame(grid, address, image, is_early=number < early),) for number, image in images)
    return format_html_join("", "{}", drawn)


def _frame(grid: Grid, address: str, image: Image, *, is_early: bool) -> SafeString:
    mark = grid.marks.get(image.pk, NO_MARK)
    behind = grid.page.stacks.get(image.pk, 1)
    return format_html(
        FRAME,
        pk=image.pk,
        r=shape(image.width, image.height),
        verdict=format_html(' data-verdict="{}"', mark.verdict) if mark.verdict else "",
        checker=" checker" if image.has_alpha else "",
        href=_stack_url(grid, image) if behind > 1 else _image_url(address, image),
        picture=_picture(grid, image, is_early=is_early),
        mark=_ring(image.pk, mark.verdict),
        stack=_stack(behind),
        select=_("Select image %(number)s") % {"number": image},
        number=str(image),
        team=format_html("<span>{}</span>", mark.team) if mark.team else "",
        model=format_html("<span>{}</span>", image.model_label) if image.model_label else "",
        dots=_dots(mark.stars),
        talk=_talk(talk.of(image)),
        said=_excerpt(grid.excerpts.get(image.pk)),
    )


def _picture(grid: Grid, image: Image, *, is_early: bool) -> SafeString:
    ground = "" if image.has_alpha else format_html(GROUND, image.color)
    if not image.has_thumbs:
        return format_html("{}{}", ground, _unseen(image))
    (width, height), (large, __) = (thumb_size(image.width, image.height, s) for s in (320, 1280))
    row = round(ROWS[grid.density] * image.width / image.height)
    if grid.density == "medium":  # just what the small thumbnails are made for
        row = min(row, width)
    return format_html(
        PICTURE,
        ground=ground,
        small=thumb_url(image, 320),
        large=thumb_url(image, 1280),
        large_width=large,
        width=width,
        height=height,
        sizes=f"{row}px",
        alt=image.alt,
        loading="eager" if is_early else "lazy",
    )


def _image_url(address: str, image: Image) -> str:
    path = _path(image.pk)
    return f"{path}?{address}" if address else path


def _stack_url(grid: Grid, image: Image) -> str:
    """All images of the search that stand in the same stack."""
    is_job = grid.wanted.stack == "job"
    own = {"job": str(image.job or "")} if is_job else {"recipe": image.recipe[:ENOUGH]}
    return f"{reverse('gallery:index')}?{grid.wanted.but(stack='', **own).address}"


def _unseen(image: Image) -> SafeString:
    """In place of a picture; it alone is replaced, so that the frame keeps its link and marks."""
    if not image.is_developing:
        return format_html('<span class="developing">{}</span>', _("No preview"))
    return format_html(UNSEEN, _path(image.pk), _("Preparing the preview"))


def _ring(pk: int, verdict: str) -> SafeString | str:
    drawing = verdicts.drawing(pk, verdict)
    if not drawing:
        return ""
    said = _("Picked") if verdict == "pick" else _("Rejected")
    form = '<svg class="mark" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
    return format_html(form, said, static("img/marks.svg"), drawing)


def _dots(stars: int) -> SafeString | str:
    if not stars:
        return ""
    said = ngettext("%(n)s star", "%(n)s stars", stars) % {"n": stars}
    form = '<svg class="dots" role="img" aria-label="{}"><use href="{}#dots-{}"/></svg>'
    return format_html(form, said, static("img/marks.svg"), stars)


def _talk(found: Talk | None) -> SafeString | str:
    """How many comments; filled where some of them are new."""
    if found is None:
        return ""
    said = ngettext("%(n)s comment", "%(n)s comments", found.total) % {"n": found.total}
    if found.new:
        said = _("%(comments)s, %(new)s new") % {"comments": said, "new": found.new}
    form = '<b class="talk{}" role="img" aria-label="{}">{}</b>'
    return format_html(form, " new" if found.new else "", said, found.total)


def _stack(images: int) -> SafeString | str:
    if images < 2:
        return ""
    number = str(images) if images < MOST_STACKED else f"{MOST_STACKED - 1}+"
    said = ngettext("%(n)s image", "%(n)s images", images) % {"n": number}
    return format_html('<b class="behind" role="img" aria-label="{}">{}</b>', said, number)


def _excerpt(bits: Sequence[Bit] | None) -> SafeString | str:
    if bits is None:
        return ""
    if not bits:
        return format_html('<p class="said">{}</p>', _("in a tag or a comment"))
    marked = ((format_html("<mark>{}</mark>" if b.is_match else "{}", b.text),) for b in bits)
    return format_html('<p class="said">{}</p>', format_html_join("", "{}", marked))


@lru_cache(10_000)
def _path(pk: int) -> str:
    return reverse("gallery:image", args=(pk,))
