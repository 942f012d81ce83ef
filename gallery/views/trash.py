"""What is in the trash, and emptying it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from gallery import access, removal
from gallery import trash as bin
from gallery.access import Act

from .fragments import VARIES, is_fragment


@require_safe
@vary_on_headers(*VARIES)
def trash(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    person = access.person(request)
    page = bin.page(person, request.GET.get("before", ""))
    about = {"page": page, "days": settings.TRASH_DAYS, "long_ago": removal.LONG_AGO}
    if is_fragment(request):
        return render(request, "gallery/_trash_page.html", about)
    may = {"may_empty": access.may(request.user, Act.MANAGE)}
    return render(request, "gallery/trash.html", about | may | {"count": bin.count(person)})


@require_http_methods(["GET", "HEAD", "POST"])
def empty_trash(request: HttpRequest) -> HttpResponse:
    """Asks once; then what nothing holds fast goes for good."""
    access.require(request, Act.MANAGE)
    person = access.person(request)
    ids = bin.removable(person)
    if request.method != "POST":
        about = {"count": len(ids), "held": bin.count(person) - len(ids)}
        return render(request, "gallery/empty_trash.html", about)
    messages.info(request, _emptied(removal.empty(ids), len(ids)))
    return HttpResponseRedirect(reverse("gallery:trash"))


def _emptied(gone: int, count: int) -> str:
    if gone < count:
        said = _("%(gone)d of %(count)d images removed for good. The others go within minutes.")
        return said % {"gone": gone, "count": count}
    said = ngettext("%(n)d image removed for good", "%(n)d images removed for good", gone)
    return said % {"n": gone}
