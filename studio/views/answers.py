"""What several views answer in the same way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from studio import crowd
from studio.feed import Feed
from studio.models import Job

# Milliseconds until the next question how jobs stand; 0: no more.
POLL = "Proofsheet-Poll"


def is_fragment(request: HttpRequest) -> bool:
    """Asked for by htmx, and not to restore a page of the history."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request


def shown(request: HttpRequest, template: str, context: dict[str, Any], feed: Feed) -> HttpResponse:
    """A page or fragment that also says when to ask next."""
    response = render(request, template, context)
    response[POLL] = str(crowd.milliseconds(feed.poll_ms))
    return response


def see_other(*made: Job) -> HttpResponse:
    """Go and look at the job, or at the studio where there is not just one."""
    address = reverse("studio:job", args=[made[0].uuid]) if made else reverse("studio:compose")
    return HttpResponseRedirect(address, status=303)
