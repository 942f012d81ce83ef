"""References ahead of their job: one file kept, pictures to pick, and as the tray draws them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from gallery.models import Image
from studio import carried, drafts, privacy, uploads, uses
from studio import picker as service

from .answers import is_fragment


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file as a reference; its id is then used in `reference_images`."""
    access.require(request, Act.MAKE)
    name = next(iter(request.FILES), "file")
    person = access.person(request)
    kept = uploads.keep(request.FILES.getlist(name)[:1], person)
    if not kept.images:
        asked = _("Choose a picture: PNG, JPEG, WebP, AVIF or HEIC.")
        return JsonResponse({"error": " ".join(kept.refused) or asked}, status=422)
    image = kept.images[0]
    if is_fragment(request):
        drawn = {"image": image, "number": 1, "carried": carried.offer(image, person)}
        return render(request, "studio/_ref.html", drawn, status=201)
    return JsonResponse(_told(image), status=201)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """These pictures as the tray draws them."""
    access.require(request, Act.SEE)
    return render(
        request,
        "studio/_refs.html",
        {"items": drafts.of(privacy.only_seen(request.GET, access.person(request))).items},
    )


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def picker(request: HttpRequest) -> HttpResponse:
    """What is there to be picked; for htmx the pictures alone."""
    access.require(request, Act.SEE)
    query, before = request.GET.get("q", ""), request.GET.get("before", "")
    found = service.page(
        query, int(before) if drafts.is_id(before) else None, access.person(request)
    )
    template = "studio/_picks.html" if is_fragment(request) else "studio/picker.html"
    return render(request, template, {"page": found, "query": query})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def used(request: HttpRequest, id: int) -> HttpResponse:
    """The jobs that had a picture as reference; for htmx their list alone."""
    image, before = get_object_or_404(Image, pk=id), request.GET.get("before", "")
    access.require(request, Act.SEE, image)
    person = access.person(request)
    page = uses.page(id, int(before) if drafts.is_id(before) else None, person)
    context = {"image": image, "uses": page}
    if is_fragment(request):
        return render(request, "studio/_uses.html", context)
    return render(request, "studio/used.html", context | {"count": uses.count(id, person)})


def _told(image: Image) -> dict[str, object]:
    thumb = reverse("gallery:thumb", args=[image.pk, 320])
    return {"id": image.pk, "width": image.width, "height": image.height, "thumb": thumb}
