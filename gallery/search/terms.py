"""What a person types into the search, read.

fog harbour      both words, anywhere
"fog harbour"    just so, side by side
-fog             without it; also -"fog harbour"
harb*            words that begin so
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .tokens import cut

MOST = 24  # terms
MOST_TOKENS = 32  # words of a phrase
_TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?\*?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words side by side; `is_prefix`: the last one may go on; `is_not`: none of this."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_not: bool = False


def terms(text: str) -> tuple[Term, ...]:
    """The terms of a search; signs that are no word are passed over."""
    found = (_term(match) for match in _TERM.finditer(text.replace("”", '"').replace("“", '"')))
    return tuple(term for term in found if term.tokens)[:MOST]


def _term(match: re.Match[str]) -> Term:
    text = match["phrase"] if match["phrase"] is not None else match["word"]
    tokens = tuple(token.text for token in cut(text))[:MOST_TOKENS]
    # One letter begins too many words to be looked for; a whole sign has none that go on.
    is_prefix = match[0].rstrip('"').endswith("*") and bool(tokens) and len(tokens[-1]) > 1
    return Term(tokens, is_prefix, match["minus"] is not None)
