"""What is said of one image: the thread for a page that is open, and the deeds in it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from gallery import access, actors, selection, threads
from gallery import comments as kept
from gallery.access import Act
from gallery.comments import CommentError
from gallery.models import Comment, Image
from gallery.pins import Pin, PinError

from . import told
from .fragments import is_fragment


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread, 204 where `seen` is still its stamp; or say `text`, which `answers` a comment,
    `edits` one's own or has a `pin`.
    """
    image = _image(request, pk)
    if request.method == "POST":
        access.require(request, Act.JUDGE, image)
        return _said(request, image)
    access.require(request, Act.SEE, image)
    if request.GET.get("seen") == threads.stamp(image):
        return HttpResponse(status=204)
    return _thread(request, image)


@require_POST
def read_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The person knows the thread up to the comment `last`."""
    image = _image(request, pk)
    access.require(request, Act.SEE, image)
    last = request.POST.get("last", "")
    if last.isascii() and last.isdecimal() and len(last) <= 18:
        threads.read(image, access.person(request), int(last))
    if is_fragment(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(_url(image))


@require_POST
def remove_comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    image = _image(request, pk)
    said = get_object_or_404(Comment, pk=comment, image=image)
    access.require(request, Act.CHANGE, said)
    kept.remove(said)
    return _thread(request, image, removed=said.pk)


@require_POST
def restore_comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    image = _image(request, pk)
    said = get_object_or_404(Comment, pk=comment, image=image)
    access.require(request, Act.CHANGE, said)
    kept.restore(said)
    return _thread(request, image, at=said.pk)


@require_POST
def resolve_comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    return _settle(request, pk, comment, kept.resolve)


@require_POST
def reopen_comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    return _settle(request, pk, comment, kept.reopen)


def _settle(
    request: HttpRequest, pk: int, comment: int, settle: Callable[[Comment, actors.Actor], None]
) -> HttpResponse:
    image = _image(request, pk)
    access.require(request, Act.JUDGE, image)
    said = get_object_or_404(Comment, pk=comment, image=image, answers=None)
    settle(said, actors.of(request))
    return _thread(request, image, at=said.pk)


def _said(request: HttpRequest, image: Image) -> HttpResponse:
    try:
        comment = _say(request, image)
    except CommentError as error:
        if is_fragment(request):
            return _thread(request, image, wrong=str(error))
        return told.words(request, str(error))
    return _thread(request, image, at=comment.pk)


def _say(request: HttpRequest, image: Image) -> Comment:
    text, by = request.POST.get("text", ""), actors.of(request)
    if edited := _named(request, image, "edits"):
        kept.edit(edited, by, text)
        return edited
    try:
        pin = Pin.parse(request.POST.get("pin", ""))
    except PinError:
        pin = None
    return kept.say(image, by, text, answers=_named(request, image, "answers"), pin=pin)


def _named(request: HttpRequest, image: Image, name: str) -> Comment | None:
    pk = request.POST.get(name, "")
    if not pk:
        return None
    known = Comment.objects.select_related("answers")
    return get_object_or_404(known, pk=int(pk) if pk.isdecimal() else 0, image=image)


def _thread(
    request: HttpRequest,
    image: Image,
    *,
    at: int | None = None,
    removed: int | None = None,
    wrong: str = "",
) -> HttpResponse:
    """For a page that is open the thread and its pins, else back to the image."""
    if not is_fragment(request):
        return HttpResponseRedirect(_url(image, at, removed))
    thread = threads.of(image, actors.of(request), removed)
    shown = {"image": image, "thread": thread, "removed": removed, "wrong": wrong, "is_part": True}
    return render(request, "gallery/_thread.html", shown, status=422 if wrong else 200)


def _image(request: HttpRequest, pk: int) -> Image:
    return get_object_or_404(Image.objects.filter(selection.may_see(access.person(request))), pk=pk)


def _url(image: Image, at: int | None = None, removed: int | None = None) -> str:
    query = f"?{urlencode({'removed': removed})}" if removed else ""
    place = f"comment-{at or removed}" if at or removed else "comments"
    return f"{reverse('gallery:image', args=[image.pk])}{query}#{place}"
