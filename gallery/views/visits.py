"""How each view for guests is asked: the link, then who came by it, then what they may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gallery import guests, shares
from gallery.actors import Actor
from gallery.models import Guest, Image, Share
from gallery.shares import GuestAct

from .fragments import is_fragment

GET = ("GET", "HEAD")


class NotSharedError(Exception):
    """The link does not show this image."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a link."""

    request: HttpRequest
    share: Share
    guest: Guest

    @property
    def by(self) -> Actor:
        return Actor(guest=self.guest)

    @property
    def home(self) -> str:
        return _home(self.share)

    def may(self, act: GuestAct) -> bool:
        return shares.may(self.share, self.guest, act)

    def image(self, pk: int) -> Image:
        """NotSharedError."""
        found = shares.image(self.share, pk)
        if found is None:
            raise NotSharedError
        return found

    def render(
        self, template: str, status: int = 200, told: dict[str, Any] | None = None
    ) -> HttpResponse:
        known = {"share": self.share, "one": self.share.collection, "guest": self.guest}
        return render(self.request, f"share/{template}", known | (told or {}), status=status)


View = Callable[..., HttpResponseBase]


def at_link(*methods: str) -> Callable[[View], View]:
    """A view that gets an open link in place of its token: `view(request, share)`."""

    def decorate(view: View) -> View:
        @login_not_required
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
            share = shares.find(token)
            if share is None or not shares.is_open(share):
                return sealed(gone(request, 404 if share is None else 410))
            return sealed(view(request, share, **named))

        return answer

    return decorate


def for_guests(act: GuestAct, *methods: str) -> Callable[[View], View]:
    """A view that gets a `Visit`, for who came by the link and may do this."""

    def decorate(view: View) -> View:
        @at_link(*methods)
        @wraps(view)
        def answer(request: HttpRequest, share: Share, **named: Any) -> HttpResponseBase:
            guest = guests.of(request, share)
            if guest is None:
                return _to_door(request, share)
            return _visited(view, act, Visit(request, share, guest), named)

        return answer

    return decorate


def gone(request: HttpRequest, status: int, share: Share | None = None) -> HttpResponse:
    """One page for all that is not there; an open page goes to it."""
    if is_fragment(request):
        return HttpResponse(status=status, headers={"HX-Refresh": "true"})
    return render(request, "share/gone.html", {"share": share}, status=status)


def sealed(response: HttpResponseBase) -> HttpResponseBase:
    """Told to nobody else: no other site, no search engine, and no cache but for pictures.

    With "no-referrer" browsers would send forms without their origin, which are refused.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if "immutable" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "private, no-store"
    return response


def _visited(view: View, act: GuestAct, visit: Visit, named: dict[str, Any]) -> HttpResponseBase:
    if not visit.may(act):
        return visit.render("refused.html", 403)
    try:
        return view(visit, **named)
    except NotSharedError:
        return gone(visit.request, 404, visit.share)


def _to_door(request: HttpRequest, share: Share) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": _home(share)})
    return HttpResponseRedirect(_home(share))


def _home(share: Share) -> str:
    return reverse("gallery:guest", args=[share.token])
