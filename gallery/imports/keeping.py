"""The quick half: rows of a batch, its tags, its counters and the cursor, all in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F

from gallery import counters, files, search, tags
from gallery.models import Image, Import, Tag, Tagging, User
from gallery.selection import may_see

from . import labels
from .developing import Developed, Draft
from .recipes import describe
from .sources import Item

MOST_TOLD = 200
"""Files of each kind that are told by name."""


def known(digests: Iterable[str], person: User | None) -> dict[str, Image]:
    """What a person may see of the gallery and its trash, by content; the trash comes last."""
    found = Image.objects.exclude(origin=Image.Origin.UPLOADED).filter(digest__in=set(digests))
    found = found.filter(may_see(person))
    rows = found.order_by(F("trashed_at").desc(nulls_first=True), "pk").only("digest", "trashed_at")
    images: dict[str, Image] = {}
    for image in rows:
        images.setdefault(image.digest, image)
    return images


def place(batch: Sequence[Developed | Draft]) -> None:
    """Give the files of a batch their names, before any row tells of them."""
    files.settle_all(move for done in batch if isinstance(done, Developed) for move in done.moves)


def keep(job: Import, batch: Sequence[Developed | Draft], last: Item) -> None:
    """Write what came of a batch, in the caller's transaction, which locks all imports."""
    there = known(_digests(batch), job.made_by)
    new: dict[str, Developed] = {}
    refusals: dict[str, str] = {}
    for done in batch:
        draft = done.draft if isinstance(done, Developed) else done
        if isinstance(done, Developed) and not {draft.digest} & {*there, *new}:
            new[draft.digest] = done
        elif draft.item.is_hidden:
            job.hidden += 1
        elif refusal := draft.refusal or refusals.get(draft.digest, ""):
            if draft.digest:
                refusals[draft.digest] = refusal
            _refuse(job, draft, refusal)
        else:
            _tell_duplicate(job, draft, there.get(draft.digest))
    _add(job, list(new.values()))
    job.cursor, job.tries = list(last.key), 0
    job.save(update_fields=[
        "cursor", "tries", "taken", "duplicates", "trashed", "refused", "hidden", "told",
    ])  # fmt: skip


def _digests(batch: Iterable[Developed | Draft]) -> list[str]:
    drafts = (done.draft if isinstance(done, Developed) else done for done in batch)
    return [draft.digest for draft in drafts if draft.digest]


def _add(job: Import, new: Sequence[Developed]) -> None:
    for done in new:
        describe(done.image, done.draft.item.name, done.embedded)
        done.image.made_by = job.made_by
    images = Image.objects.bulk_create(done.image for done in new)
    has_tags = _tag(job, new)
    # Without tags there is nothing to look up.
    search.put(images, are_new=not has_tags)
    counters.count(images, 1, are_new=not has_tags)
    job.taken += len(images)


def _tag(job: Import, new: Sequence[Developed]) -> bool:
    """Whether there was any."""
    wanted = {done.image.pk: labels.of(job, done.draft.item) for done in new}
    names = {tags.key_of(name): name for some in wanted.values() for name in some}
    if not names:
        return False
    made = (Tag(key=key, name=names[key], made_by=job.made_by) for key in sorted(names))
    Tag.objects.bulk_create(made, ignore_conflicts=True)
    there = Tag.objects.select_for_update().filter(key__in=names).order_by("key")
    pks = dict(there.values_list("key", "pk"))
    Tagging.objects.bulk_create(
        Tagging(tag_id=pks[key], image_id=pk, made_by=job.made_by)
        for pk, some in wanted.items()
        for key in dict.fromkeys(map(tags.key_of, some))
    )
    return True


def _refuse(job: Import, draft: Draft, why: str) -> None:
    job.refused += 1
    if job.refused <= MOST_TOLD:
        job.told.append({"name": draft.item.name, "why": why})


def _tell_duplicate(job: Import, draft: Draft, image: Image | None) -> None:
    """Of an image, or, where there is none yet, of a file of the same import."""
    job.duplicates += 1
    is_trashed = image is not None and image.is_trashed
    job.trashed += is_trashed
    if job.duplicates <= MOST_TOLD:
        told: dict[str, Any] = {"name": draft.item.name, "is_trashed": is_trashed}
        job.told.append(told | {"image": image.pk if image else None})
