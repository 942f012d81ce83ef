"""`GET /jobs/changes/`: one question for all unfinished cards of a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gallery import access
from gallery.access import Act
from studio import crowd, feed

from .answers import POLL, shown


@require_safe
@never_cache
def changes(request: HttpRequest) -> HttpResponse:
    """The changed cards to be put in their places; 204 where nothing changed."""
    access.require(request, Act.SEE)
    news = feed.changed(feed.seen(request.GET.get("seen", "")), access.person(request))
    if news.cards:
        return shown(request, "studio/_changes.html", {"cards": news.cards}, news)
    return HttpResponse(status=204, headers={POLL: str(crowd.milliseconds(news.poll_ms))})
