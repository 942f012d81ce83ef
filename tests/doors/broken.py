"""The studio's addresses and some that fail; a quick refusal."""

from __future__ import annotations

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import include, path

from studio.views.errors import bad_request, server_error


def broken(request: HttpRequest) -> HttpResponse:
    key = request.headers.get("X-Key")  # noqa: F841
    raise ZeroDivisionError


def misspelt(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELEKT 1")
    raise AssertionError


def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of the page that Django's check of tokens answers with, which takes a while."""
    return HttpResponseForbidden(reason)


urlpatterns = [
    path("broken/", broken),
    path("misspelt/", misspelt),
    path("locked/", locked),
    path("", include("studio.urls")),
]
handler400, handler500 = bad_request, server_error
