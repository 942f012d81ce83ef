"""Rows of images, locked for a deed that changes counters.

Whoever changes marks or the trash locks the images first, newest first, then what waits for its
index, and adds to the counters last. So no two deeds lock up, and no counter drifts.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gallery.counters import Key
from gallery.models import Image, Stale


@dataclass(frozen=True, slots=True)
class Held:
    """A locked image. `scope` is that of its counters, `is_known`: they had it counted in."""

    pk: int
    scope: int
    is_upload: bool
    is_trashed: bool
    is_known: bool

    @property
    def is_counted(self) -> bool:
        """Its marks are among the counted: it is in the gallery and no upload."""
        return self.is_known and not self.is_trashed and not self.is_upload


def lock(ids: Sequence[int]) -> list[Held]:
    """Those of `ids` that are there; in a transaction. Two statements."""
    rows = list(_images(ids))
    unknown = set(_uncounted(ids))
    return [
        Held(
            pk=pk,
            scope=private_to or 0,
            is_upload=origin == Image.Origin.UPLOADED,
            is_trashed=trashed_at is not None,
            is_known=pk not in unknown,
        )
        for pk, private_to, origin, trashed_at in rows
    ]


def tally(held: Iterable[Held], facet: str, value: str, sign: int) -> dict[Key, int]:
    """What counters change where each of these gains (1) or loses (-1) a mark."""
    scopes = Tally(image.scope for image in held if image.is_counted)
    return {Key(scope, facet, value): sign * count for scope, count in scopes.items()}


def _images(ids: Sequence[int]) -> Iterable[tuple[int, int | None, str, object]]:
    rows = Image.objects.select_for_update(no_key=True).filter(pk__among=ids).order_by("-pk")
    return rows.values_list("pk", "private_to_id", "origin", "trashed_at")


def _uncounted(ids: Sequence[int]) -> Iterable[int]:
    stale = Stale.objects.select_for_update().filter(pk__among=ids, is_uncounted=True)
    return stale.order_by("-pk").values_list("pk", flat=True)
