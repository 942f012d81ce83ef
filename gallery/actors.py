"""Who does something: a person with an account, a guest of a share link, or nobody (login off)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from .models import Guest, User


@dataclass(frozen=True, slots=True)
class Actor:
    """At most one of both; neither while login is off."""

    person: User | None = None
    guest: Guest | None = None

    @property
    def name(self) -> str:
        """'' for nobody."""
        if self.guest is not None:
            return self.guest.name
        return self.person.name if self.person is not None else ""

    @property
    def own(self) -> Q:
        """Finds the reviews that are this actor's."""
        return Q(person=self.person, guest=self.guest)

    @property
    def columns(self) -> dict[str, Any]:
        """For a row that names its actor."""
        return {"person": self.person, "guest": self.guest}


NOBODY = Actor()


def of(request: HttpRequest) -> Actor:
    return Actor(person=request.user if isinstance(request.user, User) else None)
