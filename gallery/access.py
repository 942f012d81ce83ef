"""Who may do what. Every view asks here and nowhere else; guests of a share link go by `shares`.

                see   judge   make   share   trash and change   manage
    viewer      yes
    reviewer    yes   yes                    what is their own
    maker       yes   yes     yes    yes     what is their own
    admin       yes   yes     yes    yes     everything         yes

Judging is verdicts, tags, comments and collections; making is what may spend money; managing is
providers, keys, budgets, people and emptying the trash. While login is off there is only the
person at this machine, who may do everything.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Role, User


class Act(StrEnum):
    SEE = "see"
    JUDGE = "judge"
    MAKE = "make"
    SHARE = "share"
    TRASH = "trash"
    CHANGE = "change"
    MANAGE = "manage"


_VIEWER = frozenset({Act.SEE})
_REVIEWER = _VIEWER | {Act.JUDGE, Act.CHANGE}
_MAKER = _REVIEWER | {Act.MAKE, Act.SHARE, Act.TRASH}
ALLOWED = {
    Role.VIEWER: _VIEWER,
    Role.REVIEWER: _REVIEWER,
    Role.MAKER: _MAKER,
    Role.ADMIN: frozenset(Act),
}
OWN = frozenset({Act.TRASH, Act.CHANGE})
"""To what is one's own; an admin does it to everything."""
SAID = {
    Act.SEE: _("Sign in with an account of this studio to see this."),
    Act.JUDGE: _("Verdicts, tags, comments and collections are for reviewers, makers and admins."),
    Act.MAKE: _("Making images may spend money: it is for makers and admins."),
    Act.SHARE: _("Share links are for makers and admins."),
    Act.TRASH: _("Makers move their own images to the trash, admins any."),
    Act.CHANGE: _("Only whoever made this may change it, and admins."),
    Act.MANAGE: _("Providers, keys, budgets, people and emptying the trash are for admins."),
}


def may(user: User | AnonymousUser, act: Act, thing: Model | None = None) -> bool:
    """Whether `user` may do `act`, to `thing` where there is one."""
    if not settings.LOGIN_REQUIRED:
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    if act not in ALLOWED.get(Role(user.role), _VIEWER) or not may_see(user, thing):
        return False
    is_free = thing is None or act not in OWN or user.role == Role.ADMIN
    return is_free or _owner(thing) == user.pk


def may_see(user: User, thing: Model | None) -> bool:
    """A private thing exists for one person only, admins included."""
    return getattr(thing, "private_to_id", None) in (None, user.pk)


def require(request: HttpRequest, act: Act, thing: Model | None = None) -> None:
    """Raise PermissionDenied unless the request's person may do `act`; Http404 for what is
    private to somebody else, so that nobody learns that it is there.
    """
    if not settings.LOGIN_REQUIRED or may(request.user, act, thing):
        return
    if isinstance(request.user, User) and not may_see(request.user, thing):
        raise Http404
    raise PermissionDenied(SAID[act])


def person(request: HttpRequest) -> User | None:
    """Who is signed in; None while login is off."""
    return request.user if isinstance(request.user, User) else None


def shown(request: HttpRequest) -> dict[str, bool]:
    """`may_make` and so on in every template; of a thing, the tag `may` of `access` asks."""
    return {f"may_{act}": may(request.user, act) for act in Act}


def _owner(thing: Model | None) -> int | None:
    for name in ("made_by_id", "author_id", "person_id"):
        owner: int | None = getattr(thing, name, None)
        if owner is not None:
            return owner
    return None
