"""The gallery's grid: a whole page, or only the next frames for a page that is open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, queries
from gallery.access import Act

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def index(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    page = queries.newest(_before(request.GET.get("before", "")))
    name = "gallery/_page.html" if is_fragment(request) else "gallery/index.html"
    return render(request, name, {"page": page})


def _before(text: str) -> int | None:
    """The id in an address; what is none counts as the first page."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
