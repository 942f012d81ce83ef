"""Answers of the gallery: the images of a search, page by page, cut by id. Reading only.

No page by OFFSET, no count of the table, no LIKE. Words and choices come from the index; tags,
verdicts and stars are asked of their own tables, which lead the way where they have few images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from gallery import counters, said, selects, talk
from gallery.counters import Known
from gallery.models import Image, User
from gallery.queries import LONG
from gallery.searches import Search

SIZE = 60
LAST = date.max - timedelta(days=2)
SEARCHED = ("revised_prompt", "note")
"""Long texts of which a search shows the words that it found."""


@dataclass(frozen=True, slots=True)
class Page:
    """Images of a search in its order.

    `older`: the `before` of the next page, None on the last. `newer`: the `after` of the page
    before, None on the first. `total`: of the whole search, None where nobody counted.
    `known`: what the counters say of the search's values. `stacks`: how many images stand behind
    each, where they are folded.
    """

    images: list[Image]
    older: int | None
    newer: int | None
    total: int | None
    known: Known = field(default_factory=dict)
    stacks: Mapping[int, int] = field(default_factory=dict)


def page(
    wanted: Search,
    person: User | None,
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Page:
    """The first page, or the one next to an image in the search's order.

    Statements: the images, and one for all counters.
    """
    known = counters.known(selects.counted(wanted), person)
    start, is_back = (before, False) if after is None else (after, True)
    shown, is_more = _cut(wanted, person, start, size, is_back=is_back, known=known)
    if is_back and not is_more:
        start, is_back = None, False
        shown, is_more = _cut(wanted, person, start, size, is_back=is_back, known=known)
    return Page(
        images=shown,
        older=shown[-1].pk if shown and (is_back or is_more) else None,
        newer=shown[0].pk if shown and start is not None else None,
        total=_total(wanted, known),
        known=known,
        stacks={image.pk: getattr(image, "behind", 1) for image in shown if wanted.stack},
    )


def ids(
    wanted: Search,
    person: User | None,
    *,
    start: int | None = None,
    size: int = SIZE,
    is_back: bool = False,
    known: Known | None = None,
) -> list[int]:
    """Ids in the search's order from just after `start`, or backwards from it; one statement,
    and one more where a mark is asked for that is not `known`.
    """
    is_down = _is_down(wanted, is_back)
    statement = selects.statement(wanted, person, start, is_down, size, known)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return [pk for (pk,) in cursor.fetchall()]


def images(pks: Sequence[int]) -> list[Image]:
    """Images in the order of their ids, without what a grid does not show."""
    found = Image.objects.defer(*LONG).in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def place_of(day: date, wanted: Search) -> dict[str, int]:
    """The place of a page that begins with a day: at its last image, or its first, as the order
    has it. One statement; the first page where there is none.
    """
    is_up = wanted.order == "oldest"
    first = selects.start_of(day if is_up else min(day, LAST) + timedelta(days=1))
    if first is None:
        return {}
    return {"before": first - 1 if is_up else first}


def neighbours(wanted: Search, person: User | None, pk: int) -> tuple[int | None, int | None]:
    """Ids before and after an image in a search, None at its ends."""
    known = counters.known(said.counted(wanted), person)
    before = ids(wanted, person, start=pk, size=1, is_back=True, known=known)
    after = ids(wanted, person, start=pk, size=1, known=known)
    return (before[0] if before else None, after[0] if after else None)


def _total(wanted: Search, known: Known) -> int | None:
    """From the counters; None where the search asks for more than one choice."""
    asked = wanted.but(order="", stack="")
    if not wanted.is_filtered:
        return counters.images(known, counters.ALL, [""])
    for name, values in (*wanted.facets, ("tag", wanted.tag)):
        if len(values) == 1 and asked == Search().but(**{name: values}) and name != "reference":
            return counters.images(known, name, values) if not asked.is_of_uploads else None
    return None


def _cut(
    wanted: Search,
    person: User | None,
    start: int | None,
    size: int,
    *,
    is_back: bool,
    known: Known,
) -> tuple[list[Image], bool]:
    """So many images in the search's order, and whether there are more on that side."""
    found = _found(wanted, person, start, size + 1, is_back=is_back, known=known)
    shown = found[:size]
    return shown[::-1] if is_back else shown, len(found) > size


def _is_down(wanted: Search, is_back: bool) -> bool:
    return (wanted.order != "oldest") != is_back


def _found(
    wanted: Search,
    person: User | None,
    start: int | None,
    size: int,
    *,
    is_back: bool,
    known: Known,
) -> list[Image]:
    """Images in the search's order, without the long texts that a grid does not show."""
    is_down = _is_down(wanted, is_back)
    statement = selects.statement(wanted, person, start, is_down, size, known)
    left_out = [name for name in LONG if not (wanted.terms and name in SEARCHED)]
    shown = Image.objects.defer(*left_out).filter(pk__in=selects.first(statement))
    shown = shown.annotate(**talk.counts(person))
    if wanted.stack:
        shown = shown.annotate(behind=selects.behind(wanted, person))
    return list(shown.order_by("-pk" if is_down else "pk"))
