"""What a person sees of a mistake of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from studio import logs


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Of nothing but the number of the request: whatever else it needed may be what is broken."""
    known = {"number": logs.known().get("request", "")}
    return HttpResponseServerError(loader.get_template("500.html").render(known))
