"""What differs between two prompts, word by word; scripts without spaces sign by sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

SIGNS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
TOKEN = re.compile(rf"[{SIGNS}]|[^\W{SIGNS}]+(?:['’-][^\W{SIGNS}]+)*|\s+|.", re.DOTALL)
ENOUGH = 6000
"""Tokens of both prompts above which nothing is marked: the search grows with their product."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; all parts of a prompt joined are the prompt, sign for sign."""

    text: str
    is_changed: bool


def compare(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """`before` with what was taken out marked, `after` with what was put in marked."""
    olds, news = TOKEN.findall(before), TOKEN.findall(after)
    if len(olds) + len(news) > ENOUGH:
        return [Part(before, False)], [Part(after, False)]
    kept_old, kept_new = _kept(olds, news)
    return _parts(olds, kept_old), _parts(news, kept_new)


def _kept(olds: list[str], news: list[str]) -> tuple[set[int], set[int]]:
    """Indexes of the tokens that both have. Spaces are no evidence and are left out."""
    old_at = [i for i, token in enumerate(olds) if not token.isspace()]
    new_at = [i for i, token in enumerate(news) if not token.isspace()]
    matcher = SequenceMatcher(
        None, [olds[i].lower() for i in old_at], [news[i].lower() for i in new_at], autojunk=False
    )
    blocks = matcher.get_matching_blocks()
    return (
        {i for block in blocks for i in old_at[block.a : block.a + block.size]},
        {i for block in blocks for i in new_at[block.b : block.b + block.size]},
    )


def _parts(tokens: list[str], kept: set[int]) -> list[Part]:
    marks = list(_marks(tokens, kept))
    runs = groupby(zip(tokens, marks, strict=True), key=lambda pair: pair[1])
    return [Part("".join(token for token, _ in run), is_changed) for is_changed, run in runs]


def _marks(tokens: list[str], kept: set[int]) -> Iterator[bool]:
    """Whether each token is changed; a space is, where the words on both sides are."""
    changed = [not token.isspace() and i not in kept for i, token in enumerate(tokens)]
    for i, token in enumerate(tokens):
        yield _is_inside(changed, i) if token.isspace() else changed[i]


def _is_inside(changed: list[bool], i: int) -> bool:
    return 0 < i < len(changed) - 1 and changed[i - 1] and changed[i + 1]
