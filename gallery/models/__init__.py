"""What the gallery keeps. Fields and questions, no deeds."""

from __future__ import annotations

from .finding import Counter, Deed, SavedSearch, Stale
from .images import PATIENCE, Image, Parentage
from .marks import MAX_STARS, Comment, Review, Tag, Tagging
from .people import User

__all__ = (
    "MAX_STARS",
    "PATIENCE",
    "Comment",
    "Counter",
    "Deed",
    "Image",
    "Parentage",
    "Review",
    "SavedSearch",
    "Stale",
    "Tag",
    "Tagging",
    "User",
)
