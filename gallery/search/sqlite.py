"""The index in SQLite: an FTS5 table. We cut the words, so its tokenizer only splits at spaces."""

from __future__ import annotations

from collections.abc import Sequence

from .terms import Term

CREATE = """
CREATE VIRTUAL TABLE gallery_search
USING fts5(words, facets, tokenize='ascii', columnsize=0, prefix='2 3 4')
"""
DROP = "DROP TABLE gallery_search"
PUT = "INSERT OR REPLACE INTO gallery_search (rowid, words, facets) VALUES (%s, %s, %s)"
# From two pieces on; by itself it would leave up to 16, and look into each for each question.
JOIN = "INSERT INTO gallery_search (gallery_search, rank) VALUES ('usermerge', 2)"
TIDY = "INSERT INTO gallery_search (gallery_search, rank) VALUES ('merge', 64)"
REMOVE = "DELETE FROM gallery_search WHERE rowid IN ({})"
# A table-valued function, so that one statement can ask twice under two names.
SOURCE = "gallery_search(%s) AS {}"
KEY = "{}.rowid"
MATCH = "TRUE"
# What it finds is in the images' order.
NEAR = 0
# It would take the index of a foreign key instead, and read every row.
SHOWN = "gallery_image AS {} INDEXED BY image_shown"
UPLOADED = "gallery_image AS {} INDEXED BY image_uploaded"
# As many images that fit are found at once rather than one by one, each at 20 µs.
HELD = 20_000
# Before a column: it is no reason to use that column's index.
UNINDEXED = "+"
GREATEST, LEAST = "max", "min"
IDS = "SELECT rowid FROM gallery_search"
# No word is this one, so no phrase runs from one text into the next.
GAP = " ¦ "


def row(texts: Sequence[str], facets: Sequence[str]) -> tuple[str, str]:
    """What `PUT` takes after the id. `texts` hold words with single spaces between them."""
    return GAP.join(texts), " ".join(facets)


def expression(terms: Sequence[Term], facets: Sequence[Sequence[str]], everything: str) -> str:
    """In FTS5's language. `facets`: of each group one must be there; `everything` always is."""
    wanted = [_words(term) for term in terms if not term.is_not]
    wanted += [_choice(group) for group in facets]
    unwanted = [_words(term) for term in terms if term.is_not]
    found = " AND ".join(wanted or [_choice([everything])])
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _words(term: Term) -> str:
    return f'words : "{" ".join(term.tokens)}"{" *" if term.is_prefix else ""}'


def _choice(group: Sequence[str]) -> str:
    return f"facets : ({' OR '.join(group)})"
