"""How a deed is answered: a line with the way back, over a page that is open or on the next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gallery import deeds
from gallery.models import Collection, Deed

from .fragments import is_fragment

MOST_GONE = 2000
"""Frames that a page takes away by their ids; it asks again where there are more."""


def deed(request: HttpRequest, done: Deed | None, otherwise: str = "") -> HttpResponse:
    """What was done; where nothing was, `otherwise` says why."""
    if done is None:
        return words(request, otherwise or _("Nothing changed"))
    if is_fragment(request):
        return render(request, "gallery/_notice.html", {"deed": done, "gone": _gone(done)})
    undo, said = reverse("gallery:undo", args=[done.pk]), deeds.said(done)
    line = format_html('{} <a href="{}">{}</a>', said, undo, _("Undo"))
    messages.success(request, line)
    return HttpResponseRedirect(back(request))


def words(request: HttpRequest, said: str, status: int = 200) -> HttpResponse:
    """A line without a way back."""
    if is_fragment(request):
        return render(request, "gallery/_notice.html", {"said": said}, status=status)
    messages.info(request, said)
    return HttpResponseRedirect(back(request))


def back(request: HttpRequest) -> str:
    """The page that the form stood on, as it says itself; else the gallery."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/")
    return asked if is_ours else reverse("gallery:index")


def place(collection: Collection) -> str:
    """The address of its page."""
    return reverse("gallery:collection", args=[collection.pk])


def _gone(done: Deed) -> str:
    """Ids of the frames that leave the page, with commas; "all" for more than a page shows."""
    if done.kind not in {"trash", "restore", "uncollect"}:
        return ""
    ids = deeds.images(done)
    return "all" if len(ids) > MOST_GONE else ",".join(map(str, ids))
