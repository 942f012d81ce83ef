"""Kits of references: kept from the tray, loaded into it, and removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery.access import Act
from studio import drafts, forms, kits, privacy, tray, uploads
from studio.drafts import Draft
from studio.kits import KitError

from .answers import is_fragment
from .compose import page


@require_POST
def keep_kit(request: HttpRequest) -> HttpResponse:
    """Keep the references under the typed name; the composer stays as it is."""
    access.require(request, Act.MAKE)
    name, draft = request.POST.get("kit_name", "").strip(), _draft(request)
    try:
        kits.keep(name, draft.items, access.person(request))
    except KitError as error:
        return _shown(request, draft, {"wrong_kit": str(error), "kit_name": name}, status=422)
    return _shown(request, draft)


@require_safe
@never_cache
def kit(request: HttpRequest, id: int) -> HttpResponse:
    """The references of a kit as the tray draws them."""
    access.require(request, Act.MAKE)
    found = kits.items(id, access.person(request))
    return render(request, "studio/_refs.html", {"items": found})


@require_POST
def load_kit(request: HttpRequest, id: int) -> HttpResponse:
    """The composer with the references of a kit behind its own, or in their place."""
    access.require(request, Act.MAKE)
    draft, found = _draft(request), kits.items(id, access.person(request))
    held = [] if request.POST.get("how") == "replace" else draft.items
    known = {item.image.pk for item in held}
    return _shown(request, _with(draft, [*held, *(i for i in found if i.image.pk not in known)]))


@require_POST
def remove_kit(request: HttpRequest, id: int) -> HttpResponse:
    access.require(request, Act.MAKE)
    kits.remove(id, access.person(request))
    return _shown(request, _draft(request))


def _draft(request: HttpRequest) -> Draft:
    """What stands in the composer, files kept as references."""
    kept = uploads.keep(request.FILES.getlist("references"), access.person(request))
    return drafts.posted(privacy.only_seen(request.POST, access.person(request)), {}, kept)


def _with(draft: Draft, items: list[tray.Item]) -> Draft:
    return replace(
        draft,
        references=[item.image for item in items],
        roles=[item.role for item in items],
        notes=[item.note for item in items],
        leaves_surplus=True,
    )


def _shown(
    request: HttpRequest, draft: Draft, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The kits again, without scripts the whole page."""
    if is_fragment(request):
        context = {"kits": kits.of(access.person(request))} | (more or {})
        return render(request, "studio/_kits.html", context, status=status)
    context = page(request, forms.drawn(draft)) | (more or {})
    return render(request, "studio/compose.html", context, status=status)
