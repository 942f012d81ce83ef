"""What a person sees of a request that cannot be taken, of a mistake of ours, and of a database or
disk that is away or full.
"""

from __future__ import annotations

import logging
import sys
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from studio import disk, logs

logger = logging.getLogger(__name__)

AGAIN = {"Retry-After": "5"}


class Outage(NamedTuple):
    """What keeps the studio from its work, for who wanted something of it."""

    title: str | Promise
    what: str | Promise


FULL = Outage(
    _("The disk is full"),
    _(
        "Nothing of this was saved, and nothing was spent on it. Free some space on the disk of "
        "the data folder, then do it again. Pages can be read meanwhile, what is paid for is "
        "held, and jobs that wait go on by themselves."
    ),
)
CLOSED = Outage(
    _("The data folder cannot be written"),
    _(
        "Nothing of this was saved, and nothing was spent on it. The disk of the data folder is "
        "mounted to be read only, or the folder belongs to somebody else: the studio’s log says "
        "which. Pages can be read meanwhile, and jobs go on when it can be written again."
    ),
)
GONE = Outage(
    _("The database does not answer"),
    _(
        "It is away or busy. Nothing that was made is lost, and whatever is on its way goes on by "
        "itself as soon as the database is back. Try again in a moment; the studio’s log says more."
    ),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Of nothing in the request, which may be a stranger's."""
    return HttpResponse(loader.get_template("400.html").render(_number()), status=400)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Of nothing but the number of the request: whatever else it needed may be what is broken."""
    error = sys.exc_info()[1]
    if outage := _outage(error):
        logger.warning("%s: %s", outage.title, str(error).partition("\n")[0])
        page = loader.get_template("503.html").render(outage._asdict())
        return HttpResponse(page, status=503, headers=AGAIN)
    return HttpResponse(loader.get_template("500.html").render(_number()), status=500)


def _number() -> dict[str, str]:
    return {"number": logs.known().get("request", "")}


def _outage(error: BaseException | None) -> Outage | None:
    if disk.is_full(error):
        return FULL
    if disk.is_closed(error):
        return CLOSED
    return GONE if logs.is_away(error) else None
