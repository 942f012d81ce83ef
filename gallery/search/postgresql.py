"""The index in PostgreSQL: a tsvector that we write ourselves, under a GIN index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .terms import Term

CREATE = """
CREATE TABLE gallery_search (id bigint PRIMARY KEY, document tsvector NOT NULL);
CREATE INDEX gallery_search_document ON gallery_search USING gin (document)
"""
DROP = "DROP TABLE gallery_search"
PUT = """
INSERT INTO gallery_search (id, document) VALUES (%s, %s::tsvector)
ON CONFLICT (id) DO UPDATE SET document = excluded.document
"""
JOIN = "SELECT 1"
# What was written last is in a list beside the index, which every question reads through.
TIDY = "SELECT gin_clean_pending_list('gallery_search_document')"
REMOVE = "DELETE FROM gallery_search WHERE id IN ({})"
SOURCE = "(SELECT %s::tsquery AS asked) AS {0}q CROSS JOIN gallery_search AS {0}"
KEY = "{}.id"
MATCH = "{0}.document @@ {0}q.asked"
# What it finds is in no order: see `gallery.nearby`. So many ids take a few milliseconds.
NEAR = 2000
SHOWN = UPLOADED = "gallery_image AS {}"
HELD = 0
# PostgreSQL knows how many rows have a value.
UNINDEXED = ""
GREATEST, LEAST = "GREATEST", "LEAST"
IDS = "SELECT id FROM gallery_search"
# What a tsvector holds at most.
LAST = 16_383
MOST = 255


def row(texts: Sequence[str], facets: Sequence[str]) -> tuple[str]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    place = 0
    for text in texts:
        for word in text.split():
            place += 1
            if place <= LAST and len(places[word]) < MOST:
                places[word].append(place)
        # So that no phrase runs from one text into the next.
        place += 1
    words = (f"'{word}':{','.join(map(str, at))}" for word, at in places.items() if at)
    return (" ".join((*words, *(f"'={facet}'" for facet in facets))),)


def expression(terms: Sequence[Term], facets: Sequence[Sequence[str]], everything: str) -> str:
    """In tsquery's language, as in `sqlite.expression`."""
    wanted = [_words(term) for term in terms if not term.is_not]
    wanted += [_choice(group) for group in facets]
    wanted += [f"!{_words(term)}" for term in terms if term.is_not]
    return " & ".join(wanted or [_choice([everything])])


def _words(term: Term) -> str:
    *before, last = (f"'{token}'" for token in term.tokens)
    return f"({' <-> '.join((*before, f'{last}:*' if term.is_prefix else last))})"


def _choice(group: Sequence[str]) -> str:
    names = (f"'={facet}'" for facet in group)
    return f"({' | '.join(names)})"
