"""One address answers a page or a fragment of it. Going back always wants the page."""

from __future__ import annotations

from django.http import HttpRequest

VARIES = ("HX-Request", "HX-History-Restore-Request")


def is_fragment(request: HttpRequest) -> bool:
    is_restored = request.headers.get("HX-History-Restore-Request") == "true"
    return request.headers.get("HX-Request") == "true" and not is_restored
