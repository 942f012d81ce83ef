"""One's own account, and the two links that lead to one: to join, and to a new password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gallery import access, invitations, people
from gallery.access import Act
from gallery.account_forms import ChangePasswordForm, JoinForm, NameForm, NewPasswordForm
from gallery.invitations import UsedLinkError
from gallery.models import Invitation, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """One's own name; with POST it is changed."""
    person = _self(request)
    form = NameForm(request.POST if request.method == "POST" else {"name": person.name})
    if request.method == "POST" and form.is_valid():
        people.rename(person, form.cleaned_data["name"])
        return HttpResponseRedirect(reverse("gallery:account"), status=303)
    shown = {"form": form, "password_form": ChangePasswordForm(person), "me": person}
    return render(request, "people/account.html", shown, status=200 if form.is_valid() else 422)


@require_POST
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """The sign-ins of all other browsers end."""
    person = _self(request)
    form = ChangePasswordForm(person, request.POST)
    if not form.is_valid():
        shown = {"form": NameForm({"name": person.name}), "password_form": form, "me": person}
        return render(request, "people/account.html", shown, status=422)
    people.set_password(person, form.cleaned_data["password"])
    update_session_auth_hash(request, person)
    messages.success(request, _("The password is changed, and every other browser signed out."))
    return HttpResponseRedirect(reverse("gallery:account"), status=303)


@login_not_required
@require_http_methods(METHODS)
@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A new account by an invitation; who made it is signed in."""
    invitation = _open(token, is_way_back=False)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if invitation is None or not form.is_valid():
        return _asked(request, "people/join.html", invitation, form)
    typed = form.cleaned_data
    try:
        person = invitations.join(invitation, **typed)
    except UsedLinkError:
        return _asked(request, "people/join.html", None, form)
    return _entered(request, person)


@login_not_required
@require_http_methods(METHODS)
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest, token: str) -> HttpResponse:
    """A new password by a link; who chose it is signed in, and nowhere else."""
    invitation = _open(token, is_way_back=True)
    person = invitation.person if invitation and invitation.person else User()
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if invitation is None or not form.is_valid():
        return _asked(request, "people/password.html", invitation, form)
    try:
        invitations.renew(invitation, form.cleaned_data["password"])
    except UsedLinkError:
        return _asked(request, "people/password.html", None, form)
    return _entered(request, person)


def _self(request: HttpRequest) -> User:
    access.require(request, Act.SEE)
    person = access.person(request)
    if person is None:
        raise Http404(_("While login is off there are no accounts."))
    return person


def _open(token: str, *, is_way_back: bool) -> Invitation | None:
    found = invitations.find(token, is_way_back=is_way_back)
    return found if found and found.is_open else None


def _asked(
    request: HttpRequest, template: str, link: Invitation | None, form: JoinForm | NewPasswordForm
) -> HttpResponse:
    """What is to be typed; of a link that is no longer open only that, as 410."""
    status = 410 if link is None else 422 if form.is_bound else 200
    return render(request, template, {"link": link, "form": form}, status=status)


def _entered(request: HttpRequest, person: User) -> HttpResponse:
    """Signed in, where that is possible: who is switched off stays out."""
    if person.is_active:
        login(request, person, backend=BACKEND)
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL), status=303)
