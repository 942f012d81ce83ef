"""What pages draw of comments: a thread, mentions in a text, how long ago, how many wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from gallery import access, actors, bar, mentions, threads
from gallery.models import Comment, Image, User
from gallery.threads import Thread

register = template.Library()


@register.simple_tag(takes_context=True)
def thread(context: dict[str, Any], image: Image) -> Thread:
    """`{% thread image as thread %}`; an address may name the comment that was just removed."""
    request = context["request"]
    removed = request.GET.get("removed", "")
    pk = int(removed) if removed.isdecimal() and len(removed) <= 18 else None
    return threads.of(image, actors.of(request), pk)


@register.simple_tag
def named(thread: Thread, pk: str | None) -> threads.Said | None:
    return thread.find(pk)


@register.simple_tag(takes_context=True)
def mentionable(context: dict[str, Any], image: Image) -> list[User]:
    """Nobody while login is off."""
    if access.person(context["request"]) is None:
        return []
    return mentions.may_be(image)


@register.filter
def with_mentions(comment: Comment) -> SafeString:
    text, at, parts = comment.text, 0, []
    for start, end, _person in mentions.spans(text, comment.mentions.all()):
        parts.append(format_html("{}<b>{}</b>", text[at:start], text[start:end]))
        at = end
    return format_html_join("", "{}", ((part,) for part in (*parts, text[at:])))


@register.filter
def ago(time: datetime) -> str:
    if timezone.now() - time < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(time, depth=1)}


@register.simple_tag(takes_context=True)
def waiting_count(context: dict[str, Any]) -> int:
    """One statement a request; 0 for who is not signed in where one must be."""
    request = context.get("request")
    return bar.counts(request).waiting if request is not None else 0
