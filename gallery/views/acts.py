"""Acts on many images, each one request, and the way back from each."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gallery import access, deeds, selection, tags, trash
from gallery.access import Act
from gallery.models import Deed, Image
from gallery.selection import Selection

from . import told
from .fragments import is_fragment

MOST_REFERENCES = 14


@require_POST
def act_tag(request: HttpRequest) -> HttpResponse:
    """`tags`, with commas between, onto the images; with `act=remove` off them."""
    access.require(request, Act.JUDGE)
    person = access.person(request)
    ids = selection.of(request.POST, person).ids()
    change = tags.remove if request.POST.get("act") == "remove" else tags.add
    try:
        done = change(request.POST.get("tags", ""), ids, person)
    except tags.TagNameError as error:
        return told.words(request, str(error), status=422)
    return told.deed(request, done, _none(request, ids))


@require_POST
def act_trash(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.TRASH)
    ids = _selection(request).ids()
    return told.deed(request, trash.move(ids, access.person(request)), _not_yours(request, ids))


@require_POST
def act_restore(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.TRASH)
    ids = _selection(request).trashed()
    return told.deed(request, trash.restore(ids, access.person(request)), _not_yours(request, ids))


@require_POST
def act_references(request: HttpRequest) -> HttpResponse:
    """To the studio with the images as references, as many as a job may have."""
    access.require(request, Act.MAKE)
    ids = selection.of(request.POST, access.person(request)).ids()[:MOST_REFERENCES]
    query = urlencode([*(("image", pk) for pk in ids), ("as", "reference")])
    url = reverse("studio:compose")
    url = f"{url}?{query}" if ids else told.back(request)
    if not is_fragment(request):
        return HttpResponseRedirect(url)
    return HttpResponse(headers={"HX-Redirect": url})


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A page that asks, for who has no script; then the deed is taken back."""
    access.require(request, Act.JUDGE)
    deed = get_object_or_404(Deed, pk=uuid)
    if deed.made_by != access.person(request):
        access.require(request, Act.MANAGE)
    if request.method != "POST":
        return render(request, "gallery/undo.html", {"deed": deed, "said": deeds.said(deed)})
    try:
        deeds.undo(deed.pk, access.person(request))
    except deeds.TooLateError:
        return told.words(request, _("This was undone before."))
    if is_fragment(request) and "stay" not in request.POST:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return told.words(request, _("Undone"))


def _selection(request: HttpRequest) -> Selection:
    """Of what this person may throw away and take back."""
    found = selection.of(request.POST, access.person(request))
    return replace(found, is_own=not access.may(request.user, Act.TRASH, Image()))


def _none(request: HttpRequest, ids: list[int]) -> str:
    """Why there is nothing to do."""
    if ids:
        return ""
    was_any = request.POST.get("images") or request.POST.get("all")
    return _("None of these images is here any more") if was_any else _("No image is selected")


def _not_yours(request: HttpRequest, ids: list[int]) -> str:
    if not ids and not access.may(request.user, Act.TRASH, Image()):
        return _("Only images of your own can be moved")
    return _none(request, ids)
