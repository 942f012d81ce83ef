"""What a guest of a share link reaches, and nothing else: the prints, one image, their marks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters

from gallery import comments, events, export, guests, reviews, shared, shares, store
from gallery.comments import CommentError
from gallery.downloads import RefusedDownloadError
from gallery.guests import DoorError
from gallery.models import Comment, Event, Image, Review, Share
from gallery.pins import Pin, PinError
from gallery.share_forms import GuestForm
from gallery.shares import GuestAct

from .exports import saved
from .files import send
from .fragments import is_fragment
from .visits import GET, NotSharedError, Visit, at_link, for_guests, gone

logger = logging.getLogger(__name__)

STARS = (None, "0", "1", "2", "3", "4", "5")


# Coming and going


@at_link(*GET, "POST")
@sensitive_post_parameters("password")
def guest(request: HttpRequest, share: Share) -> HttpResponse:
    """The prints; before, who one is. A POST says it."""
    known = guests.of(request, share)
    if request.method == "POST":
        return _come(request, share)
    return _door(request, share) if known is None else _sheet(Visit(request, share, known))


@for_guests(GuestAct.SEE, "POST")
def guest_leave(visit: Visit) -> HttpResponse:
    """Somebody else sits here now."""
    response = HttpResponseRedirect(visit.home)
    guests.forget(response, visit.share)
    return response


@for_guests(GuestAct.SEE, "POST")
def guest_done(visit: Visit) -> HttpResponse:
    """They are through; the team is told."""
    guests.done(visit.guest)
    return visit.render("thanks.html", told=_told(visit))


# One image


@for_guests(GuestAct.SEE, *GET)
def guest_image(visit: Visit, pk: int) -> HttpResponse:
    return _large(visit, visit.image(pk))


@for_guests(GuestAct.JUDGE, "POST")
def guest_verdict(visit: Visit, pk: int) -> HttpResponse:
    """`verdict` and `stars` as people give them; 204 for an open page, else back to it."""
    image, said = visit.image(pk), visit.request.POST.get("verdict")
    stars = visit.request.POST.get("stars")
    if stars not in STARS or (said is not None and said not in Review.Verdict.values):
        return HttpResponse(status=400)
    reviews.judge(image, visit.by, verdict=said, stars=int(stars) if stars else None)
    if is_fragment(visit.request):
        return HttpResponse(status=204)
    is_large = visit.request.POST.get("on") == "image"
    return HttpResponseRedirect(
        _address("guest_image", visit, pk) if is_large else f"{visit.home}#print-{pk}"
    )


@for_guests(GuestAct.COMMENT, *GET, "POST")
def guest_comments(visit: Visit, pk: int) -> HttpResponse:
    """The guest's threads, 204 where `seen` is still their stamp; or say `text`."""
    image, wrong = visit.image(pk), ""
    if visit.request.method == "POST":
        try:
            _say(visit, image)
        except CommentError as error:
            wrong = str(error)
    elif visit.request.GET.get("seen") == shared.thread(image, visit.guest).stamp:
        return HttpResponse(status=204)
    return _thread(visit, image, wrong)


@for_guests(GuestAct.COMMENT, "POST")
def guest_remove(visit: Visit, pk: int, comment: int) -> HttpResponse:
    """Only one's own."""
    image = visit.image(pk)
    comments.remove(_comment(visit, image, comment))
    return _thread(visit, image)


# Bytes


@for_guests(GuestAct.SEE, *GET)
def guest_thumb(visit: Visit, pk: int, side: int) -> HttpResponseBase:
    image = visit.image(pk)
    if side not in store.SIDES:
        raise NotSharedError
    tag = f"{image.digest}-{side}-{image.thumbs_version}"
    return send(visit.request, store.thumb(image, side), "image/webp", tag)


@for_guests(GuestAct.DOWNLOAD, *GET)
def guest_original(visit: Visit, pk: int) -> HttpResponseBase:
    """To be saved; kept by no cache, since the link may be revoked."""
    image = visit.image(pk)
    try:
        path, form = shares.file(visit.share, image)
    except (Http404, RefusedDownloadError):
        return gone(visit.request, 404, visit.share)
    response = send(visit.request, path, form.mime, path.name)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = _saved_as(visit.share, f"{image}.{form.extension}")
    if visit.request.method == "GET":
        events.happened(Event.Kind.DOWNLOADED, visit.by, image=image, count=1)
    return response


@for_guests(GuestAct.DOWNLOAD, *GET)
def guest_picks(visit: Visit) -> HttpResponseBase:
    """What they picked as a ZIP."""
    images = shared.picks(visit.share, visit.guest)
    if not images:
        return visit.render("nothing.html", 404)
    stream = export.bundle(_files(visit.share, images))
    try:
        response = saved(stream, "application/zip", f"{_slug(visit.share)}.zip")
    except export.BusyError:
        return visit.render("busy.html", status=503)
    if visit.request.method == "GET":
        named = [image.pk for image in images]
        events.happened(Event.Kind.DOWNLOADED, visit.by, count=len(images), images=named)
    return response


# How


def _come(request: HttpRequest, share: Share) -> HttpResponse:
    form = GuestForm(request.POST, asks_password=bool(share.password))
    if not form.is_valid():
        return _door(request, share, form, 422)
    try:
        key = guests.come(request, share, **form.cleaned_data)
    except DoorError as error:
        form.add_error(None, str(error))
        return _door(request, share, form, error.status)
    response = HttpResponseRedirect(reverse("gallery:guest", args=[share.token]), status=303)
    guests.remember(response, share, key)
    return response


def _door(
    request: HttpRequest, share: Share, form: GuestForm | None = None, status: int = 200
) -> HttpResponse:
    """Behind a password not even the name of the collection is told."""
    form = form or GuestForm(asks_password=bool(share.password))
    about = {"share": share, "one": share.collection, "form": form}
    return render(request, "share/door.html", about, status=status)


def _sheet(visit: Visit) -> HttpResponse:
    """For an open page only how far they are."""
    if is_fragment(visit.request):
        return visit.render("_tally.html", told=_told(visit))
    guests.seen(visit.guest)
    typed = visit.request.GET.get("page", "")
    page = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 1
    sheet = shared.sheet(visit.share, visit.guest, max(1, page))
    return visit.render("page.html", told=_told(visit) | {"sheet": sheet, "page": page})


def _large(visit: Visit, image: Image) -> HttpResponse:
    drawn, place = shared.one(visit.share, visit.guest, image)
    thread = shared.thread(image, visit.guest)
    answered = thread.find(visit.request.GET.get("answers"))
    about = {"print": drawn, "image": image, "place": place, "thread": thread}
    return visit.render("image.html", told=_told(visit) | about | {"answered": answered})


def _thread(visit: Visit, image: Image, wrong: str = "") -> HttpResponse:
    """For a page that is open the thread and its pins, else back to the image."""
    if not is_fragment(visit.request):
        return HttpResponseRedirect(f"{_address('guest_image', visit, image.pk)}#comments")
    thread = shared.thread(image, visit.guest)
    told = {"image": image, "thread": thread, "wrong": wrong, "is_part": True}
    return visit.render("_thread.html", 422 if wrong else 200, told)


def _say(visit: Visit, image: Image) -> None:
    """CommentError."""
    data = visit.request.POST
    answered = data.get("answers", "")
    answers = _comment(visit, image, int(answered)) if _is_id(answered) else None
    try:
        pin = Pin.parse(data.get("pin", ""))
    except PinError:
        pin = None
    comments.say(image, visit.by, data.get("text", ""), answers=answers, pin=pin)


def _comment(visit: Visit, image: Image, pk: int) -> Comment:
    """One that the guest said. NotSharedError."""
    found = Comment.objects.select_related("answers").filter(pk=pk, image=image).first()
    if found is None or not comments.is_by(found, visit.by):
        raise NotSharedError
    return found


def _told(visit: Visit) -> dict[str, Any]:
    """How far they are, and what the link lets them do."""
    may = {act.value: visit.may(act) for act in GuestAct}
    return {"tally": shared.tally(visit.share, visit.guest), "may": may}


def _files(share: Share, images: list[Image]) -> Iterator[tuple[str, Image, Path]]:
    """Made one after the other, while the ZIP is sent."""
    for index, image in enumerate(images, start=1):
        try:
            path, form = shares.file(share, image)
        except (Http404, RefusedDownloadError) as error:
            logger.warning("Image %s is left out of a guest's ZIP: %s", image, error)
            continue
        yield f"{index:03d}-{image}.{form.extension}", image, path


def _saved_as(share: Share, name: str) -> str:
    stem = f"{_slug(share)}-{name}"
    return content_disposition_header(True, stem) or "attachment"


def _slug(share: Share) -> str:
    return export.slug(share.collection.name) or "images"


def _address(name: str, visit: Visit, pk: int) -> str:
    return reverse(f"gallery:{name}", args=[visit.share.token, pk])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
