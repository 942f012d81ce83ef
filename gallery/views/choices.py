"""What a word of the sentence opens: under it on a page that is open, else a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from gallery.choices import panel
from gallery.searches import Search

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def choices(request: HttpRequest, name: str) -> HttpResponse:
    access.require(request, Act.SEE)
    wanted = Search.of(request.GET)
    found = panel(name, wanted, access.person(request))
    if found is None:
        raise Http404
    template = "gallery/_choices.html" if is_fragment(request) else "gallery/choices.html"
    return render(request, template, {"panel": found, "wanted": wanted})
