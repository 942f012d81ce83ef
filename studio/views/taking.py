"""A phrase of a revised prompt, or all of it, into the prompt that is being written."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from gallery.models import Image
from gallery.revisions import Revision
from studio import drafts, taking


@require_POST
def adopt(request: HttpRequest) -> JsonResponse:
    """What becomes of the prompt `prompt` with the phrase `adopt` of the image `image`."""
    access.require(request, Act.MAKE)
    id, number = request.POST.get("image", ""), request.POST.get("adopt", "")
    image = get_object_or_404(Image, pk=id if drafts.is_id(id) else None)
    access.require(request, Act.SEE, image)
    revision, text = Revision.of(image), taking.plain(request.POST.get("prompt", ""))
    if not number:
        return JsonResponse(asdict(taking.all_of(revision, text)))
    change = revision.change(int(number)) if drafts.is_id(number) else None
    if change is None:
        raise Http404
    return JsonResponse(asdict(taking.phrase_of(revision, change, text)))
