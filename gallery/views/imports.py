"""Pictures brought in from a browser: begun, sent in pieces, looked after, stopped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from gallery.imports import receiving, report, words
from gallery.imports.forms import ImportForm, PieceForm
from gallery.models import Import

from .fragments import VARIES, is_fragment


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    """Where files are chosen; as POST an import begins, with its files or ahead of them."""
    access.require(request, Act.MAKE)
    form = ImportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (answer := _answer(request, form)):
        return answer
    context = {"form": form, "imports": report.latest(access.person(request))}
    return render(request, "gallery/import.html", context, status=422 if form.is_bound else 200)


@require_POST
def piece(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of a file; 409 with the bytes that are there where it does not follow them."""
    job = _job(request, pk)
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid() or job.state != Import.State.RECEIVING:
        return JsonResponse({"error": _("This import takes no files any more.")}, status=422)
    part = form.cleaned_data
    try:
        receiving.piece(job, part["key"], part["name"], part["at"], part["total"], part["file"])
    except receiving.OutOfStepError as error:
        return JsonResponse({"size": error.size}, status=409)
    except words.RefusedFileError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return HttpResponse(status=204)


@require_safe
@never_cache
@vary_on_headers(*VARIES)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; for a page that is open only what changed since, 204 if nothing did."""
    told = report.of(_job(request, pk))
    if not is_fragment(request):
        return render(request, "gallery/import_progress.html", {"report": told})
    if request.GET.get("seen") == told.stamp:
        return HttpResponse(status=204)
    return render(request, "gallery/_import.html", {"report": told, "is_fragment": True})


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """All files are there."""
    job = _job(request, pk)
    receiving.start(job)
    return _to(job)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """What was imported stays."""
    job = _job(request, pk)
    receiving.stop(job)
    return _to(job)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """After it was interrupted."""
    job = _job(request, pk)
    receiving.try_again(job)
    return _to(job)


def _job(request: HttpRequest, pk: int) -> Import:
    access.require(request, Act.MAKE)
    return get_object_or_404(report.seen_by(access.person(request)), pk=pk)


def _begun(request: HttpRequest, form: ImportForm) -> Import:
    said = form.cleaned_data
    person = access.person(request)
    return receiving.begin(person, tag=said["tag"], folders_are_tags=said["folders"])


def _answer(request: HttpRequest, form: ImportForm) -> HttpResponse | None:
    """None where the form has to be shown again."""
    if is_fragment(request):
        return _ahead(_begun(request, form))
    if not request.FILES.getlist("files"):
        form.add_error(None, _("Choose pictures, or a ZIP of pictures."))
        return None
    return _with_files(request, form)


def _with_files(request: HttpRequest, form: ImportForm) -> HttpResponse | None:
    job = _begun(request, form)
    try:
        receiving.add(job, request.FILES.getlist("files"))
    except words.RefusedFileError as error:
        receiving.stop(job)
        form.add_error(None, str(error))
        return None
    receiving.start(job)
    return _to(job)


def _ahead(job: Import) -> HttpResponse:
    """Where a script sends the files, and what it says when all are there."""
    names = ("import_piece", "import_start", "import_stop")
    places = {name.rpartition("_")[2]: reverse(f"gallery:{name}", args=[job.pk]) for name in names}
    return JsonResponse(places | {"page": _address(job)}, status=201)


def _to(job: Import) -> HttpResponse:
    return HttpResponseRedirect(_address(job), status=303)


def _address(job: Import) -> str:
    return reverse("gallery:import_progress", args=[job.pk])
