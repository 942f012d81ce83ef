"""Many images to be saved: a ZIP of originals, or a contact sheet."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, export, results, selection
from gallery.access import Act
from gallery.export.forms import NamesForm, SheetForm, counted
from gallery.models import Image, User

from .fragments import VARIES, is_fragment

Stream = Generator[bytes, None, None]
COOKIE = "proofsheet_names"
YEAR = 365 * 24 * 3600
KINDS = {"pdf": "application/pdf", "png": "image/png"}
OWN = frozenset(("names", "title", "kind", "paper", "way", "marks", "csrfmiddlewaretoken"))
"""Fields of the forms themselves."""
SHOWN = 8
SHEET = {"kind": "pdf", "paper": "a4", "way": "portrait", "marks": True}


@require_safe
@never_cache
@vary_on_headers(*VARIES)
def choose(request: HttpRequest) -> HttpResponse:
    """The choices for the images of the address; for a page that is open, only these."""
    access.require(request, Act.SEE)
    name = "gallery/_export.html" if is_fragment(request) else "gallery/export.html"
    return render(request, name, _offer(request, request.GET))


@require_safe
@never_cache
def example(request: HttpRequest) -> HttpResponse:
    """What a template of names gives for the first image; 422 with the fields there are."""
    access.require(request, Act.SEE)
    form = NamesForm(request.GET, count=1)
    status = 200 if form.is_valid() else 422
    ids = _ids(request.GET, access.person(request))[:1]
    context = {"form": form, "example": _example(results.images(ids), form)}
    return render(request, "gallery/_export_example.html", context, status=status)


@require_POST
def archive(request: HttpRequest) -> HttpResponseBase:
    """Originals and manifests; 422 with the choices where a template is wrong."""
    access.require(request, Act.SEE)
    person = access.person(request)
    ids = _ids(request.POST, person)
    form = NamesForm(request.POST, count=len(ids))
    if not form.is_valid():
        return _again(request, names=form)
    names = form.cleaned_data["names"]
    stream = export.archive(export.images(ids, person), names)
    try:
        return _remember(saved(stream, "application/zip", f"{_stem(ids)}.zip"), names)
    except export.BusyError:
        return _busy(request, names=form)


@require_POST
def sheet(request: HttpRequest) -> HttpResponseBase:
    """A contact sheet; 422 with the choices where it would hold too many."""
    access.require(request, Act.SEE)
    person = access.person(request)
    ids = _ids(request.POST, person)
    form = SheetForm(request.POST, count=len(ids))
    if not form.is_valid():
        return _again(request, sheet=form)
    chosen = form.cleaned_data
    frames = export.frames(ids, person, has_marks=chosen["marks"])
    name = f"{export.slug(chosen['title']) or _stem(ids)}.{chosen['kind']}"
    try:
        return saved(_drawn(frames, chosen), KINDS[chosen["kind"]], name)
    except export.BusyError:
        return _busy(request, sheet=form)


def _drawn(frames: list[export.Frame], chosen: dict[str, Any]) -> Stream:
    name = chosen["title"] or _("Contact sheet")
    is_landscape = chosen["way"] == "landscape"
    if chosen["kind"] == "png":
        return export.sheet_png(frames, name, chosen["paper"], is_landscape=is_landscape)
    return export.sheet_pdf(frames, name, chosen["paper"], is_landscape=is_landscape)


def _again(request: HttpRequest, status: int = 422, **forms: NamesForm | SheetForm) -> HttpResponse:
    context = _offer(request, request.POST) | forms
    return render(request, "gallery/export.html", context, status=status)


def _busy(request: HttpRequest, **forms: NamesForm | SheetForm) -> HttpResponse:
    for form in forms.values():
        form.add_error(None, _("Other downloads are under way. Wait until one ends, then press."))
    response = _again(request, 503, **forms)
    response["Retry-After"] = "30"
    return response


def _offer(request: HttpRequest, data: QueryDict) -> dict[str, Any]:
    """The forms as they were left, and what they would give."""
    ids = _ids(data, access.person(request))
    shown = results.images(ids[:SHOWN])
    left = {"names": unquote(request.COOKIES.get(COOKIE, "")) or export.USUAL}
    names = NamesForm(left, count=1)
    return {
        "kept": _kept(data, ids),
        "shown": shown,
        "count": len(ids),
        "bytes": export.total(ids),
        "names": names,
        "sheet": SheetForm(initial=SHEET, count=len(ids)),
        "fields": export.FIELDS,
        "example": _example(shown, names),
    }


def _example(shown: list[Image], form: NamesForm) -> str:
    """'' where the template is wrong or there is no image."""
    if not form.is_valid():
        return ""
    names = export.Names(form.cleaned_data["names"])
    return "".join(names.name(image, 1) for image in shown[:1])


def _ids(data: QueryDict, person: User | None) -> list[int]:
    return selection.of(data, person).ids()


def _kept(data: QueryDict, ids: Sequence[int]) -> list[tuple[str, str]]:
    """What the forms send again: the images, or the search that finds them."""
    if data.get("all") != "1":
        return [("images", ",".join(map(str, ids)))]
    return [(name, one) for name, values in data.lists() for one in values if name not in OWN]


def _stem(ids: list[int]) -> str:
    """`proofsheet-2026-11-21-37-images`."""
    return f"proofsheet-{timezone.localdate():%Y-%m-%d}-{export.slug(counted(len(ids)))}"


def saved(stream: Stream, kind: str, name: str) -> StreamingHttpResponse:
    """To be saved, and never kept by what is between. Raises BusyError."""
    response = StreamingHttpResponse(export.take(stream), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _remember(response: StreamingHttpResponse, names: str) -> StreamingHttpResponse:
    """The template, for the next time."""
    response.set_cookie(
        COOKIE, quote(names), max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )  # fmt: skip
    return response
