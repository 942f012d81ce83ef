"""The studio's page: the composer, and under it the feed of this session's jobs."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery.access import Act
from studio import (
    asides,
    drafts,
    duplicates,
    feed,
    forms,
    keys,
    kits,
    pads,
    privacy,
    quotes,
    sessions,
)
from studio.feed import Feed
from studio.forms import PromptForm
from studio.models import Job
from studio.sheet import Sheet

from . import answers


@require_safe
@never_cache
def compose(request: HttpRequest) -> HttpResponse:
    if not access.may(request.user, Act.MAKE):
        return _elsewhere(request)
    if "before" in request.GET and answers.is_fragment(request):
        return _older(request)
    person = access.person(request)
    address = privacy.only_seen(request.GET, person)
    draft = pads.start(address, person)
    asides.make_room(address, draft, person)
    form = forms.drawn(draft)
    return render(request, "studio/compose.html", page(request, form))


@require_safe
@never_cache
def fields(request: HttpRequest) -> HttpResponse:
    """The fields of one model, with what was typed where the model takes it."""
    access.require(request, Act.MAKE)
    try:
        keys.find(next(iter(drafts.models(request.GET)), ""))
    except LookupError as error:
        raise Http404 from error
    form = forms.drawn(drafts.of(privacy.only_seen(request.GET, access.person(request))))
    return render(request, "studio/_fields.html", composer(request, form))


@require_POST
def price(request: HttpRequest) -> HttpResponse:
    """The price of what is typed, by the gateway's own word where it gives one."""
    access.require(request, Act.MAKE)
    person = access.person(request)
    sheet = Sheet(forms.drawn(drafts.of(privacy.only_seen(request.POST, person))), person)
    text = quotes.words(sheet.form) or sheet.price_text
    return render(request, "studio/_price.html", {"text": text})


@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """What was made before of just what is typed."""
    access.require(request, Act.MAKE)
    person = access.person(request)
    sheet = Sheet(forms.drawn(drafts.of(privacy.only_seen(request.POST, person))), person)
    found = duplicates.of(sheet.asked, person)
    return render(request, "studio/_earlier.html", {"made_before": found})


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """Who makes no images begins in the gallery."""
    access.require(request, Act.SEE)
    return HttpResponseRedirect(reverse("gallery:index"))


def _older(request: HttpRequest) -> HttpResponse:
    """What follows in the feed, alone."""
    jobs = _jobs(request)
    return answers.shown(request, "studio/_feed.html", {"feed": jobs}, jobs)


def _jobs(request: HttpRequest) -> Feed:
    before = request.GET.get("before", "")
    number = int(before) if drafts.is_id(before) else None
    return feed.newest(access.person(request), number, sessions.chosen(request))


def page(request: HttpRequest, form: PromptForm) -> dict[str, Any]:
    """What the whole page shows around a form."""
    jobs = _jobs(request)
    is_first = jobs.is_empty and "before" not in request.GET and not Job.objects.exists()
    return composer(request, form) | {
        "feed": jobs,
        "head": sessions.head(jobs.session) if jobs.session else None,
        "is_first": is_first,
    }


def composer(request: HttpRequest, form: PromptForm) -> dict[str, Any]:
    """What the composer alone shows."""
    person = access.person(request)
    sheet = Sheet(form, person)
    kept = cache(partial(pads.shown, person))
    return {
        "form": form,
        "sheet": sheet,
        "made_before": lambda: duplicates.of(sheet.asked, person),
        "ready_count": len(keys.ready()),
        "pad_mark": lambda: kept().mark,
        "kits": partial(kits.of, person),
        "put_aside": lambda: asides.of(kept().aside, person),
        "draft_is_new": bool(pads.STARTS & request.GET.keys()),
    }
