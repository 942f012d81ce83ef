"""Words to put into prompts: a list within the composer, and a page where no script runs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from gallery import access
from gallery.access import Act
from studio import snippets as service
from studio.snippets import SnippetError

from .answers import is_fragment


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def snippets(request: HttpRequest) -> HttpResponse:
    """The list; with POST one more is kept."""
    access.require(request, Act.MAKE)
    return _kept(request) if request.method == "POST" else _shown(request)


@require_POST
def remove_snippet(request: HttpRequest, id: int) -> HttpResponse:
    """The list without it, and a way back."""
    access.require(request, Act.MAKE)
    return _shown(request, removed=service.remove(id, access.person(request)))


def _kept(request: HttpRequest) -> HttpResponse:
    name, text = (request.POST.get(field, "") for field in ("name", "text"))
    try:
        service.keep(name, text, access.person(request))
    except SnippetError as error:
        return _shown(request, status=422, wrong=str(error), name=name, text=text)
    if is_fragment(request):
        return _shown(request)
    return HttpResponseRedirect(reverse("studio:snippets"), status=303)


def _shown(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"snippets": service.own(access.person(request)), "is_page": not is_fragment(request)}
    template = "studio/snippets.html" if context["is_page"] else "studio/_snippets.html"
    return render(request, template, context | more, status=status)
