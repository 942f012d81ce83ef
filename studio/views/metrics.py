"""`/metrics`: for Prometheus, which shows a token instead of signing in."""

from __future__ import annotations

from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from studio import metrics as studio_metrics

PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        return HttpResponse("Not found", status=404, content_type=PLAIN)
    if not _is_allowed(request.headers.get("Authorization", "")):
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse("Token wanted", status=401, headers=headers, content_type=PLAIN)
    return HttpResponse(studio_metrics.exposition(), content_type=studio_metrics.CONTENT_TYPE)


def _is_allowed(given: str) -> bool:
    kind, _space, token = given.partition(" ")
    is_right = compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    return kind.lower() == "bearer" and is_right
