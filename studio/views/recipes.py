"""A recipe out of a file, where no script offers it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from studio import carried, drafts, forms, pads, privacy, uploads

from .compose import page


@require_POST
def take_recipe(request: HttpRequest) -> HttpResponse:
    """Keep what stands in the composer, and fill it with the recipe in `recipe_file`."""
    access.require(request, Act.MAKE)
    person, files = access.person(request), request.FILES.getlist
    kept = uploads.keep(files("references"), person)
    pads.keep(person, request.POST, kept.images)
    found = uploads.keep(files("recipe_file")[:1], person)
    offer = carried.offer(found.images[0], person) if found.images else None
    if offer:
        return HttpResponseRedirect(reverse("studio:compose") + offer.query, status=303)
    name = found.images[0].file_name if found.images else ""
    said = " ".join(found.refused) or carried.nothing(name)
    form = forms.drawn(
        replace(drafts.posted(privacy.only_seen(request.POST, person), {}, kept), filled=said)
    )
    return render(request, "studio/compose.html", page(request, form), status=422)
