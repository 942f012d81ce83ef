"""Strips of frames and changed words. Not in templates: a page holds hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gallery import actors, verdicts
from gallery.models import Image
from gallery.templatetags.marks import ring
from gallery.templatetags.shapes import ground, shape, thumb_url
from gallery.verdicts import Mark
from studio.attempts import Attempt
from studio.phrases import Bit

register = template.Library()

FRAME = (
    '<span class="frame" data-image="{pk}" data-r="{r}"{verdict}>'
    '<span class="pic{more}">{inside}</span></span>'
)
EMPTY = '<span class="frame empty" data-r="{r}"><span class="pic"></span></span>'
PICTURE = (
    '<img src="{url}" width="{width}" height="{height}" alt="{alt}"'
    ' loading="lazy" decoding="async">'
)
NO_MARK = Mark()
MARKS = {"ins": "<ins>{}</ins>", "del": "<del>{}</del>"}


@register.simple_tag
def frames(images: Sequence[Image], number: str = "") -> SafeString:
    """A frame for each image; `17·2` stands for the second picture of number 17."""
    return mark_safe("".join(_frames(images, number, {})))  # noqa: S308 (numbers and our own addresses)


@register.simple_tag(takes_context=True)
def film(context: dict[str, Any], attempt: Attempt) -> SafeString:
    """The frames of an attempt: what came, what is still expected, and how many there are more."""
    marks = {image.pk: mark_in(context, attempt, image) for image in attempt.shown if attempt.said}
    parts = list(_frames(attempt.shown, str(attempt.number), marks))
    parts += [
        EMPTY.format(r=shape(attempt.job.width or 1, attempt.job.height or 1))
    ] * attempt.empty
    if attempt.more:
        parts.append(f'<span class="more">+{attempt.more}</span>')
    return mark_safe("".join(parts))  # noqa: S308 (numbers and our own addresses)


@register.simple_tag(takes_context=True)
def mark_in(context: dict[str, Any], attempt: Attempt, image: Image) -> Mark:
    """Of whoever looks at the page."""
    return verdicts.mark(attempt.said.get(image.pk, ()), actors.of(context["request"]))


@register.simple_tag
def edge_print(attempt: Attempt) -> SafeString:
    """Model where there are several, how it stands or its canvas, and price."""
    parts = [("model-word", attempt.job.model_label if attempt.job.group else "")]
    parts.append(("trouble-word" if attempt.is_lost else "", attempt.word or attempt.setting))
    parts.append(("", attempt.price))
    told = (f'<span class="{kind}">{escape(text)}</span>' for kind, text in parts if text)
    return mark_safe("".join(told))  # noqa: S308 (each text is escaped)


@register.simple_tag
def words(bits: Iterable[Bit]) -> SafeString:
    """A prompt or phrases with what was put in and taken out marked."""
    return mark_safe(  # noqa: S308 (each text is escaped)
        "".join(MARKS.get(bit.kind, "{}").format(escape(bit.text)) for bit in bits)
    )


def _frames(images: Sequence[Image], number: str, marks: Mapping[int, Mark]) -> Iterator[str]:
    for place, image in enumerate(images, start=1):
        mark = marks.get(image.pk, NO_MARK)
        yield FRAME.format(
            pk=image.pk,
            r=shape(image.width, image.height),
            more=" checker" if image.has_alpha else "",
            verdict=f' data-verdict="{mark.verdict}"' if mark.verdict else "",
            inside=_picture(image, f"{number}·{place}" if number else "") + ring(image, mark),
        )


def _picture(image: Image, alt: str) -> str:
    if not image.has_thumbs:
        return ground(image)
    return PICTURE.format(
        url=thumb_url(image, 320), width=image.width, height=image.height, alt=alt
    )
