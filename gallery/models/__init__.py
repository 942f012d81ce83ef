"""What the gallery keeps. Fields and questions, no deeds."""

from __future__ import annotations

from .collections import PROOF, Collection, CollectionItem, Event, Guest, PasswordTry, Share
from .finding import Counter, Deed, SavedSearch, Stale
from .images import PATIENCE, Image, Parentage
from .imports import Arrival, Import
from .marks import MAX_STARS, Comment, Read, Review, Tag, Tagging
from .people import Invitation, Role, User

__all__ = (
    "MAX_STARS",
    "PATIENCE",
    "PROOF",
    "Arrival",
    "Collection",
    "CollectionItem",
    "Comment",
    "Counter",
    "Deed",
    "Event",
    "Guest",
    "Image",
    "Import",
    "Invitation",
    "Parentage",
    "PasswordTry",
    "Read",
    "Review",
    "Role",
    "SavedSearch",
    "Share",
    "Stale",
    "Tag",
    "Tagging",
    "User",
)
