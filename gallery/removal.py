"""What leaves the trash for good: rows first, then the files that no other row has.

What goes is noted before, so that the sweep ends what a crash between both broke off.
An image that something else holds fast (a job made from it, a kit) stays in the trash until
that lets it go: see `in_use`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import PROTECT, Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from gallery import files, leaving, media, search, store
from gallery.media import UnreachableError
from gallery.models import Image
from gallery.queries import LONG
from gallery.selection import chunks

logger = logging.getLogger(__name__)

BATCH = 50
"""Images of one transaction: short enough that nobody waits for it."""
SWEPT, AT_ONCE = 300, 500
"""Images that one sweep and one request remove at most, about half a second's work."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ARRIVAL = 300.0
"""Seconds that a picture may take from its file to its row."""

_away_until = 0.0


def sweep() -> int:
    """Remove some of those whose days are over; answers how many. None while a bucket is away."""
    global _away_until
    if monotonic() < _away_until:
        return 0
    since = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    over = Image.objects.filter(~in_use(), trashed_at__lt=since).order_by("trashed_at", "pk")
    try:
        _end_broken_off()
        return remove(list(over.values_list("pk", flat=True)[:SWEPT]))
    except UnreachableError as error:
        logger.warning("The trash is left as it is for a minute: %s", error)
        _away_until = monotonic() + 60
        return 0


def empty(ids: Sequence[int]) -> int:
    """Let go images of the trash before their days are over: some now, the others by the sweep.

    Answers how many went.
    """
    for some in chunks(ids[AT_ONCE:]):
        Image.objects.filter(pk__in=some, trashed_at__isnull=False).update(trashed_at=LONG_AGO)
    return remove(ids[:AT_ONCE])


def remove(ids: Sequence[int]) -> int:
    """Remove images of the trash that nothing holds; answers how many.

    UnreachableError where their files are in a bucket that does not answer: then all stays.
    """
    count = 0
    for start in range(0, len(ids), BATCH):
        media.knock()
        removed, note = _rows(ids[start : start + BATCH])
        _files(removed)
        note.unlink(missing_ok=True)
        count += len(removed)
    return count


def in_use() -> Q:
    """Of images: other rows hold them fast."""
    held = Q(pk__in=[])
    for relation in Image._meta.related_objects:  # noqa: SLF001 (Django documents it)
        if getattr(relation, "on_delete", None) is PROTECT:
            rows: QuerySet[Model] = QuerySet(relation.related_model)
            held |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return held


def _end_broken_off() -> None:
    for note, images in leaving.left():
        media.knock()
        _files(images)
        note.unlink(missing_ok=True)


@transaction.atomic
def _rows(ids: Sequence[int]) -> tuple[list[Image], Path]:
    """Remove rows with all that they have; what they were, and where that is noted."""
    trashed = Image.objects.filter(pk__in=ids, trashed_at__isnull=False)
    locked = list(trashed.select_for_update().order_by("-pk").defer(*LONG))
    used = set(trashed.filter(in_use()).values_list("pk", flat=True))
    removed = [image for image in locked if image.pk not in used]
    note = leaving.note(removed)
    pks = [image.pk for image in removed]
    search.drop(pks)
    Image.objects.filter(pk__in=pks).delete()
    return removed, note


def _files(removed: Sequence[Image]) -> None:
    by_digest: dict[str, Image] = {}
    for image in sorted(removed, key=lambda image: image.created_at):
        by_digest[image.digest] = image
    unused = [by_digest[digest] for digest in by_digest.keys() - _used(by_digest)]
    if media.is_shared():
        unused = _discarded_for_all(unused)
    for image in unused:
        try:
            _discard(image)
        except OSError as error:
            logger.warning("The files of %s could not be removed: %s", image.digest, error)


def _used(digests: Iterable[str]) -> set[str]:
    return set(Image.objects.filter(digest__in=list(digests)).values_list("digest", flat=True))


def _discard(image: Image) -> None:
    """Remove the original and all that was made from it, unless the same is arriving again."""
    path = store.place(image)
    if path.exists():
        if _is_arriving(path, image):
            return
        aside = files.temporary()
        path.rename(aside)
        # Whoever brought it in between found it still there.
        if _is_arriving(aside, image):
            aside.rename(path)
            return
        aside.unlink()
    for made in _made(image.digest):
        made.unlink(missing_ok=True)


def _discarded_for_all(images: Sequence[Image]) -> list[Image]:
    """Those whose files the bucket has no more. What came again meanwhile is put back."""
    with ThreadPoolExecutor(media.AT_ONCE) as pool:
        gone = [image for image in pool.map(_leave_bucket, images) if image]
    wanted = _used(image.digest for image in gone)
    for image in gone:
        path = store.place(image)
        if image.digest in wanted and path.exists():
            media.put([(path, path)])
    return [image for image in gone if image.digest not in wanted]


def _leave_bucket(image: Image) -> Image | None:
    """None where somebody has just put it there, or where that cannot be told."""
    bucket, name = media.bucket(), media.name(store.place(image))
    try:
        if _is_wanted(bucket.look(name).changed_at.timestamp(), image):
            return None
    except FileNotFoundError:
        pass
    except UnreachableError as error:
        logger.warning("The files of %s stay in the bucket: %s", image.digest, error)
        return None
    try:
        bucket.delete(name)
        for entry in list(bucket.entries(f"thumbs/{image.digest[:2]}/{image.digest}-")):
            bucket.delete(entry.name)
    except UnreachableError as error:
        logger.warning("Not all files of %s left the bucket: %s", image.digest, error)
    return image


def _is_arriving(path: Path, image: Image) -> bool:
    """Somebody brought this content after the row was made, and may have none yet."""
    return _is_wanted(path.stat().st_mtime, image)


def _is_wanted(touched: float, image: Image) -> bool:
    return touched > max(image.created_at.timestamp(), time.time() - ARRIVAL)


def _made(digest: str) -> Iterable[Path]:
    for name in ("thumbs", "copies"):
        folder: Path = settings.DATA_DIR / name / digest[:2]
        yield from folder.glob(f"{digest}-*")
