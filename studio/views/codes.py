"""The very request that the composer would send, as code: of its form, or of an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery.access import Act
from studio import drafts, forms, privacy, uploads
from studio import sent as preview

from .answers import is_fragment
from .compose import page


@require_POST
def sent(request: HttpRequest) -> HttpResponse:
    """The inside of the panel; without scripts the whole page, its files kept as references."""
    access.require(request, Act.MAKE)
    data = privacy.only_seen(request.POST, access.person(request))
    if is_fragment(request):
        shown = {"requests": preview.of(preview.posted(data))}
        return render(request, "studio/_sent_code.html", shown)
    kept = uploads.keep(request.FILES.getlist("references"), access.person(request))
    draft = drafts.posted(data, {}, kept)
    shown = page(request, forms.drawn(draft)) | {"requests": preview.of(draft)}
    return render(request, "studio/compose.html", shown)


@require_safe
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Of what an address asks for, as `?image=12&as=again`; without scripts in the composer."""
    access.require(request, Act.MAKE)
    draft = drafts.of(privacy.only_seen(request.GET, access.person(request)))
    shown = {"requests": preview.of(draft)}
    if is_fragment(request):
        return render(request, "studio/_sent_code.html", shown)
    return render(request, "studio/compose.html", page(request, forms.drawn(draft)) | shown)
