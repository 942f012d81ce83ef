"""Tags: of one image, all of them, and what begins like the letters that are typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from gallery import access, selection
from gallery import tags as kept
from gallery.access import Act
from gallery.models import Image, Tag

from . import told
from .fragments import is_fragment


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    rows = [
        (tag, count, access.may(request.user, Act.CHANGE, tag))
        for tag, count in kept.every(access.person(request))
    ]
    return render(request, "gallery/tags.html", {"rows": rows})


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for what is typed as `tags`."""
    access.require(request, Act.SEE)
    return render(request, "gallery/_tag_options.html", _offer(request))


@require_POST
def tag_image(request: HttpRequest, pk: int) -> HttpResponse:
    """`tags` onto one image, with `act=remove` off it: its tags as they are now."""
    person = access.person(request)
    image = get_object_or_404(Image.objects.filter(selection.may_see(person)), pk=pk)
    access.require(request, Act.JUDGE, image)
    change, wrong = (kept.remove if request.POST.get("act") == "remove" else kept.add), ""
    try:
        done = change(request.POST.get("tags", ""), [image.pk], person)
    except kept.TagNameError as error:
        done, wrong = None, str(error)
    if not is_fragment(request):
        return told.words(request, wrong) if wrong else told.deed(request, done)
    about = _offer(request) | {"image": image, "deed": done, "wrong": wrong}
    return render(request, "gallery/_tags.html", about, status=422 if wrong else 200)


@require_POST
def rename_tag(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    access.require(request, Act.CHANGE, tag)
    try:
        done = kept.rename(tag, request.POST.get("name", ""), access.person(request))
    except kept.TagNameError as error:
        return told.words(request, str(error))
    return told.deed(request, done)


@require_POST
def delete_tag(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    access.require(request, Act.CHANGE, tag)
    return told.deed(request, kept.delete(tag, access.person(request)))


def _offer(request: HttpRequest) -> dict[str, Any]:
    text = request.GET.get("tags", "")
    person = access.person(request)
    return {"options": kept.suggestions(person, text), "typed": text.rpartition(",")[0]}
