"""Collections: all of them, one of them, and what changes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, actors, collected, comparing, decisions, selection
from gallery import collections as kept
from gallery.access import Act
from gallery.collecting import CollectionError
from gallery.models import Collection, Image
from gallery.positions import FIRST, LAST, Place

from . import told
from .fragments import VARIES, is_fragment

WAYS = "ways"
"""The `HX-Target` of a page that is open and asks how far it is."""
LATEST = 4
"""Lines of the log that a collection's own page shows."""


@require_http_methods(["GET", "HEAD", "POST"])
def collections(request: HttpRequest) -> HttpResponse:
    """All; a POST makes one of `name`."""
    if request.method == "POST":
        return _make(request)
    access.require(request, Act.SEE)
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    page = max(1, _number(request.GET.get("page")) or 1)
    found = collected.rows(access.person(request), state, words, page)
    states = [(key, name) for key, name in Collection.State.choices if key != "open"]
    about = {"found": found, "words": words, "state": state, "states": states}
    return render(request, "gallery/collections.html", about | _rights(request))


@require_safe
@vary_on_headers(*VARIES, "HX-Target")
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """A page with the first images; as a fragment those `after` a place, or how far it is."""
    access.require(request, Act.SEE)
    one = get_object_or_404(Collection, pk=pk)
    if is_fragment(request) and request.headers.get("HX-Target") == WAYS:
        return render(request, "gallery/_collection_ways.html", _ways(request, one))
    about = _part(request, one) | _rights(request, one)
    if is_fragment(request):
        return render(request, "gallery/_collection_frames.html", about)
    log = decisions.page(one, access.person(request))
    about |= {"log": log.lines[:LATEST], "states": Collection.State.choices}
    return render(request, "gallery/collection.html", about | _ways(request, one))


@require_safe
def survey_picks(request: HttpRequest, pk: int) -> HttpResponse:
    """To the survey of what is picked, if that is neither too much nor too little for one."""
    access.require(request, Act.SEE)
    one = get_object_or_404(Collection, pk=pk)
    ids = collected.picks(one, access.person(request))
    if not 2 <= len(ids) <= comparing.SURVEYED:
        return told.words(request, _("A survey takes 2 to 12 images."))
    address = urlencode([("images", image) for image in ids])
    return HttpResponseRedirect(f"{reverse('gallery:survey')}?{address}")


@require_safe
def collection_log(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request, Act.SEE)
    one = get_object_or_404(Collection, pk=pk)
    before = _number(request.GET.get("before"))
    log = decisions.page(one, access.person(request), before)
    return render(request, "gallery/collection_log.html", {"one": one, "log": log, "at": before})


@require_POST
def change_collection(request: HttpRequest, pk: int) -> HttpResponse:
    """Of `name`, `note`, `cover` (an image) and `state` what is given."""
    access.require(request, Act.JUDGE)
    one = get_object_or_404(Collection, pk=pk)
    try:
        _change(request, one)
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return HttpResponseRedirect(told.back(request))


@require_POST
def add_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What its search has found since."""
    access.require(request, Act.JUDGE)
    one = get_object_or_404(Collection, pk=pk)
    try:
        done = kept.add_new(one, actors.of(request))
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return told.deed(request, done, _("Its search has found nothing new"))


@require_POST
def remove_images(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request, Act.JUDGE)
    one = get_object_or_404(Collection, pk=pk)
    ids = selection.of(request.POST, access.person(request)).ticked
    try:
        done = kept.remove(one, ids, actors.of(request))
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return told.deed(request, done, _("No image is selected"))


@require_POST
def order_images(request: HttpRequest, pk: int) -> HttpResponse:
    """`images` go `before` or `after` one, or `to` first, last, earlier or later.

    204 for a page that is open; 409 where the image beside which they should go is gone.
    """
    access.require(request, Act.JUDGE)
    one = get_object_or_404(Collection, pk=pk)
    try:
        is_moved = _order(request, one)
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    if is_fragment(request):
        return HttpResponse(status=204 if is_moved else 409)
    return HttpResponseRedirect(told.back(request))


@require_http_methods(["GET", "HEAD", "POST"])
def image_note(request: HttpRequest, pk: int, image: int) -> HttpResponse:
    """The note of one image: a form, and then the line under its frame."""
    access.require(request, Act.JUDGE)
    one = get_object_or_404(Collection, pk=pk)
    item = collected.item(one, image, access.person(request))
    if item is None:
        return told.words(request, _("This image is not in the collection any more."), status=404)
    about = {"one": one, "item": item, "image": item.image} | _rights(request, one)
    if request.method != "POST":
        name = "_collection_note" if is_fragment(request) else "collection_note"
        return render(request, f"gallery/{name}.html", about)
    return _note(request, about)


def _make(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.JUDGE)
    try:
        made = kept.make(request.POST.get("name", ""), actors.of(request))
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return HttpResponseRedirect(told.place(made))


def _change(request: HttpRequest, one: Collection) -> None:
    data, by = request.POST, actors.of(request)
    if "state" in data:
        kept.decide(one, data["state"], by)
    if "name" in data:
        kept.rename(one, data["name"], by)
    if "note" in data:
        kept.write(one, data["note"], by)
    if cover := _number(data.get("cover")):
        seen = Image.objects.filter(selection.may_see(access.person(request)))
        kept.choose_cover(one, get_object_or_404(seen, pk=cover), by)


def _order(request: HttpRequest, one: Collection) -> bool:
    data, by = request.POST, actors.of(request)
    ids = selection.of(data, access.person(request)).ticked
    to, before, after = data.get("to"), _number(data.get("before")), _number(data.get("after"))
    if to in {"earlier", "later"}:
        return kept.step(one, ids, by, is_before=to == "earlier")
    if before or after:
        return kept.move(one, ids, Place(bool(before), before or after), by)
    return to in {"first", "last"} and kept.move(one, ids, FIRST if to == "first" else LAST, by)


def _note(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    one, item, note = about["one"], about["item"], request.POST.get("note", "")
    try:
        kept.write_of(one, item.image, note, actors.of(request))
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    if not is_fragment(request):
        return HttpResponseRedirect(f"{told.place(one)}#image-{item.image_id}")
    item.refresh_from_db(fields=["note"])
    return render(request, "gallery/_collection_said.html", about | {"is_again": True})


def _ways(request: HttpRequest, one: Collection) -> dict[str, Any]:
    """How far it is, and which of it is asked for."""
    found = collected.progress([one], access.person(request))
    return {"one": one, "progress": found.get(one.pk, collected.Progress())} | _asked(request)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("sort", "shown")}


def _part(request: HttpRequest, one: Collection) -> dict[str, Any]:
    asked = _asked(request)
    after = request.GET.get("after", "")
    if before := _number(request.GET.get("before")):
        after = collected.place_of(one, before, asked["sort"])
    part = collected.part(one, access.person(request), **asked, after=after)
    return {"one": one, "part": part, "is_later": bool(after)} | asked


def _rights(request: HttpRequest, one: Collection | None = None) -> dict[str, bool]:
    may_judge = access.may(request.user, Act.JUDGE)
    is_open = one is None or one.state != Collection.State.ARCHIVED
    return {"may_judge": may_judge, "may_change": may_judge and is_open}


def _number(text: str | None) -> int | None:
    is_number = bool(text) and str(text).isascii() and str(text).isdecimal()
    return int(text) if text and is_number and len(text) <= 18 else None
