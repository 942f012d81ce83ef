"""Acts that can be undone: once, for a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gallery import tags, trash
from gallery.models import Deed, User

KEPT = timedelta(days=1)
UNDO = tags.UNDO | trash.UNDO


class TooLateError(ValueError):
    """It was undone before, or it is forgotten."""


def undo(uuid: UUID, person: User | None) -> Deed:
    """Take back what a deed did and what of it still stands. TooLateError."""
    with transaction.atomic():
        deed = Deed.objects.select_for_update().filter(pk=uuid, undone_at=None).first()
        if deed is None:
            raise TooLateError
        UNDO[deed.kind](deed.data, person)
        deed.undone_at = timezone.now()
        deed.save(update_fields=["undone_at"])
    return deed


def forget() -> None:
    """Those that nobody can undo any more."""
    old = Deed.objects.filter(created_at__lt=timezone.now() - KEPT)
    # Asked first: on SQLite a deletion, even of nothing, waits for its turn to write.
    if old.exists():
        old.delete()
