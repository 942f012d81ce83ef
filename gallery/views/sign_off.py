"""A collection signed off, and what goes out then: a sheet, a table of names, the files."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gallery import access, actors, collected, collections, export, results, signing
from gallery.access import Act
from gallery.collecting import CollectionError
from gallery.export.forms import NamesForm, SheetForm
from gallery.models import Collection

from . import told
from .exports import COOKIE, saved

SHOWN = 24


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Who decided what, and the ways out; a POST signs the picks off.

    With `seen`, the stamp of the picks that were shown, no others are: 409 where they changed.
    """
    access.require(request, Act.JUDGE if request.method == "POST" else Act.SEE)
    one = get_object_or_404(Collection, pk=pk)
    if request.method != "POST":
        return render(request, "gallery/sign_off.html", _offer(request, one))
    ids = collected.picks(one, access.person(request))
    if request.POST.get("seen", signing.stamp(ids)) != signing.stamp(ids):
        return _again(request, one, 409, has_changed=True)
    try:
        collections.sign(one, results.images(ids), actors.of(request))
    except CollectionError as error:
        return told.words(request, str(error), status=422)
    return HttpResponseRedirect(reverse("gallery:sign_off", args=[pk]))


@require_safe
@never_cache
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picks, or with `which=all` everything, with verdicts, stars and notes."""
    access.require(request, Act.SEE)
    one, person = get_object_or_404(Collection, pk=pk), access.person(request)
    which = collected.every if request.GET.get("which") == "all" else collected.picks
    ids = which(one, person)
    form = SheetForm(request.GET.dict() | {"kind": "pdf"}, count=len(ids))
    if not form.is_valid():
        return _again(request, one, sheet=form)
    frames, chosen = signing.frames(one, ids, person), form.cleaned_data
    said, is_wide = signing.words(one, frames, person), chosen["way"] == "landscape"
    stream = export.sheet_pdf(frames, one.name, chosen["paper"], is_landscape=is_wide, said=said)
    return _sent(request, one, stream, "pdf", sheet=form)


@require_safe
@never_cache
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The picks as a table, with the names that they have in the ZIP."""
    access.require(request, Act.SEE)
    one, person = get_object_or_404(Collection, pk=pk), access.person(request)
    ids = collected.picks(one, person)
    form = NamesForm(request.GET, count=len(ids))
    if not form.is_valid():
        return _again(request, one, names=form)
    table = signing.table(one, results.images(ids), form.cleaned_data["names"], person)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _file(one, "csv")) or ""
    return response


@require_safe
@never_cache
def files(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The originals of the picks as a ZIP, in the collection's order."""
    access.require(request, Act.SEE)
    one, person = get_object_or_404(Collection, pk=pk), access.person(request)
    ids = collected.picks(one, person)
    form = NamesForm(request.GET, count=len(ids))
    if not form.is_valid():
        return _again(request, one, names=form)
    stream = export.archive(export.images(ids, person), form.cleaned_data["names"])
    return _sent(request, one, stream, "zip", names=form)


def _offer(request: HttpRequest, one: Collection) -> dict[str, Any]:
    person = access.person(request)
    ids, signed = collected.picks(one, person), signing.last(one)
    return {
        "one": one,
        "count": len(ids),
        "seen": signing.stamp(ids),
        "shown": results.images(ids[:SHOWN]),
        "reviewers": signing.reviewers(one, person),
        "progress": collected.progress([one], person).get(one.pk, collected.Progress()),
        "signed": signed,
        "is_same": signed is not None and signing.ids_of(signed) == set(ids),
    } | _ways(request)


def _ways(request: HttpRequest) -> dict[str, Any]:
    """How the picks go out."""
    return {
        "names": NamesForm({"names": unquote(request.COOKIES.get(COOKIE, ""))}, count=1),
        "usual": export.USUAL,
        "sheet": SheetForm(initial={"paper": "a4", "way": "portrait"}, count=1),
    }


def _again(
    request: HttpRequest, one: Collection, status: int = 422, **forms: NamesForm | SheetForm | bool
) -> HttpResponse:
    return render(request, "gallery/sign_off.html", _offer(request, one) | forms, status=status)


def _sent(
    request: HttpRequest, one: Collection, stream: Any, ending: str, **forms: NamesForm | SheetForm
) -> HttpResponseBase:
    kinds = {"pdf": "application/pdf", "zip": "application/zip"}
    try:
        return saved(stream, kinds[ending], _file(one, ending))
    except export.BusyError:
        response = _again(request, one, 503, **forms)
        response["Retry-After"] = "30"
        return response


def _file(one: Collection, ending: str) -> str:
    return f"{export.slug(one.name) or f'collection-{one.pk}'}.{ending}"
