"""Full text and choices in one inverted index, cut by us so that both databases find the same."""

from __future__ import annotations

from .index import FACETS, catch_up, drop, facets_of, is_whole, later, put, refresh, said_of, tidy
from .marks import marked
from .terms import Term, terms

__all__ = (
    "FACETS",
    "Term",
    "catch_up",
    "drop",
    "facets_of",
    "is_whole",
    "later",
    "marked",
    "put",
    "refresh",
    "said_of",
    "terms",
    "tidy",
)
