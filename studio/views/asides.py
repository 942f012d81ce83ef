"""What was put aside comes back, or is let go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from studio import pads

from .answers import see_other


@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    """Put into the composer again what was put aside; with `drop` it is let go instead."""
    access.require(request, Act.MAKE)
    person = access.person(request)
    if "drop" in request.POST:
        pads.let_go(person)
    else:
        pads.bring_back(person)
    return see_other()
