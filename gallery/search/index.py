"""Writing the index: an image's words and choices, in the transaction that changes them.

A choice is what all of a recipe share (provider, model, ratio …). What people change by the
thousand (tags, verdicts) is asked of its own tables; tags and comments are words here, which
the sweep brings up to date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from types import ModuleType

from django.db import connection

from gallery import ratios
from gallery.listing import listed
from gallery.models import Comment, Image, Parentage, Stale, Tagging

from . import postgresql, sqlite
from .tokens import cut, facet

FACETS = (
    "provider", "model", "ratio", "tier", "person", "session", "origin", "shape", "reference",
)  # fmt: skip
EVERYTHING = facet("all", "")
LATER = """
INSERT INTO gallery_stale (image_id, is_uncounted)
SELECT id, FALSE FROM gallery_image WHERE {} ORDER BY id DESC ON CONFLICT DO NOTHING
"""
MOST_TOKENS = 16_000
BATCH = 500


def dialect() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite


def put(images: Sequence[Image], *, are_new: bool = False) -> None:
    """Write the entries of images; new ones have no tags and comments yet. Uploads have none."""
    shown = [image for image in images if image.origin != Image.Origin.UPLOADED]
    if not shown:
        return
    pks = [image.pk for image in shown]
    said = {} if are_new else said_of(pks)
    parents = _parents(pks)
    language = dialect()
    rows = [
        (
            image.pk,
            *language.row(
                _texts(image, said.get(image.pk, ())), _entries(image, parents[image.pk])
            ),
        )
        for image in shown
    ]
    with connection.cursor() as cursor:
        cursor.executemany(language.PUT, rows)


def refresh(ids: Iterable[int]) -> None:
    """Write the entries again. Up to 500 at a time; more belong to `later`."""
    images = Image.objects.filter(pk__in=list(ids))
    put(list(images.exclude(origin=Image.Origin.UPLOADED)))


def later(ids: Iterable[int]) -> None:
    """Leave the entries to the sweep: their tags or comments changed."""
    those, parameter = listed("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(LATER.format(those), [parameter])


def catch_up(limit: int = BATCH) -> list[int]:
    """Write the entries of so many that wait for it, in the caller's transaction.

    Answers the ids of those that the counters do not know.
    """
    waiting = list(Stale.objects.order_by("-pk")[:limit])
    pks = [stale.pk for stale in waiting]
    if pks:
        Stale.objects.filter(pk__in=pks).delete()
        refresh(pks)
    return [stale.pk for stale in waiting if stale.is_uncounted]


def drop(ids: Sequence[int]) -> None:
    """Remove the entries of images that are no more."""
    with connection.cursor() as cursor:
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            cursor.execute(dialect().REMOVE.format(",".join(["%s"] * len(some))), some)


def tidy() -> None:
    """Join a little of what was written in pieces; a few milliseconds. Nobody has to."""
    with connection.cursor() as cursor:
        cursor.execute(dialect().TIDY)


def is_whole() -> bool:
    """As many entries as images that should have one."""
    language = dialect()
    source, match = language.SOURCE.format("s"), language.MATCH.format("s")
    with connection.cursor() as cursor:
        asked = language.expression([], [], EVERYTHING)
        sql = f"SELECT count(*) FROM {source} WHERE {match}"  # noqa: S608 (all of it is ours)
        cursor.execute(sql, [asked])
        (entries,) = cursor.fetchone()
    return bool(entries == Image.objects.exclude(origin=Image.Origin.UPLOADED).count())


def facets_of(image: Image) -> dict[str, str]:
    """The one value of each choice that an image has; without what is not known."""
    found = {
        "provider": image.provider,
        "model": f"{image.provider}:{image.model}" if image.model else "",
        "ratio": image.aspect_ratio or ratios.named(image.width, image.height),
        "tier": image.resolution,
        "person": str(image.made_by_id or ""),
        "session": image.session,
        "origin": image.origin,
        "shape": "changed" if image.is_reshaped else "",
    }
    return {name: value for name, value in found.items() if value}


def _entries(image: Image, parents: Iterable[int]) -> list[str]:
    found = [facet(name, value) for name, value in facets_of(image).items()]
    return [EVERYTHING, *found, *(facet("reference", parent) for parent in parents)]


def _texts(image: Image, said: Iterable[str]) -> list[str]:
    """Each text as its words with a space between, without those that say nothing new."""
    texts = dict.fromkeys((image.prompt, image.revised_prompt, image.note, image.file_name, *said))
    room = MOST_TOKENS
    found = []
    for text in filter(None, texts):
        words = [token.text for token in cut(text)][:room]
        room -= len(words)
        found.append(" ".join(words))
    return found


def said_of(pks: Sequence[int]) -> dict[int, list[str]]:
    """Names of tags and texts of comments by image; two statements."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    tags = Tagging.objects.filter(image__in=pks).values_list("image_id", "tag__name")
    comments = Comment.objects.filter(image__in=pks, removed_at=None)
    for pk, text in (*tags, *comments.values_list("image_id", "text")):
        said[pk].append(text)
    return said


def _parents(pks: Sequence[int]) -> defaultdict[int, list[int]]:
    parents: defaultdict[int, list[int]] = defaultdict(list)
    for child, parent in Parentage.objects.filter(child__in=pks).values_list("child", "parent"):
        parents[child].append(parent)
    return parents
