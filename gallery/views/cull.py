"""Cull mode: one image large, the others of the search below it; or more of those others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, culling
from gallery.access import Act
from gallery.searches import Search

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def cull(request: HttpRequest) -> HttpResponse:
    """A search's parameters; `at` the image to begin with, `judged=1` those too that one judged."""
    access.require(request, Act.SEE)
    wanted, person = Search.of(request.GET), access.person(request)
    is_rest = request.GET.get("judged") != "1"
    after = _id(request, "after")
    if is_fragment(request) and after is not None:
        pile = culling.more(wanted, person, is_rest=is_rest, after=after)
        return render(request, "gallery/_cull_frames.html", {"pile": pile})
    pile = culling.of(wanted, person, is_rest=is_rest, at=_id(request, "at"))
    return render(request, "gallery/cull.html", {"pile": pile})


def _id(request: HttpRequest, name: str) -> int | None:
    word = request.GET.get(name, "")
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 18 else None
