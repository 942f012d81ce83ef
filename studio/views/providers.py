"""Which providers are ready, what they take, and how to connect the others."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery.access import Act
from studio import connections, keys, questions, setups
from studio import providers as service
from studio.connecting import ConnectionForm
from studio.providers import NotFoundError, Provider

from .answers import is_fragment


@require_safe
@never_cache
def providers(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    return _page(request)


@require_POST
@sensitive_post_parameters("key")
def connect(request: HttpRequest, id: str) -> HttpResponse:
    """Keep what was typed, and test it at once."""
    access.require(request, Act.MANAGE)
    cls = _found(id)
    form = ConnectionForm(cls, request.POST)
    if not form.is_valid():
        return _answer(request, cls, form)
    form.save(access.person(request))
    _test(cls)
    return _answer(request, cls)


@require_POST
def disconnect(request: HttpRequest, id: str) -> HttpResponse:
    """Forget what was typed."""
    access.require(request, Act.MANAGE)
    cls = _found(id)
    setups.forget(cls.id)
    return _answer(request, cls)


@require_POST
def test(request: HttpRequest, id: str) -> HttpResponse:
    access.require(request, Act.MANAGE)
    cls = _found(id)
    _test(cls)
    return _answer(request, cls)


def _found(id: str) -> type[Provider]:
    try:
        return service.get(id)
    except NotFoundError as error:
        raise Http404 from error


def _test(cls: type[Provider]) -> None:
    """Ask the gateway, so that the page can tell how that went."""
    if cls.env and keys.is_ready(cls):
        questions.test(keys.provider(cls.id))


def _answer(
    request: HttpRequest, cls: type[Provider], wrong: ConnectionForm | None = None
) -> HttpResponse:
    """The provider's row for htmx, else the whole page; a form with what is `wrong` as 422."""
    status = 422 if wrong else 200
    if is_fragment(request):
        row = {"connection": connections.of(cls, wrong), "is_answer": True}
        return render(request, "studio/_provider.html", row, status=status)
    if wrong:
        return _page(request, {cls.id: wrong}, status)
    return HttpResponseRedirect(f"{reverse('studio:providers')}#{cls.id}", status=303)


def _page(
    request: HttpRequest, forms: dict[str, ConnectionForm] | None = None, status: int = 200
) -> HttpResponse:
    found = connections.listed(forms)
    ready = sum(connection.is_ready for connection in found)
    context = {"connections": found, "ready_count": ready, "count": len(found)}
    return render(request, "studio/providers.html", context, status=status)
