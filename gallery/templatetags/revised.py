"""A prompt and what the model made of it, with what differs marked and ready to be taken up."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gallery.differences import Change, Part
from gallery.models import Image
from gallery.revisions import Revision, phrase

register = template.Library()


@register.simple_tag
def revision(image: Image) -> Revision:
    return Revision(image)


@register.simple_tag
def taken_out(found: Revision) -> SafeString:
    """The prompt as it was sent. What was left out is a link where nothing came in its place."""
    return _joined(_marked(found, part, "del") for part in found.comparison.before)


@register.simple_tag
def put_in(found: Revision) -> SafeString:
    """The revised prompt, sign for sign, and each phrase that came in a link that adopts it."""
    return _joined(_marked(found, part, "ins") for part in found.comparison.after)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    # Each part was escaped by itself.
    return mark_safe("".join(parts))  # noqa: S308


def _marked(found: Revision, part: Part, tag: str) -> SafeString:
    if part.change is None:
        return conditional_escape(part.text)
    text = format_html(f"<{tag}>{{}}</{tag}>", part.text)
    is_link = found.takes(part.change) and (tag == "ins" or not part.change.put)
    return _link(found.image, part.change, text) if is_link else text


def _link(image: Image, change: Change, text: SafeString) -> SafeString:
    return format_html(
        '<a class="adopt" data-adopt="{}" href="{}?image={}&amp;as=prompt&amp;adopt={}"'
        ' aria-label="{}">{}</a>',
        change.number,
        reverse("studio:compose"),
        image.pk,
        change.number,
        _deed(change),
        text,
    )


def _deed(change: Change) -> str:
    """What a press does."""
    words = {"put": phrase(change.put), "out": phrase(change.out)}
    if not change.put:
        return _("Leave out “%(out)s”") % words
    if not change.out:
        return _("Adopt “%(put)s”") % words
    return _("Adopt “%(put)s” in place of “%(out)s”") % words
