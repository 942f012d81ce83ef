"""A prompt and what the model made of it, with what differs marked and ready to be taken up.

`terms` are those of the search that led to the image: their matches are marked as well.

What is drawn is kept for the pages that show it again: it depends on the prompts and the
language alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gallery import highlights, search
from gallery.differences import Change, Part
from gallery.models import Image
from gallery.revisions import Revision, phrase
from gallery.search import Term

Terms = tuple[Term, ...]

register = template.Library()


@register.simple_tag
def revision(image: Image) -> Revision:
    return Revision.of(image)


@register.simple_tag(takes_context=True)
def as_sent(context: dict[str, Any], found: Revision, terms: Terms = ()) -> SafeString:
    """The prompt as it was sent. What was left out is a link where nothing came in its place."""
    return _as_sent(found, terms or (), get_language(), context.get("may_make", True))


@register.simple_tag(takes_context=True)
def as_used(context: dict[str, Any], found: Revision, terms: Terms = ()) -> SafeString:
    """The revised prompt, each phrase that came in a link that adopts it, and a way to take all.

    For who makes no images there is nothing to adopt.
    """
    return _as_used(found, terms or (), get_language(), context.get("may_make", True))


@register.filter
def matched(text: str, terms: Terms) -> SafeString:
    """Any other text, with the matches marked."""
    spans = search.marked(text, terms or ())
    return mark_safe(highlights.marked(text, spans))  # noqa: S308 (escaped there)


@lru_cache(512)
def _as_sent(found: Revision, terms: Terms, language: str | None, may_make: bool) -> SafeString:
    return _drawn(found, found.comparison.before, "del", terms, may_make)


@lru_cache(512)
def _as_used(found: Revision, terms: Terms, language: str | None, may_make: bool) -> SafeString:
    text = _drawn(found, found.comparison.after, "ins", terms, may_make)
    shown = {"revision": found, "text": text, "may_make": may_make}
    return render_to_string("components/_revised.html", shown)


def _drawn(
    found: Revision, parts: tuple[Part, ...], tag: str, terms: Terms, may_make: bool
) -> SafeString:
    """The parts sign for sign, between their marks."""
    address = f"{reverse('studio:compose')}?image={found.image}&as=prompt&adopt="
    address = address if may_make else ""
    texts = zip(parts, _highlighted(parts, terms), strict=True)
    # Each part is escaped by itself.
    return mark_safe("".join(_marked(found, part, text, tag, address) for part, text in texts))  # noqa: S308


def _highlighted(parts: tuple[Part, ...], terms: Terms) -> Iterator[str]:
    """Each part as HTML; a match may reach over several."""
    spans = search.marked("".join(part.text for part in parts), terms) if terms else []
    at = 0
    for part in parts:
        yield highlights.marked(part.text, spans, at)
        at += len(part.text)


def _marked(found: Revision, part: Part, text: str, tag: str, address: str) -> str:
    change = part.change
    if change is None:
        return text
    text = f"<{tag}>{text}</{tag}>"
    if not address or not found.takes(change) or (tag == "del" and change.put):
        return text
    href, label = escape(f"{address}{change.number}"), escape(_deed(change))
    data = f'data-adopt="{change.number}" href="{href}" aria-label="{label}"'
    return f'<a class="adopt" {data}>{text}</a>'


def _deed(change: Change) -> str:
    """What a press does."""
    words = {"put": phrase(change.put), "out": phrase(change.out)}
    if not change.put:
        return _("Leave out “%(out)s”") % words
    if not change.out:
        return _("Adopt “%(put)s”") % words
    return _("Adopt “%(put)s” in place of “%(out)s”") % words
