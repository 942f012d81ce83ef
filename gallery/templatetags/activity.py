"""How much happened since somebody was here, for the bar of every page."""

from __future__ import annotations

from typing import Any

from django import template

from gallery import bar

register = template.Library()


@register.simple_tag(takes_context=True)
def new_count(context: dict[str, Any]) -> int:
    """0 while login is off."""
    request = context.get("request")
    return bar.counts(request).new if request is not None else 0
