"""Answers of the gallery: the images of a search, page by page, cut by id. Reading only.

No OFFSET, no count of the table, no LIKE. Words and choices come from the index; tags, verdicts
and stars are asked of their own tables, which lead the way where they have few images.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from gallery import counters, selects
from gallery.models import Image, User
from gallery.queries import LONG
from gallery.searches import Search

SIZE = 60
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """Images of a search in its order.

    `older`: the `before` of the next page, None on the last. `newer`: the `after` of the page
    before, None on the first. `total`: of the whole search, None where nobody counted.
    """

    images: list[Image]
    older: int | None
    newer: int | None
    total: int | None


def page(
    wanted: Search,
    person: User | None,
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Page:
    """The first page, or the one next to an image in the search's order.

    Statements: ids, images, and one or two counters.
    """
    is_back = after is not None
    found = ids(wanted, person, start=after if is_back else before, size=size + 1, is_back=is_back)
    if is_back and len(found) <= size:
        return page(wanted, person, size=size)
    shown = found[:size]
    if is_back:
        shown.reverse()
    is_more = is_back or len(found) > size
    is_later = is_back or before is not None
    return Page(
        images=images(shown),
        older=shown[-1] if shown and is_more else None,
        newer=shown[0] if shown and is_later else None,
        total=total(wanted, person),
    )


def ids(
    wanted: Search,
    person: User | None,
    *,
    start: int | None = None,
    size: int = SIZE,
    is_back: bool = False,
) -> list[int]:
    """Ids in the search's order from just after `start`, or backwards from it; one statement,
    and one more where a mark is asked for.
    """
    is_down = (wanted.order != "oldest") != is_back
    statement = selects.statement(wanted, person, start, is_down)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement.sql} LIMIT {int(size)}", statement.params)
        return [pk for (pk,) in cursor.fetchall()]


def every(wanted: Search, person: User | None) -> Iterator[list[int]]:
    """The ids of the whole search, 2,000 at a time."""
    found = ids(wanted, person, size=CHUNK)
    while found:
        yield found
        found = ids(wanted, person, start=found[-1], size=CHUNK)


def images(pks: Sequence[int]) -> list[Image]:
    """Images in the order of their ids, without what a grid does not show."""
    found = Image.objects.defer(*LONG).in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def neighbours(wanted: Search, person: User | None, pk: int) -> tuple[int | None, int | None]:
    """Ids before and after an image in a search, None at its ends."""
    before = ids(wanted, person, start=pk, size=1, is_back=True)
    after = ids(wanted, person, start=pk, size=1)
    return (before[0] if before else None, after[0] if after else None)


def total(wanted: Search, person: User | None) -> int | None:
    """From the counters; None where the search asks for more than one choice."""
    if not wanted.is_filtered:
        return counters.total(counters.ALL, [""], person)
    asked = wanted.but(order="", stack="")
    for name, values in (*wanted.facets, ("tag", wanted.tag)):
        if len(values) == 1 and asked == Search().but(**{name: values}) and name != "reference":
            return counters.total(name, values, person) if not asked.is_of_uploads else None
    return None
