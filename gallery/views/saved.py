"""Searches under a name: keep one, call it otherwise, remove it with a way back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery import saved as kept
from gallery.access import Act
from gallery.searches import Search


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """`removed` and `query`: what was just removed and can be kept again."""
    access.require(request, Act.SEE)
    gone = {"name": request.GET.get("removed", ""), "query": request.GET.get("query", "")}
    told = {"searches": kept.of(access.person(request)), "gone": gone}
    return render(request, "gallery/searches.html", told)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.JUDGE)
    wanted = Search.parse(request.POST.get("query", ""))
    kept.save(request.POST.get("name", ""), wanted, access.person(request))
    if request.POST.get("then") == "searches":
        return HttpResponseRedirect(reverse("gallery:searches"))
    return HttpResponseRedirect(f"{reverse('gallery:index')}?{wanted.address}")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """`name` calls it otherwise; `remove` removes it."""
    access.require(request, Act.JUDGE)
    person, url = access.person(request), reverse("gallery:searches")
    if "remove" not in request.POST:
        kept.rename(pk, request.POST.get("name", ""), person)
        return HttpResponseRedirect(url)
    gone = kept.remove(pk, person)
    query = urlencode({"removed": gone.name, "query": gone.query}) if gone else ""
    return HttpResponseRedirect(f"{url}?{query}")
