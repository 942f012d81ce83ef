"""What templates ask of who looks at them, so that no button stands there that is of no use."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model

from gallery import access
from gallery.access import Act
from gallery.models import Role, User

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], act: str, thing: Model | None = None) -> bool:
    """`{% may 'make' as may_make %}`, `{% may 'change' job as may_change %}`."""
    request = context.get("request")
    return request is None or access.may(request.user, Act(act), thing)


@register.simple_tag(takes_context=True)
def signed_in(context: dict[str, Any]) -> User | None:
    """None while login is off, and for whoever has not signed in."""
    request = context.get("request")
    return access.person(request) if request is not None and settings.LOGIN_REQUIRED else None


@register.simple_tag
def admins() -> list[str]:
    """The names of those who manage the studio; one statement."""
    found = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk")[:3]
    return [person.name for person in found]
