"""Which providers are ready, what they take, and how to connect the others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gallery import access
from gallery.access import Act
from studio import connections


@require_safe
@never_cache
def providers(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    found = connections.listed()
    ready = sum(connection.is_ready for connection in found)
    context = {"connections": found, "ready_count": ready, "count": len(found)}
    return render(request, "studio/providers.html", context)
