"""What a page says while the bucket that has the pictures cannot be reached."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .media import UnreachableError

logger = logging.getLogger(__name__)

AGAIN = "10"
"""Seconds after which it is worth another try."""


SAID = gettext_noop(
    "The storage that holds the pictures of this studio does not answer right now. "
    "Nothing is lost: try again in a minute."
)


class Away(MiddlewareMixin):
    """503 with a sentence: the fault is neither the person's nor the picture's."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, UnreachableError):
            return None
        logger.warning("%s: %s", request.path, error)
        response = _page(request)
        response["Retry-After"] = AGAIN
        response["Cache-Control"] = "no-store"
        return response


def _page(request: HttpRequest) -> HttpResponse:
    """A page for whoever opened one; guests have no way to the rest of the studio."""
    match = request.resolver_match
    is_guest = match is not None and str(match.url_name).startswith("guest")
    if is_guest or "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(_(SAID), status=503, content_type="text/plain; charset=utf-8")
    return render(request, "gallery/away.html", status=503)
