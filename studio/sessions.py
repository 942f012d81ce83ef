"""Which line of work a job belongs to."""

from __future__ import annotations

from gallery.models import User

from .models import Session


def current(person: User | None) -> Session | None:
    """The newest session of a person (of nobody, while login is off)."""
    return Session.objects.filter(made_by=person).order_by("-pk").first()
