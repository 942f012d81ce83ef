"""The prompts that were used before: a list to search, as a page or within the composer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from studio import drafts
from studio import history as service

from .answers import is_fragment


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def history(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.MAKE)
    query, before = request.GET.get("q", ""), request.GET.get("before", "")
    number = int(before) if drafts.is_id(before) else None
    page = service.find(access.person(request), query, number)
    is_page = not is_fragment(request)
    template = "studio/history.html" if is_page else "studio/_history.html"
    return render(request, template, {"page": page, "query": query, "is_page": is_page})
