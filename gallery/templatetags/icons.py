"""The signs on buttons and beside words; every template has this tag."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache
def icon(name: str) -> SafeString:
    """`{% icon "down" %}`: a sign of `icons.svg`, for the eyes only."""
    sign = '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(sign, static("img/icons.svg"), name)
