"""One's own presets: kept from the composer, and removed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from studio import drafts, forms, presets, privacy, uploads
from studio.presets import PresetError

from .answers import is_fragment
from .compose import composer, page


@require_POST
def keep_preset(request: HttpRequest) -> HttpResponse:
    """Keep the typed pixels under the typed name; the composer stays as it is."""
    access.require(request, Act.MAKE)
    name = request.POST.get("preset_name", "").strip()
    wanted = forms.drawn(drafts.of(_seen(request))).selection.wanted
    try:
        presets.keep(name, wanted, access.person(request))
    except PresetError as error:
        return _composer(request, wrong_preset=str(error), name=name)
    return _composer(request)


@require_POST
def remove_preset(request: HttpRequest, id: int) -> HttpResponse:
    access.require(request, Act.MAKE)
    presets.remove(id, access.person(request))
    return _composer(request)


def _seen(request: HttpRequest) -> QueryDict:
    return privacy.only_seen(request.POST, access.person(request))


def _composer(request: HttpRequest, wrong_preset: str = "", name: str = "") -> HttpResponse:
    """The fields again, without scripts the whole page with the files kept as references."""
    status = 422 if wrong_preset else 200
    more = {"wrong_preset": wrong_preset, "preset_name": name, "is_own_open": True}
    if is_fragment(request):
        context = composer(request, forms.drawn(drafts.of(_seen(request)))) | more
        return render(request, "studio/_fields.html", context, status=status)
    kept = uploads.keep(request.FILES.getlist("references"), access.person(request))
    form = forms.drawn(drafts.posted(_seen(request), {}, kept))
    return render(request, "studio/compose.html", page(request, form) | more, status=status)
