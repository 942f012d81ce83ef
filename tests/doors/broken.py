"""The studio's addresses and one that fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def broken(request: HttpRequest) -> HttpResponse:
    key = request.headers.get("X-Key")  # noqa: F841
    raise ZeroDivisionError


urlpatterns = [path("broken/", broken), path("", include("studio.urls"))]
