"""What was spent today, for the top of every page."""

from __future__ import annotations

from django import template

from gallery import access
from gallery.access import Act
from studio import spending

register = template.Library()


@register.simple_tag(takes_context=True)
def spent_today(context: template.Context) -> str:
    """`$1.84`; '' where nothing was, and for whom it is no matter."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return spending.today_words() if user is not None and access.may(user, Act.SEE) else ""
