"""One image with its whole recipe; for a page that is open, its picture as it stands now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, copies, family, prices, queries, results, sources, truth
from gallery.access import Act
from gallery.models import Image, User
from gallery.searches import Search

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The search that led to it stands in the address: `/gallery/12/?q=fog`."""
    image = get_object_or_404(Image.objects.select_related("made_by"), pk=pk)
    access.require(request, Act.SEE, image)
    if is_fragment(request):
        name = "gallery/_large.html" if "large" in request.GET else "gallery/_seen.html"
        return render(request, name, {"image": image})
    person = access.person(request)
    shown = _about(image, person) | _among(image, Search.of(request.GET), person)
    shown["may_trash"] = access.may(request.user, Act.TRASH, image)
    return render(request, "gallery/image.html", shown)


def _about(image: Image, person: User | None) -> dict[str, Any]:
    made = queries.made(image)
    return {
        "image": image,
        "family": family.of(image, person),
        "truth": truth.rows(image, made),
        "sources": list(sources.links(image.sources)),
        "copy": copies.of(image),
        "cost": prices.words(image.cost, image.currency),
    }


def _among(image: Image, search: Search, person: User | None) -> dict[str, Any]:
    """The images beside it in a search, and the way back to its place there."""
    before, after = results.neighbours(search, person, image.pk)
    place = "&".join(filter(None, (search.address, f"at={image.pk}")))
    return {
        "search": search,
        "query": f"?{search.address}" if search.address else "",
        "neighbours": (before, after),
        "place": f"?{place}#image-{image.pk}",
    }
