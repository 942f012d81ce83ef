"""What no line of a log may tell: keys, tokens in addresses, passwords before an @."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
SHORTEST = 8
"""Anything shorter is hidden by its place only: it would blot out common words."""

_known: set[str] = set()
_PLACES = re.compile(
    r"(?P<path>/(?:s|join|password)/)[^/\s?#\"'<>]+"
    r"|(?P<account>://)[^/\s@\"']+@"
    r"|(?P<bearer>\bBearer\s+)[^\s\"',;]+"
    r"|(?P<name>\b(?:api[_-]?key|key|token|secret|password|signature|sig)=)[^\s&\"',;]+",
    re.IGNORECASE,
)


def remember(*secrets: str) -> None:
    """These are hidden from now on, wherever they stand."""
    _known.update(secret for secret in secrets if len(secret) >= SHORTEST)


def hidden(text: str) -> str:
    """A text without what is secret in it."""
    # The longest first: one may be the beginning of another.
    for secret in sorted(_known, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return _PLACES.sub(_without, text)


def _without(found: re.Match[str]) -> str:
    kept = next(filter(None, found.groups()), "")
    return f"{kept}{HIDDEN}{'@' if kept == '://' else ''}"
