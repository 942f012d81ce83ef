"""Accounts: all of them for admins, with roles and links to join."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access, invitations
from gallery import people as service
from gallery.access import Act
from gallery.account_forms import RoleForm
from gallery.models import Role, User
from gallery.people import LastAdminError


@require_safe
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.MANAGE)
    return _shown(request)


@require_POST
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """A link to join with a role: it is shown this once."""
    access.require(request, Act.MANAGE)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422)
    token = invitations.invite(form.cleaned_data["role"], access.person(request))
    label = Role(form.cleaned_data["role"]).label
    return _told(request, token, is_way_back=False, text=_("A link to join as %s") % label)


@require_POST
@never_cache
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link to a new password: it is shown this once."""
    access.require(request, Act.MANAGE)
    person = get_object_or_404(User, pk=pk)
    token = invitations.way_back(person, access.person(request))
    text = _("A link to a new password for %s") % person.name
    return _told(request, token, is_way_back=True, text=text)


@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request, Act.MANAGE)
    person, form = get_object_or_404(User, pk=pk), RoleForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422)
    try:
        service.set_role(person, form.cleaned_data["role"])
    except LastAdminError:
        return _refused(request)
    return _back()


@require_POST
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request, Act.MANAGE)
    try:
        service.switch_off(get_object_or_404(User, pk=pk))
    except LastAdminError:
        return _refused(request)
    return _back()


@require_POST
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request, Act.MANAGE)
    service.switch_on(get_object_or_404(User, pk=pk))
    return _back()


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation that nobody used yet is void from now on."""
    access.require(request, Act.MANAGE)
    invitations.revoke(pk)
    messages.info(request, _("The link is void."))
    return _back()


def _told(request: HttpRequest, token: str, *, is_way_back: bool, text: str) -> HttpResponse:
    path = invitations.address(token, is_way_back=is_way_back)
    url = path if settings.PUBLIC_URL else request.build_absolute_uri(path)
    return _shown(request, {"link": url, "link_text": text, "is_way_back": is_way_back}, 201)


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This is the last admin: make somebody else one first."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("gallery:people"), status=303)


def _shown(
    request: HttpRequest, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "people": service.every(),
        "invitations": invitations.open_ones(),
        "roles": Role.choices,
        "has_login": settings.LOGIN_REQUIRED,
    }
    return render(request, "people/people.html", shown | (more or {}), status=status)
