"""One job: its page, its card, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from studio import feed, jobs, reports
from studio.models import Job

from .answers import is_fragment, see_other, shown


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _card(request, _found(request, uuid, Act.SEE))


@require_safe
@never_cache
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that a vendor's support may ask for, as plain text."""
    text = reports.of(_found(request, uuid, Act.SEE))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop what was not sent yet, and let go of what is unconfirmed."""
    found = _found(request, uuid, Act.MAKE, Act.CHANGE)
    jobs.cancel(found)
    return _after(request, found)


@require_POST
def retry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send again what failed, or fetch it again where it was made."""
    found = _found(request, uuid, Act.MAKE, Act.CHANGE)
    jobs.retry(found)
    return _after(request, found)


def _found(request: HttpRequest, uuid: UUID, *acts: Act) -> Job:
    found = get_object_or_404(Job.objects.select_related("session", "made_by"), uuid=uuid)
    for act in acts:
        access.require(request, act, found)
    return found


def _after(request: HttpRequest, found: Job) -> HttpResponse:
    if not is_fragment(request):
        return see_other(found)
    found.refresh_from_db()
    return _card(request, found)


def _card(request: HttpRequest, found: Job) -> HttpResponse:
    one = feed.of([found])
    template = "studio/_job.html" if is_fragment(request) else "studio/job.html"
    return shown(request, template, {"card": one.cards[0], "poll_ms": one.poll_ms}, one)
