"""What sessions are called: the gallery knows only their keys, and asks whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from django.dispatch import Signal

asked = Signal()
"""Sent with `ids`, keys of sessions; the answer is what they are called, by key."""


def of(ids: Sequence[str]) -> dict[str, str]:
    """Only those that somebody knows."""
    found: dict[str, str] = {}
    for _who, names in asked.send(sender=None, ids=ids) if ids else ():
        found |= cast(Mapping[str, str], names)
    return found
