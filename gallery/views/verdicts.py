"""One person's verdict on one image."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery import access, actors, reviews, selection
from gallery.access import Act
from gallery.models import Image, Review

from . import told
from .fragments import is_fragment

STARS = (None, "0", "1", "2", "3", "4", "5")


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """`verdict` (pick, reject, '' takes it back) and `stars` (0 to 5, 0 takes them back).

    204 for a page that is open, else back to `next`, or to the image.
    """
    person = access.person(request)
    image = get_object_or_404(Image.objects.filter(selection.may_see(person)), pk=pk)
    access.require(request, Act.JUDGE, image)
    stars = request.POST.get("stars")
    said = request.POST.get("verdict")
    if stars not in STARS or (said is not None and said not in Review.Verdict.values):
        return HttpResponseBadRequest()
    reviews.judge(image, actors.of(request), verdict=said, stars=int(stars) if stars else None)
    if is_fragment(request):
        return HttpResponse(status=204)
    url = told.back(request) if "next" in request.POST else reverse("gallery:image", args=[pk])
    return HttpResponseRedirect(url)
