"""Who tries too many passwords waits; django-axes counts, over all processes, in our database.

Chosen because it is kept by Jazzband, needs Django alone, and takes the address that
`studio.middleware.forwarded` decided on. Loaded in team mode only.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The sign-in page with how long to wait; also for one who would have been right."""
    name = (credentials or {}).get("username", "")
    left = max(_until(request, name) - timezone.now(), timedelta(seconds=1))
    context = {
        "form": AuthenticationForm(request, initial={"username": name}),
        "minutes": ceil(left.total_seconds() / 60),
        "next": request.POST.get("next", ""),
    }
    answer = render(request, "sign_in.html", context, status=429)
    answer["Retry-After"] = str(ceil(left.total_seconds()))
    return answer


def _until(request: HttpRequest, name: str) -> Any:
    mine = Q(ip_address=request.META["REMOTE_ADDR"]) | Q(username=name)
    last = AccessAttempt.objects.filter(mine).aggregate(last=Max("attempt_time"))["last"]
    return (last or timezone.now()) + settings.AXES_COOLOFF_TIME
