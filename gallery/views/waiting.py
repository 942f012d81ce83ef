"""What waits for whoever asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gallery import access
from gallery import waiting as found
from gallery.access import Act


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    shown = found.of(access.person(request))
    return render(request, "gallery/waiting.html", {"waiting": shown})
