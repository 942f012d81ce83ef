"""Share links of a collection, for those who make them: options, who came, what they did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import access, actors, share_forms, shared
from gallery import shares as links
from gallery.access import Act
from gallery.models import Collection, Share
from gallery.share_forms import ShareForm
from gallery.shares import ShareError


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """All links of a collection; a POST makes one."""
    access.require(request, Act.SHARE)
    one = get_object_or_404(Collection, pk=pk)
    return _make(request, one) if request.method == "POST" else _shown(request, one)


@require_POST
def revoke_share(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    access.require(request, Act.SHARE)
    found = _share(pk, share)
    links.revoke(found, actors.of(request))
    messages.info(request, _("The link is revoked: nobody comes by it any more."))
    return HttpResponseRedirect(reverse("gallery:shares", args=[pk]), status=303)


@require_safe
@never_cache
def share_log(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    """Who came by a link and what they did, newest first."""
    access.require(request, Act.SHARE)
    found, before = _share(pk, share), request.GET.get("before", "")
    is_place = before.isascii() and before.isdecimal() and len(before) <= 18
    about = {"share": found, "log": shared.log(found, int(before) if is_place else None)}
    return render(request, "gallery/share_log.html", about | {"one": found.collection})


def _make(request: HttpRequest, one: Collection) -> HttpResponse:
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, form=form, status=422)
    try:
        made = links.make(one, actors.of(request), **form.columns)
    except ShareError as error:
        form.add_error(None, str(error))
        return _shown(request, one, form=form, status=422)
    place = reverse("gallery:shares", args=[one.pk])
    return HttpResponseRedirect(f"{place}#share-{made.pk}", status=303)


def _shown(
    request: HttpRequest, one: Collection, *, form: ShareForm | None = None, status: int = 200
) -> HttpResponse:
    about: dict[str, Any] = {
        "one": one,
        "shares": [(share, _address(request, share)) for share in links.of(one)],
        "form": form or share_forms.empty(),
        "has_login": settings.LOGIN_REQUIRED,
        "is_archived": one.state == Collection.State.ARCHIVED,
    }
    return render(request, "gallery/shares.html", about, status=status)


def _share(collection: int, pk: int) -> Share:
    known = Share.objects.select_related("collection", "made_by")
    return get_object_or_404(known, pk=pk, collection=collection)


def _address(request: HttpRequest, share: Share) -> str:
    address = links.address(share)
    return address if settings.PUBLIC_URL else request.build_absolute_uri(address)
