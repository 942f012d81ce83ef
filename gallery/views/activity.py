"""What happened since somebody was here. While login is off a cookie keeps when that was."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access, gathering
from gallery import activity as happened
from gallery.access import Act
from gallery.activity import Place, Wanted

from .fragments import is_fragment

COOKIE = "proofsheet_seen"
YEAR = 365 * 24 * 60 * 60


@require_safe
@never_cache
def activity(request: HttpRequest) -> HttpResponse:
    """With `upto` a page goes on where all was new; else one knows what is on a later page."""
    access.require(request, Act.SEE)
    wanted, before = Wanted.of(request.GET), Place.parse(request.GET.get("before", ""))
    since, person = _since(request), access.person(request)
    page = gathering.page(person, wanted, since, before)
    about = {
        "page": page, "wanted": wanted, "since": since, "upto": _upto(request.GET),
        "is_news": before is None or "upto" in request.GET, "is_later": before is not None,
    }  # fmt: skip
    return render(request, "gallery/activity.html", about | happened.choices(person))


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Everything up to `upto` is known; as a fragment the bar's mark."""
    access.require(request, Act.SEE)
    upto, person = _upto(request.POST), access.person(request)
    if person is not None:
        happened.see(person, upto)
        person.refresh_from_db(fields=["seen_at"])
    if is_fragment(request):
        answer = render(request, "components/_activity.html")
    else:
        answer = HttpResponseRedirect(reverse("gallery:activity"), status=303)
    if person is None:
        answer.set_cookie(COOKIE, upto.isoformat(), max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def _since(request: HttpRequest) -> datetime | None:
    person = access.person(request)
    if person is not None:
        return happened.since_of(person)
    return _time(request.COOKIES.get(COOKIE, ""))


def _upto(asked: QueryDict) -> datetime:
    """When the first page was shown; never later than now."""
    now = timezone.now()
    return min(_time(asked.get("upto", "")) or now, now)


def _time(text: str) -> datetime | None:
    """None for what is no time with its zone."""
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return time if time is not None and timezone.is_aware(time) else None
