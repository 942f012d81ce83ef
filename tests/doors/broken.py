"""The studio's addresses and one that fails; a quick refusal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import include, path


def broken(request: HttpRequest) -> HttpResponse:
    key = request.headers.get("X-Key")  # noqa: F841
    raise ZeroDivisionError


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of the page that Django's check of tokens answers with, which takes a while."""
    return HttpResponseForbidden(reason)


urlpatterns = [path("broken/", broken), path("", include("studio.urls"))]
