"""Comments and pins: said, edited, removed, resolved. Index and activity go with each deed.

A pin's number is given out under the lock of its image: two at once get two numbers, and one that
was removed is not given again.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import events, held, mentions, search
from gallery.actors import Actor
from gallery.models import Comment, Event, Image
from gallery.pins import Pin

LONGEST = 4000  # signs
KEPT = "\n\t"


class CommentError(ValueError):
    """It cannot be said; the message is for whoever typed it."""


@dataclass(frozen=True, slots=True)
class OpenPin:
    """What is asked at a place of an image."""

    number: int
    text: str
    place: Pin


@transaction.atomic
def say(
    image: Image,
    by: Actor,
    text: str,
    *,
    answers: Comment | None = None,
    pin: Pin | None = None,
) -> Comment:
    """An answer stands in its thread and has no pin of its own. CommentError."""
    words = _plain(text)
    if not held.lock([image.pk]):
        raise CommentError(_("This image is gone."))
    first = _first(image, answers) if answers else None
    comment = Comment(image=image, author=by.person, guest=by.guest, name=by.name, text=words)
    comment.answers = first
    if pin is not None and first is None:
        _pin(comment, pin)
    comment.save()
    _reach(comment)
    _told(Event.Kind.COMMENT, comment, by)
    return comment


@transaction.atomic
def edit(comment: Comment, by: Actor, text: str) -> None:
    """Only one's own. CommentError."""
    words = _plain(text)
    if not is_by(comment, by):
        raise CommentError(_("Only whoever said this may edit it."))
    if comment.removed_at is not None:
        raise CommentError(_("This comment was removed."))
    if words == comment.text:
        return
    comment.text, comment.edited_at = words, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    _reach(comment)


@transaction.atomic
def remove(comment: Comment) -> None:
    """It can be restored; while it is answered its place stays in the thread."""
    _set_removed(comment, is_removed=True)


@transaction.atomic
def restore(comment: Comment) -> None:
    _set_removed(comment, is_removed=False)


def resolve(comment: Comment, by: Actor) -> None:
    """It is done; nothing where it was."""
    _set_resolved(comment, by, is_resolved=True)


def reopen(comment: Comment, by: Actor) -> None:
    _set_resolved(comment, by, is_resolved=False)


def open_pins(image: Image) -> list[OpenPin]:
    """What is still asked of an image, by number; one statement."""
    pinned = Comment.objects.filter(image=image, removed_at=None, resolved_at=None)
    rows = pinned.filter(number__isnull=False).order_by("number")
    places = ((row, Pin.at(row)) for row in rows)
    return [OpenPin(row.number or 0, row.text, place) for row, place in places if place]


def is_by(comment: Comment, by: Actor) -> bool:
    """`by` said it. While login is off, what nobody said is one's own."""
    person = by.person.pk if by.person else None
    return (comment.author_id, comment.guest_id) == (person, by.guest.pk if by.guest else None)


def _plain(text: str) -> str:
    """Without signs that control, and with one kind of line end. CommentError."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in lines if sign in KEPT or not _controls(sign)).strip()
    if not plain:
        raise CommentError(_("Write something first."))
    if len(plain) > LONGEST:
        raise CommentError(_("A comment has at most %(n)d signs.") % {"n": LONGEST})
    return plain


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"}


def _first(image: Image, answered: Comment) -> Comment:
    """The comment that began the thread."""
    first = answered.answers or answered
    if first.image_id != image.pk:
        raise CommentError(_("What you answer is not here."))
    return first


def _pin(comment: Comment, pin: Pin) -> None:
    last = Comment.objects.filter(image=comment.image).aggregate(last=Max("number"))["last"]
    comment.number = (last or 0) + 1
    for name, value in pin.columns.items():
        setattr(comment, name, value)


def _reach(comment: Comment) -> None:
    """Whoever is mentioned, and the index."""
    comment.mentions.set(mentions.people(comment.text, comment.image))
    search.refresh([comment.image_id])


def _set_removed(comment: Comment, *, is_removed: bool) -> None:
    rows = Comment.objects.filter(pk=comment.pk, removed_at__isnull=is_removed)
    if rows.update(removed_at=timezone.now() if is_removed else None):
        search.refresh([comment.image_id])


@transaction.atomic
def _set_resolved(comment: Comment, by: Actor, *, is_resolved: bool) -> None:
    if comment.answers_id is not None:
        raise CommentError(_("An answer is resolved with its thread."))
    rows = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=is_resolved)
    at, person = (timezone.now(), by.person) if is_resolved else (None, None)
    if rows.update(resolved_at=at, resolved_by=person):
        _told(Event.Kind.RESOLVED, comment, by, is_open=not is_resolved)


def _told(kind: str, comment: Comment, by: Actor, **data: bool) -> None:
    of = {"comment": comment.pk, "number": comment.number, "answers": comment.answers_id}
    events.happened(kind, by, image=comment.image, collection=None, share=None, **of, **data)
