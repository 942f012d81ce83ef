"""What stands in the composer, kept while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gallery import access
from gallery.access import Act
from studio import pads

# The mark of what is kept, see `studio.pads.mark`.
MARK = "Proofsheet-Pad"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pad(request: HttpRequest) -> HttpResponse:
    """Keep what is posted; either way the answer is only the mark of what is kept now."""
    access.require(request, Act.MAKE)
    person = access.person(request)
    is_told = request.method == "POST"
    mark = pads.keep(person, request.POST) if is_told else pads.mark(person)
    return HttpResponse(status=204, headers={MARK: mark})
