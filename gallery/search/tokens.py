"""Text cut into the words that are found: the same for what is indexed and what is searched.

A letter's case, accents and width do not matter. Where a script sets no spaces between words
(Chinese, Japanese, Korean, Thai …) each sign is a word, and a word of several signs is found
as a phrase of them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from gallery.graphemes import MARK, SIGN

LONGEST = 64  # signs of a word
_ALONE = rf"{SIGN}\u1100-\u11ff\uac00-\ud7a3"
_TOKEN = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}])[^\W_][{MARK}]*)+")
_PLAIN = re.compile("[A-Za-z0-9]+")
_ACCENT = re.compile("[\u0300-\u036f]")


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


def cut(text: str) -> Iterator[Token]:
    if text.isascii():
        # The same, sooner.
        for found in _PLAIN.finditer(text):
            yield Token(found[0].lower()[:LONGEST], *found.span())
        return
    for found in _TOKEN.finditer(text):
        folded = fold(found[0])
        if folded:
            yield Token(folded, *found.span())


def fold(word: str) -> str:
    """One spelling for all that people take for the same word."""
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))[:LONGEST]
    plain = unicodedata.normalize("NFKC", word).casefold()
    plain = _ACCENT.sub("", unicodedata.normalize("NFD", plain))
    plain = unicodedata.normalize("NFC", plain)
    return "".join(sign for sign in plain if sign.isalnum() or not sign.isascii())[:LONGEST]


def facet(name: str, value: object) -> str:
    """A choice as a word of the index: 16 signs of hexadecimal."""
    return hashlib.blake2b(f"{name}\0{value}".encode(errors="replace"), digest_size=8).hexdigest()
