"""The tree of attempts: what came from what."""

from __future__ import annotations

from collections.abc import Collection

from gallery.differences import TOKEN

ENOUGH = 0.2
"""The part of their words that two prompts share at least where one came from the other."""
LITTLE = frozenset({"and", "for", "from", "into", "the", "with"})


def is_related(
    prompt: str,
    before: str,
    references: Collection[int] = (),
    references_before: Collection[int] = (),
) -> bool:
    """Whether an attempt goes on from another one; else it is a new idea.

    They share words or a reference; these are ids of images.
    """
    return bool(set(references) & set(references_before)) or _shared(prompt, before) >= ENOUGH


def _shared(one: str, other: str) -> float:
    """0 to 1: how many of the words of both are common to both."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return float(words == others)
    return 2 * len(words & others) / (len(words) + len(others))


def _words(prompt: str) -> set[str]:
    """Those that say something; of signs without spaces each. All where there are no others."""
    found = {token.lower() for token in TOKEN.findall(prompt) if token[0].isalnum()}
    telling = {word for word in found if not word.isascii() or len(word) > 2} - LITTLE
    return telling or found
