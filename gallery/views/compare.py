"""Two to four images side by side, and the champion of many."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gallery import access, champions, comparing, selection
from gallery.access import Act

from . import told

MODES = ("side", "wipe", "overlay", "difference")


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest) -> HttpResponse:
    """A selection comes by POST and is sent on to the address that shows it."""
    access.require(request, Act.SEE)
    if request.method == "POST":
        return _chosen(request)
    context = _champion(request) if "champion" in request.GET else _side_by_side(request)
    mode = request.GET.get("mode")
    context["mode"] = mode if mode in MODES else MODES[0]
    return render(request, "gallery/compare.html", context)


def _side_by_side(request: HttpRequest) -> dict[str, object]:
    person = access.person(request)
    pks = comparing.asked(request.GET.getlist("images"), comparing.COMPARED)
    images = comparing.images(pks, person)
    if not images:
        return {}
    return {
        "found": comparing.comparison(images, person),
        "address": urlencode([("images", image.pk) for image in images]),
        "swapped": urlencode([("images", image.pk) for image in (*images[1:], images[0])]),
    }


def _champion(request: HttpRequest) -> dict[str, object]:
    person = access.person(request)
    bout = champions.of(request.GET, person)
    if bout is None:
        return {}
    return {
        "found": comparing.comparison(champions.shown(bout, person), person),
        "bout": bout,
        "address": bout.here,
        "later": comparing.images([bout.next], person) if bout.next else [],
    }


def _chosen(request: HttpRequest) -> HttpResponse:
    """Two to four are compared; of more, one after another challenges the champion."""
    data, person = request.POST, access.person(request)
    if data.get("all") == "1":
        asked: list[tuple[str, object]] = [("search", data.get("search", ""))]
        return HttpResponseRedirect(_address([*asked, ("champion", 0)]))
    pks = sorted(selection.of(data, person).ids(champions.LISTED))
    if len(pks) < 2:
        messages.info(request, _("Choose at least two images to compare."))
        return HttpResponseRedirect(told.back(request))
    if len(pks) <= comparing.COMPARED and "champion" not in data:
        return HttpResponseRedirect(_address([("images", pk) for pk in pks]))
    listed = ",".join(map(str, pks))
    return HttpResponseRedirect(_address([("images", listed), ("champion", 0)]))


def _address(parts: list[tuple[str, object]]) -> str:
    return f"{reverse('gallery:compare')}?{urlencode(parts)}"
