"""Acts that can be undone: once, for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gallery import collections, tags, trash
from gallery.models import Deed, User

KEPT = timedelta(days=1)
UNDO = tags.UNDO | trash.UNDO | collections.UNDO
MANY = {
    "trash": (
        gettext_noop("%(n)d image moved to the trash"),
        gettext_noop("%(n)d images moved to the trash"),
    ),
    "restore": (gettext_noop("%(n)d image restored"), gettext_noop("%(n)d images restored")),
    "tag": (
        gettext_noop("%(n)d image tagged “%(name)s”"),
        gettext_noop("%(n)d images tagged “%(name)s”"),
    ),
    "untag": (
        gettext_noop("“%(name)s” taken off %(n)d image"),
        gettext_noop("“%(name)s” taken off %(n)d images"),
    ),
    "collect": (
        gettext_noop("%(n)d image added to “%(name)s”"),
        gettext_noop("%(n)d images added to “%(name)s”"),
    ),
    "uncollect": (
        gettext_noop("%(n)d image taken out of “%(name)s”"),
        gettext_noop("%(n)d images taken out of “%(name)s”"),
    ),
}
OF_TAGS = {
    "rename": gettext_noop("“%(before)s” is called “%(name)s” now"),
    "merge": gettext_noop("“%(before)s” has become one with “%(name)s”"),
    "delete": gettext_noop("Tag “%(name)s” deleted"),
}


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


def said(deed: Deed) -> str:
    """What it did, for people."""
    data = deed.data
    told = {"name": data.get("name", ""), "before": data.get("before", "")}
    if deed.kind in MANY:
        count = len(images(deed))
        return ngettext(*MANY[deed.kind], count) % (told | {"n": count})
    return _(OF_TAGS[deed.kind]) % told


def images(deed: Deed) -> set[int]:
    """Ids of what a deed changed."""
    data = deed.data
    lists: dict[str, Callable[[], list[list[int]]]] = {
        "trash": lambda: [data["images"]],
        "restore": lambda: [batch["images"] for batch in data["batches"]],
        "tag": lambda: [part["images"] for part in data["tags"]],
        "collect": lambda: [data["images"]],
        "uncollect": lambda: [[item[0] for item in data["items"]]],
        "untag": lambda: [ids for part in data["tags"] for ids in part["images"].values()],
    }
    return {pk for ids in lists[deed.kind]() for pk in ids} if deed.kind in lists else set()
