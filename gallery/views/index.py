"""The gallery's grid: a whole page, what a search found for a page that is open, or more frames."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, grid, results, saved, sentences
from gallery.access import Act
from gallery.grid import DENSITY, ROWS
from gallery.searches import Search, parse_day

from .fragments import VARIES, is_fragment

YEAR = 365 * 24 * 60 * 60
FOUND = "found"
"""The `HX-Target` of a page that is open and asks another question."""
PLACES = ("before", "after", "at")


@require_safe
@vary_on_headers(*VARIES, "HX-Target")
def index(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    wanted, person = Search.of(request.GET), access.person(request)
    if day := parse_day(request.GET.get("day")):
        return HttpResponseRedirect(_url(wanted, results.place_of(day, wanted)))
    place = _place(request)
    shown = grid.of(wanted, person, place, request.COOKIES.get(DENSITY, ""))
    if is_fragment(request) and request.headers.get("HX-Target") != FOUND:
        return render(request, "gallery/_page.html", {"grid": shown})
    words = sentences.of(wanted, shown.page.known)
    told = {"grid": shown, "words": words, "saved": saved.of(person)}
    if not is_fragment(request):
        return render(request, "gallery/index.html", told)
    return _addressed(request, _url(wanted, place), render(request, "gallery/_answer.html", told))


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Remember how large the frames are, and go back to the search."""
    access.require(request, Act.SEE)
    wanted = Search.parse(request.POST.get("search", ""))
    answer = HttpResponseRedirect(_url(wanted, {}))
    if request.POST.get("density") in ROWS:
        answer.set_cookie(DENSITY, request.POST["density"], max_age=YEAR, samesite="Lax")
    return answer


def _place(request: HttpRequest) -> dict[str, int]:
    """`before` or `after` an image, or `at` one; what is no id counts as the first page."""
    asked = ((name, request.GET.get(name, "")) for name in PLACES)
    known = {name: int(pk) for name, pk in asked if pk.isdecimal() and len(pk) <= 18}
    return dict(list(known.items())[:1])


def _addressed(request: HttpRequest, url: str, answer: HttpResponse) -> HttpResponse:
    """The page takes on the address of the search; while someone types, in place of the last."""
    is_typed = request.headers.get("HX-Trigger") == "search"
    answer["HX-Replace-Url" if is_typed else "HX-Push-Url"] = url
    return answer


def _url(wanted: Search, place: Mapping[str, int]) -> str:
    parts = [wanted.address, urlencode(place)]
    query = "&".join(part for part in parts if part)
    return f"{reverse('gallery:index')}?{query}" if query else reverse("gallery:index")
