"""What a person sees of a mistake of ours, and of a database that is away."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from studio import logs
from studio.desk import AWAY

logger = logging.getLogger(__name__)

AGAIN = {"Retry-After": "5"}


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Of nothing but the number of the request: whatever else it needed may be what is broken."""
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        logger.warning("The database does not answer: %s", str(error).partition("\n")[0])
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers=AGAIN)
    known = {"number": logs.known().get("request", "")}
    return HttpResponse(loader.get_template("500.html").render(known), status=500)
