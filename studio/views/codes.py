"""`POST /composer/sent/`: the very request that the composer would send, as code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from studio import drafts, forms, people, uploads
from studio import sent as preview

from .answers import is_fragment
from .compose import page


@require_POST
def sent(request: HttpRequest) -> HttpResponse:
    """The inside of the panel; without scripts the whole page, its files kept as references."""
    access.require(request, Act.MAKE)
    if is_fragment(request):
        shown = {"requests": preview.of(preview.posted(request.POST))}
        return render(request, "studio/_sent_code.html", shown)
    kept = uploads.keep(request.FILES.getlist("references"), people.of(request))
    draft = drafts.posted(request.POST, {}, kept)
    shown = page(request, forms.drawn(draft)) | {"requests": preview.of(draft)}
    return render(request, "studio/compose.html", shown)
