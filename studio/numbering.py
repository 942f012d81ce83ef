"""Roles and notes of references, numbered into the prompt as models read it.

Always in English, whatever the page speaks: it is the models' tongue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from .models import Reference

LONGEST = 200
"""Signs of a note."""
SAID: dict[str, str] = {
    Reference.Role.SUBJECT: "the subject",
    Reference.Role.STYLE: "style reference",
    Reference.Role.CHARACTER: "the character",
    Reference.Role.LAYOUT: "layout reference",
}


def prompt_sent(prompt: str, roles: Sequence[str], notes: Sequence[str]) -> str:
    """The prompt, and under it one line for each reference that has a role or a note."""
    said = lines(roles, notes)
    return "\n\n".join([prompt.rstrip(), "\n".join(said)]) if prompt and said else prompt


def lines(roles: Sequence[str], notes: Sequence[str]) -> list[str]:
    """`Image 2: style reference, only the lighting.` Numbers are places, from 1."""
    return list(_lines(roles, notes))


def _lines(roles: Sequence[str], notes: Sequence[str]) -> Iterator[str]:
    for number, (role, note) in enumerate(zip_longest(roles, notes, fillvalue=""), start=1):
        plain = " ".join(note.split())
        said = ", ".join(filter(None, (SAID.get(role, ""), plain)))
        if said:
            yield f"Image {number}: {said}{'' if said[-1] in '.!?。' else '.'}"
