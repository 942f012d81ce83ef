"""Three to twelve images at once; one after another is taken out until one stands."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gallery import access, comparing, selection, surveys
from gallery.access import Act

from . import told


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """A selection comes by POST and is sent on to the address that shows it."""
    access.require(request, Act.SEE)
    if request.method == "POST":
        return _chosen(request)
    found = surveys.of(request.GET, access.person(request))
    return render(request, "gallery/survey.html", {"found": found})


def _chosen(request: HttpRequest) -> HttpResponse:
    pks = sorted(selection.of(request.POST, access.person(request)).ids(comparing.SURVEYED + 1))
    if len(pks) < 2 or len(pks) > comparing.SURVEYED:
        messages.info(request, _("A survey takes 2 to 12 images."))
        return HttpResponseRedirect(told.back(request))
    address = urlencode([("images", pk) for pk in pks])
    return HttpResponseRedirect(f"{reverse('gallery:survey')}?{address}")


@require_http_methods(["POST"])
def settle(request: HttpRequest) -> HttpResponse:
    """The end without a script: pick the one, and reject `images` where that is asked."""
    access.require(request, Act.JUDGE)
    person = access.person(request)
    pks = comparing.asked([request.POST.get("winner", "")], 1)
    winner = get_object_or_404(comparing.seen(person), pk__in=pks)
    access.require(request, Act.JUDGE, winner)
    losers = comparing.images(
        comparing.asked(request.POST.getlist("images"), comparing.SURVEYED), person
    )
    surveys.settle(winner, losers if "reject" in request.POST else [], person)
    return HttpResponseRedirect(told.back(request))
