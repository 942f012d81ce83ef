"""Images into collections: what is ticked, or the one of a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gallery import access, actors, collections, selection
from gallery.access import Act
from gallery.collecting import MOST, CollectionError
from gallery.models import Image
from gallery.searches import Search

from . import told
from .fragments import is_fragment


@require_safe
def collection_names(request: HttpRequest) -> HttpResponse:
    """Options for what is typed as `collection`."""
    access.require(request, Act.SEE)
    names = collections.suggestions()
    return render(request, "gallery/_collection_options.html", {"names": names})


@require_POST
def act_collect(request: HttpRequest) -> HttpResponse:
    """Images into the collection that is called `collection`, a new one where none is."""
    access.require(request, Act.JUDGE)
    found = selection.of(request.POST, access.person(request))
    if not (ids := found.ids(MOST + 1)):
        return told.words(request, _("No image is selected"))
    if found.search and Search.parse(request.POST.get("search", "")).order == "oldest":
        ids.reverse()
    name = request.POST.get("collection", "")
    try:
        done = collections.collect(name, ids, actors.of(request), found.search)
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return told.deed(request, done, _("All of them were in it already"))


@require_POST
def collect_image(request: HttpRequest, pk: int) -> HttpResponse:
    """One image: the collections that it is in as they are now."""
    seen = Image.objects.filter(selection.may_see(access.person(request)))
    image, wrong = get_object_or_404(seen, pk=pk), ""
    access.require(request, Act.JUDGE, image)
    try:
        name = request.POST.get("collection", "")
        collections.collect(name, [image.pk], actors.of(request))
    except CollectionError as error:
        wrong = str(error)
    if not is_fragment(request):
        return told.words(request, wrong or _("Added to the collection"))
    about = {"image": image, "wrong": wrong, "is_done": not wrong}
    return render(request, "gallery/_collected.html", about, status=422 if wrong else 200)
