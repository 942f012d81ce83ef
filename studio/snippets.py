"""Words that a person puts into prompts again and again; [what is in brackets] is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gallery.models import User

from .models import Snippet

MOST, LONGEST_NAME, LONGEST = 200, 60, 4_000
NAME_OF_ITSELF = 40


class SnippetError(ValueError):
    """Why a snippet was not kept, for people."""


def own(person: User | None) -> list[Snippet]:
    return list(Snippet.objects.filter(made_by=person)[:MOST])


def keep(name: str, text: str, person: User | None) -> Snippet:
    """Keep words under a name, where the same person has it anew; without one under their first.

    Raises SnippetError.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    name = " ".join(name.split()) or Truncator(" ".join(text.split())).chars(NAME_OF_ITSELF)
    for sentence in _wrong(name, text, person):
        raise SnippetError(sentence)
    same = Snippet.objects.filter(name=name, made_by=person).first()
    kept = same or Snippet(name=name, made_by=person)
    kept.text = text
    kept.save()
    return kept


def remove(id: int, person: User | None) -> Snippet | None:
    """What was removed, so that it can be kept again; None where it is gone already."""
    snippet = Snippet.objects.filter(pk=id, made_by=person).first()
    if snippet:
        snippet.delete()
    return snippet


def _wrong(name: str, text: str, person: User | None) -> Iterator[str]:
    if not text:
        yield _("Write the words that it holds.")
    if len(text) > LONGEST:
        yield _("A snippet has at most %d letters.") % LONGEST
    if len(name) > LONGEST_NAME or not name.isprintable():
        yield _("A name has at most %d letters.") % LONGEST_NAME
    others = Snippet.objects.filter(made_by=person).exclude(name=name)
    if others.count() >= MOST:
        yield _("There are %d snippets already. Remove one first.") % MOST
