"""What browsers are told with every answer, and which requests of theirs are answered at all."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

PLAIN = "text/plain; charset=utf-8"
PAGE = "text/html"
# Pictures are shown while they are uploaded, as blobs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
BYTES = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of whatever is no page: should a browser take it for one, it can do nothing."""
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""Powers of browsers that no page of ours asks for."""
PERMISSIONS = ", ".join(f"{name}=()" for name in UNUSED)
SAFE = frozenset(("GET", "HEAD"))
OURS = frozenset(("", "same-origin", "none"))
"""Sites of a request: of a program, of our own pages, of the person themselves."""


def labelled(get_response: Handler) -> Handler:
    """No page of another site embeds or reads an answer, no shared cache keeps one."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.path == reverse("studio:sign_out"):
            # Pictures are kept for a year, and somebody else may sit here next.
            response.headers["Clear-Site-Data"] = '"cache"'
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if response.status_code == 200 and request.path.startswith(settings.STATIC_URL):
            # Our own scripts and styles: of seventy files each header is felt.
            response.headers.pop("Referrer-Policy", None)
            return response
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.get("Content-Type", PAGE).partition(";")[0] != PAGE:
            response.headers.setdefault("Content-Security-Policy", BYTES)
            return response
        if not (settings.DEBUG and response.status_code in {404, 500}):  # Django's own pages
            response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    return handle


def bodiless(get_response: Handler) -> Handler:
    """A question for the head gets that alone: our server sends whatever it is given."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            _empty(response)
        return response

    return handle


def _empty(response: HttpResponseBase) -> None:
    """Its length stays that of what would have come."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""


def from_our_pages(get_response: Handler) -> Handler:
    """A page of another site may lead here, and nothing else.

    Without a sign-in no cookie parts the person from a page that merely runs in their browser.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.headers.get("Sec-Fetch-Site", "") in OURS or _leads_here(request):
            return get_response(request)
        sentence = _("Another site asked for this, so it was not done. Open the studio itself.")
        return HttpResponseForbidden(sentence, content_type=PLAIN)

    return handle


def _leads_here(request: HttpRequest) -> bool:
    """A link that somebody followed; not a form, a frame, a picture or a script."""
    is_whole_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    is_followed = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method in SAFE and is_followed and is_whole_page
