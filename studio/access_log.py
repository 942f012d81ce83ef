"""A line for each request, under a number that the answer and the page of a mistake carry too.

Neither the query of an address, which may be a search, nor a token in its path is written down.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import logs
from .hiding import HIDDEN
from .metrics import requests

logger = logging.getLogger("studio.request")

SLOW = 2.0
"""Seconds until an answer begins, from which on it is told of on every terminal."""
ASKED_OFTEN = ("/healthz", "/metrics")
HEADER = "X-Request-ID"
_NUMBER = re.compile(r"[\w-]{8,64}", re.ASCII)

Handler = Callable[[HttpRequest], HttpResponse]


def numbered(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        number, begun = _given(request) or uuid4().hex[:16], monotonic()
        with logs.about(request=number):
            response = get_response(request)
            _tell(request, response, monotonic() - begun)
        if not request.path.startswith(settings.STATIC_URL):
            response[HEADER] = number
        return response

    return handle


def _given(request: HttpRequest) -> str:
    """The number that our proxy gave it, so that both logs can be read together."""
    is_ours = settings.TRUSTED_PROXY and request.META["REMOTE_ADDR"] == settings.TRUSTED_PROXY
    given = request.headers.get(HEADER, "") if is_ours else ""
    return given if _NUMBER.fullmatch(given) else ""


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    status = response.status_code
    method, path = request.method or "", _path(request)
    told = logs.fields(
        method=method, path=path, status=status, ms=round(seconds * 1000), **_person(request)
    )
    if settings.METRICS_TOKEN:
        requests.note(status, seconds)
    level = _level(request, status, seconds)
    logger.log(level, "%s %s: %d after %.3f s", method, path, status, seconds, extra=told)


def _level(request: HttpRequest, status: int, seconds: float) -> int:
    """What says nothing new, as the questions that pages ask again and again, is not told."""
    if status >= 500 or seconds >= SLOW:
        return logging.WARNING
    is_same = status == 204 and request.method == "GET"
    is_file = request.path.startswith(settings.STATIC_URL)
    return logging.DEBUG if is_same or is_file or request.path in ASKED_OFTEN else logging.INFO


def _path(request: HttpRequest) -> str:
    """Without what opens a door."""
    match = request.resolver_match
    token = str(match.kwargs.get("token", "")) if match else ""
    return request.path.replace(token, HIDDEN) if token else request.path


def _person(request: HttpRequest) -> dict[str, int]:
    """Whoever is signed in, where that was asked for anyway."""
    person = getattr(request, "_cached_user", None)
    return {"person": person.pk} if person and person.pk else {}
