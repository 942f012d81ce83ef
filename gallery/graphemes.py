"""What a reader takes for one sign, as classes of a regular expression (after UAX 29).

A letter with its marks, an emoji with its tone, a family of emoji, a flag, a Thai vowel before
its consonant: none of them is ever split.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise

PLACES = (range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xFB00, 0x12000))
FARTHER = (
    range(0x16A00, 0x17000),
    range(0x1BC00, 0x1BD00),
    range(0x1CF00, 0x1CF50),
    range(0x1D100, 0x1EA00),
)
"""Where marks are written; elsewhere there are none but those of FURTHER."""

FURTHER = (
    "\u0e33\u0eb3\u200c\u200d\uff9e\uff9f"
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
"""The Thai and Lao am, joiners, voice marks of half width, tones of skin, tags, variants."""


def _marks() -> Iterator[int]:
    places = chain(*PLACES, *FARTHER)
    return (code for code in places if unicodedata.category(chr(code)).startswith("M"))


def _ranges(codes: Iterator[int]) -> Iterator[str]:
    """`a-f` for each run of codes."""
    found = list(codes)
    ends = [i for i, (code, after) in enumerate(pairwise(found), start=1) if after != code + 1]
    for first, end in pairwise([0, *ends, len(found)]):
        yield f"{chr(found[first])}-{chr(found[end - 1])}"


MARK = "".join(_ranges(_marks())) + FURTHER
"""What goes on with the sign before it."""

CHINESE = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
CHINESE += "\U0001b000-\U0001b16f\U00020000-\U000323af"
"""Han and kana."""

SOUTHERN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
)
"""Thai, Lao, Burmese, Khmer and their neighbours."""

SIGN = CHINESE + SOUTHERN
"""Of scripts without spaces between words."""

INVISIBLE = (
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Directions, and spaces of no width."""

# What goes on under or beside a letter whose vowel is killed, in the scripts of India and beyond.
_KILLER = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2"
_JOINED = rf"(?:(?:(?<=[{_KILLER}])|(?<=[{_KILLER}]\u200d))\w[{MARK}]*)*"
# Thai and Lao: a vowel that is written first, the consonant, its marks, the vowels after it.
_THAI = (
    rf"[\u0e40-\u0e44\u0ec0-\u0ec4]?[\u0e01-\u0e2e\u0e81-\u0eae][{MARK}]*"
    rf"(?:[\u0e30\u0e32\u0e45\u0eb0\u0eb2\u0ebd][{MARK}]*){{0,2}}"
)
CLUSTER = f"(?:{_THAI}|[{SIGN}][{MARK}]*){_JOINED}"
"""One sign of a script without spaces."""

LETTERS = rf"(?:[^\W{SIGN}]++[{MARK}]*+{_JOINED})++"
"""A run of letters and digits of any other script."""

SPACE = rf"(?>(?>\r\n|[\s{INVISIBLE}])(?![{MARK}]))+"

_PAIR = r"\r\n|[\ud800-\udbff][\udc00-\udfff]|[\U0001f1e6-\U0001f1ff]{2}"
OTHER = rf"(?:{_PAIR}|.)[{MARK}]*(?:(?<=\u200d)[^\w\s\U0001f1e6-\U0001f1ff][{MARK}]*)*{_JOINED}"
"""Anything else: one mark of punctuation, one emoji."""
