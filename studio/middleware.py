"""What a proxy says about a request, and whether we believe it; forms and numbers that nobody can
read; and how answers are packed.

While login is off nothing but this machine may reach the studio, so a request
that came through a proxy is refused. With login, `X-Forwarded-*` is believed
from the trusted proxy's address only, and taken off every request.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.models import BigAutoField
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

# Text grows small; pictures are packed already.
PACKED = frozenset(("text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml"))

_GZIP = re.compile(r"\bgzip\b")
_WITH_PORT = re.compile(r"^(?:(\d+(?:\.\d+){3})|\[([^]]*)\])(?::\d+)?$")
PLAIN = "text/plain; charset=utf-8"
LAST_NUMBER = BigAutoField.MAX_BIGINT

Handler = Callable[[HttpRequest], HttpResponse]


class Packed(GZipMiddleware):
    """Gzip for text, with Django's guard against BREACH; never for pictures or parts of files."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in PACKED or response.status_code != HttpResponse.status_code:
            return response
        if isinstance(response, FileResponse) and request.path.startswith(settings.STATIC_URL):
            # Whitenoise gives a question for the head nothing to pack.
            return response if request.method == "HEAD" else _packed_once(request, response)
        return super().process_response(request, response)


def _packed_once(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """A static file packed as a whole: of known length, so that the connection stays open.

    It goes by its date from then on: whitenoise knows the tag of the plain file only.
    """
    patch_vary_headers(response, ("Accept-Encoding",))
    for name in ("ETag", "Cross-Origin-Opener-Policy"):
        del response[name]
    if not _GZIP.search(request.headers.get("Accept-Encoding", "")):
        return response
    data = _pack(b"".join(response))
    response.close()
    headers = {**response.headers, "Content-Encoding": "gzip", "Content-Length": str(len(data))}
    return HttpResponse(data, headers=headers)


@lru_cache(maxsize=256)
def _pack(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


class SignInRequired(LoginRequiredMiddleware):
    """Nobody sees anything but the views that say so. A part of a page that is open, which
    cannot hold a sign-in, is answered with 401 and the page goes to sign in.
    """

    def handle_no_permission(  # type: ignore[override] # any answer will do
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        query = urlencode({"next": page._replace(scheme="", netloc="").geturl() or "/"})
        address = f"{reverse(settings.LOGIN_URL)}?{query}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})


class Countable(MiddlewareMixin):
    """No row has a number beyond those of the database, which would fail to look for it."""

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> None:
        if any(isinstance(value, int) and value > LAST_NUMBER for value in kwargs.values()):
            raise Http404


def forwarded(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        said = _take_off(request)
        if said and not settings.LOGIN_REQUIRED:
            return _refusal()
        if settings.TRUSTED_PROXY and request.META["REMOTE_ADDR"] == settings.TRUSTED_PROXY:
            _believe(request, said)
        return get_response(request)

    return handle


def readable(get_response: Handler) -> Handler:
    """Forms are UTF-8. Of others Django raises, and once more while it answers that."""

    def handle(request: HttpRequest) -> HttpResponse:
        is_form = request.content_type == "application/x-www-form-urlencoded"
        if is_form and (request.encoding or "utf-8").lower() != "utf-8":
            return HttpResponseBadRequest(_("A form has to be sent as UTF-8."), content_type=PLAIN)
        return get_response(request)

    return handle


def _take_off(request: HttpRequest) -> dict[str, str]:
    """Remove and return the forwarding headers."""
    names = [
        name
        for name in request.META
        if name == "HTTP_FORWARDED" or name.startswith("HTTP_X_FORWARDED_")
    ]
    return {name: request.META.pop(name) for name in names}


def _believe(request: HttpRequest, said: dict[str, str]) -> None:
    """Take scheme, host and client from the proxy; of a list, what the proxy itself added."""
    last = {name: value.rpartition(",")[2].strip() for name, value in said.items()}
    if (scheme := last.get("HTTP_X_FORWARDED_PROTO", "").lower()) in {"http", "https"}:
        request.META["wsgi.url_scheme"] = scheme
    if host := last.get("HTTP_X_FORWARDED_HOST"):
        request.META["HTTP_HOST"] = host
    if client := _address(last.get("HTTP_X_FORWARDED_FOR", "")):
        request.META["REMOTE_ADDR"] = client


def _address(said: str) -> str:
    """The IP address, which some proxies write with a port; '' where it is none."""
    bare = _WITH_PORT.sub(r"\1\2", said)
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""


def _refusal() -> HttpResponse:
    sentence = _(
        "This studio has no sign-in, so it answers only this machine and not through a proxy. "
        "Set PROOFSHEET_LOGIN=required to run it for others."
    )
    return HttpResponseForbidden(sentence, content_type=PLAIN)
