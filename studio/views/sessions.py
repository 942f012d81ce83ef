"""Lines of work: all of them, and the tree of one, stepped through, renamed, put away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from studio import drafts, figures, logbook, privacy, trees, tried
from studio import sessions as service
from studio.models import Session
from studio.privacy import NotAloneError

from .answers import is_fragment


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """The list, or with POST a new session."""
    if request.method == "POST":
        return _begun(request)
    access.require(request, Act.SEE)
    context = _listed(request) | {"current": _current(request)}
    return render(request, "studio/sessions.html", context)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def session(request: HttpRequest, id: int) -> HttpResponse:
    """The tree of attempts; with `step` one of them large. For htmx that one, or `node`, alone."""
    number = _number(request, "step")
    if is_fragment(request) and request.GET.keys() & {"step", "node"}:
        return _alone(request, _found(request, id, Act.SEE), number)
    found = get_object_or_404(figures.with_figures(Session.objects.all()), pk=id)
    access.require(request, Act.SEE, found)
    return render(request, "studio/session.html", _page(request, found, number))


@require_POST
def open_session(request: HttpRequest, id: int) -> HttpResponse:
    """Go on here in this browser: from the posted job where there is one."""
    found = _found(request, id, Act.MAKE)
    service.open_in(request, found)
    job = next(iter(_jobs(request)), None)
    address = reverse("studio:compose") + (f"?job={job}" if job else "")
    return HttpResponseRedirect(address, status=303)


@require_POST
def rename_session(request: HttpRequest, id: int) -> HttpResponse:
    found = _found(request, id, Act.MAKE, Act.CHANGE)
    service.rename(found, request.POST.get("name", ""))
    return _see(found)


@require_POST
def archive_session(request: HttpRequest, id: int) -> HttpResponse:
    found = _found(request, id, Act.MAKE, Act.CHANGE)
    service.archive(found)
    return _see(found)


@require_POST
def bring_back_session(request: HttpRequest, id: int) -> HttpResponse:
    found = _found(request, id, Act.MAKE, Act.CHANGE)
    service.bring_back(found)
    return _see(found)


@require_POST
def move_attempts(request: HttpRequest, id: int) -> HttpResponse:
    """Take the ticked attempts into another session, or into a new one."""
    found, jobs = _found(request, id, Act.MAKE, Act.CHANGE), _jobs(request)
    if not jobs:
        return HttpResponseRedirect(f"{_address(found)}?choose", status=303)
    to = _target(request)
    service.move(jobs, found, to)
    return _see(to)


@require_POST
def set_private(request: HttpRequest, id: int) -> HttpResponse:
    """With `private` only who began it sees it from now on, else everybody does."""
    found = _found(request, id, Act.MAKE, Act.CHANGE)
    person = access.person(request)
    if not privacy.is_owner(found, person):
        raise PermissionDenied(_("Only whoever began a session can make it private."))
    try:
        privacy.set_private(found, person if "private" in request.POST else None)
    except NotAloneError:
        messages.error(request, _("Others worked in this session too, so it stays the team's."))
    return _see(found)


def _found(request: HttpRequest, id: int, *acts: Act) -> Session:
    found = get_object_or_404(Session, pk=id)
    for act in acts:
        access.require(request, act, found)
    return found


def _target(request: HttpRequest) -> Session:
    wanted = request.POST.get("to", "")
    if wanted == "new":
        return Session.objects.create(made_by=access.person(request))
    if not drafts.is_id(wanted):
        raise Http404(_("There is no such session."))
    return _found(request, int(wanted), Act.CHANGE)


def _listed(request: HttpRequest) -> dict[str, Any]:
    """A page of the list that an address asks for."""
    asked: dict[str, Any] = {
        "query": request.GET.get("q", ""),
        "is_archived": "archived" in request.GET,
    }
    person, has_none = access.person(request), _has_none(request)
    is_all = has_none or "all" in request.GET
    page = logbook.page(person, **asked, before=_number(request, "before"), is_all=is_all)
    return {"page": page, "is_all": is_all, "can_be_all": person and not has_none, **asked}


def _has_none(request: HttpRequest) -> bool:
    """Who makes no images has no sessions of their own, and sees the team's."""
    return not access.may(request.user, Act.MAKE)


def _begun(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.MAKE)
    service.begin(access.person(request))
    return HttpResponseRedirect(reverse("studio:compose"), status=303)


def _current(request: HttpRequest) -> Session | None:
    return service.current(access.person(request), service.chosen(request))


def _page(request: HttpRequest, found: Session, number: int | None) -> dict[str, Any]:
    known = tried.of(found, _number(request, "before"))
    step = tried.step(known, number) if number is not None else None
    newest = known.own[-1].number if known.own else None
    return _moving(request, found) | {
        "session": found,
        "head": service.head(found),
        "lanes": trees.build(known.own, known.parents),
        "tried": known,
        "step": step,
        "here": step.attempt.number if step else newest,
        "is_current": found == _current(request),
        "may_be_private": privacy.is_owner(found, access.person(request)),
    }


def _moving(request: HttpRequest, found: Session) -> dict[str, Any]:
    """Where attempts can go, once someone chooses some."""
    is_choosing = "choose" in request.GET
    choices = logbook.choices(access.person(request), found) if is_choosing else []
    return {"is_choosing": is_choosing, "choices": choices}


def _alone(request: HttpRequest, found: Session, number: int | None) -> HttpResponse:
    """One attempt as a step, or its strip in the tree."""
    node = _number(request, "node")
    known = tried.one(found, node or 0 if number is None else number)
    if not known.own:
        raise Http404(_("This session has no such attempt."))
    if number is not None:
        step = tried.step(known, number)
        return render(request, "studio/_step.html", {"session": found, "step": step})
    return render(request, "studio/_node.html", {"attempt": known.own[0]})


def _jobs(request: HttpRequest) -> list[UUID]:
    """The posted ids of jobs; what is none is passed over."""
    found = []
    for text in request.POST.getlist("job"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if drafts.is_id(text) else None


def _see(found: Session) -> HttpResponse:
    return HttpResponseRedirect(_address(found), status=303)


def _address(found: Session) -> str:
    return reverse("studio:session", args=[found.pk])
