"""One image with its whole recipe; for a page that is open, its picture as it stands now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, copies, family, prices, queries, sources, truth
from gallery.access import Act
from gallery.models import Image, User

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def image(request: HttpRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(Image.objects.select_related("made_by"), pk=pk)
    access.require(request, Act.SEE, image)
    if is_fragment(request):
        name = "gallery/_large.html" if "large" in request.GET else "gallery/_picture.html"
        return render(request, name, {"image": image})
    return render(request, "gallery/image.html", _about(image, access.person(request)))


def _about(image: Image, person: User | None) -> dict[str, Any]:
    made = queries.made(image)
    return {
        "image": image,
        "neighbours": queries.neighbours(image),
        "family": family.of(image, person, made),
        "truth": truth.rows(image, made),
        "sources": list(sources.links(image.sources)),
        "copy": copies.of(image),
        "cost": prices.words(image.cost, image.currency),
    }
