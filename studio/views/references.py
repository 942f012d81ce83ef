"""References ahead of their job: one file kept, pictures as the tray draws them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from gallery.models import Image
from studio import people, uploads

from .answers import is_fragment


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file as a reference; its id is then used in `reference_images`."""
    access.require(request, Act.MAKE)
    name = next(iter(request.FILES), "file")
    kept = uploads.keep(request.FILES.getlist(name)[:1], people.of(request))
    if not kept.images:
        asked = _("Choose a picture: PNG, JPEG, WebP or HEIC.")
        return JsonResponse({"error": " ".join(kept.refused) or asked}, status=422)
    image = kept.images[0]
    if is_fragment(request):
        return render(request, "studio/_ref.html", {"image": image, "number": 1}, status=201)
    return JsonResponse(_told(image), status=201)


def _told(image: Image) -> dict[str, object]:
    thumb = reverse("gallery:thumb", args=[image.pk, 320])
    return {"id": image.pk, "width": image.width, "height": image.height, "thumb": thumb}
