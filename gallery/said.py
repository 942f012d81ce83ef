"""What people said of images, as conditions of the statement that finds them.

Whatever comes from outside is a parameter; the pieces of SQL themselves are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from gallery import counters
from gallery.counters import Known
from gallery.models import User
from gallery.search.index import dialect
from gallery.searches import Search

FEW = 1000
"""Images of a mark that are asked for in the index one by one; one costs as much as 60 that the
index passes by."""
COST = 3
"""What an image costs that leads, in images that are passed by in their order."""
SHARE = 8
"""One in so many marks is of the one person asked for: nobody counts that."""

Counted = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL and what it takes."""

    sql: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Images of which somebody said something; `is_not`: all others.

    `counted` are the counters (facet, values) that tell how many these are at most. `is_one`:
    they stand in their order in a database's index.
    """

    table: str
    said: str
    params: tuple[Any, ...] = ()
    counted: tuple[Counted, ...] = ()
    is_one: bool = False
    is_not: bool = False
    is_few: bool = False
    """So few have it that it always leads."""

    def on(self, key: str) -> Clause:
        """The image `key` has it."""
        sql = f"EXISTS (SELECT 1 FROM {self.table} m WHERE {self.said} AND m.image_id = {key})"
        return Clause(f"NOT {sql}" if self.is_not else sql, self.params)

    def ids(self) -> Clause:
        """Not in the images' order: that would be the order of all marks of everybody."""
        column = f"{dialect().UNINDEXED}m.image_id"
        sql = f"SELECT DISTINCT {column} AS id FROM {self.table} m WHERE {self.said}"
        return Clause(sql, self.params)

    def edge(self, is_down: bool) -> Clause:
        """An id with nothing beyond it: the last that has the mark and one, or the first."""
        end = "max(m.image_id) + 1" if is_down else "min(m.image_id)"
        return Clause(f"(SELECT {end} FROM {self.table} m WHERE {self.said})", self.params)

    def sizes(self, known: Known) -> list[int]:
        """How many have it at most, by each of its counters."""
        return [counters.images(known, name, values) for name, values in self.counted]


def all_of(clauses: Iterable[Clause]) -> Clause:
    clauses = list(clauses)
    params = tuple(value for clause in clauses for value in clause.params)
    return Clause(" AND ".join(clause.sql for clause in clauses), params)


def bounds(key: str, lows: Sequence[Clause], highs: Sequence[Clause]) -> list[Clause]:
    """One condition for each end, since SQLite begins at one of several, and perhaps far away."""
    language = dialect()
    ends = ((">=", language.GREATEST, lows), ("<", language.LEAST, highs))
    return [_bound(f"{key} {sign}", function, found) for sign, function, found in ends if found]


def _bound(compared: str, function: str, ends: Sequence[Clause]) -> Clause:
    params = tuple(value for end in ends for value in end.params)
    sql = ", ".join(end.sql for end in ends)
    return Clause(f"{compared} {function if len(ends) > 1 else ''}({sql})", params)


def marks(wanted: Search, person: User | None) -> list[Mark]:
    return [
        *_collected(wanted),
        *_tagged(wanted),
        *_judged(wanted, person),
        *_not_judged(wanted, person),
    ]


def counted(wanted: Search) -> dict[str, Sequence[str]]:
    """The counters that tell how many images have a search's marks."""
    found: dict[str, Sequence[str]] = {}
    for mark in marks(wanted, None):
        found |= dict(mark.counted)
    return found | {counters.ALL: [""]} if found else {}


def lead(
    marks: Sequence[Mark], known: Known, wanted: int, *, is_indexed: bool, is_by: bool
) -> Mark | None:
    """The mark to begin with to find `wanted` images, where so few have it that this is quickest.

    Else they are passed by in their order, or in that of the index, and asked for all marks.
    """
    few = next((mark for mark in marks if mark.is_few), None)
    if few is not None:
        return few
    sizes = {mark: mark.sizes(known) for mark in marks if mark.counted}
    if not sizes:
        return None
    least = min(sizes, key=lambda mark: min(sizes[mark]))
    size = min(sizes[least])
    if is_indexed:
        return least if size <= FEW else None
    everything = max(counters.images(known, counters.ALL, [""]), 1)
    shares = (size / everything for mark in sizes for size in sizes[mark])
    expected = everything * prod(shares) / (SHARE if is_by else 1)
    passed = min(everything, wanted * everything / max(expected, 1))
    return least if COST * size <= passed else None


def _collected(wanted: Search) -> list[Mark]:
    if not wanted.collection:
        return []
    places = ", ".join(["%s"] * len(wanted.collection))
    said, ids = f"m.collection_id IN ({places})", tuple(map(int, wanted.collection))
    return [Mark("gallery_collectionitem", said, ids, is_few=True)]


def _tagged(wanted: Search) -> list[Mark]:
    if not wanted.tag:
        return []
    places = ", ".join(["%s"] * len(wanted.tag))
    is_one = len(wanted.tag) == 1
    sign = f"= (SELECT id FROM gallery_tag WHERE key = {places})"
    if not is_one:
        sign = f"IN (SELECT id FROM gallery_tag WHERE key IN ({places}))"
    said = f"m.tag_id {sign}"
    return [Mark("gallery_tagging", said, wanted.tag, (("tag", wanted.tag),), is_one)]


def _judged(wanted: Search, person: User | None) -> list[Mark]:
    """By one person both are in one row."""
    by = _by(wanted, person)
    found = []
    if wanted.verdict in {"pick", "reject"}:
        said, asked = f"m.verdict = %s{by.sql}", (wanted.verdict, *by.params)
        counted: Counted = ("verdict", (wanted.verdict,))
        found.append(Mark("gallery_review", said, asked, (counted,), is_one=True))
    if wanted.stars:
        said, asked = f"m.stars >= %s{by.sql}", (wanted.stars, *by.params)
        counted = ("stars", tuple(str(stars) for stars in range(wanted.stars, 6)))
        found.append(Mark("gallery_review", said, asked, (counted,)))
    return [_both(*found)] if wanted.by and len(found) > 1 else found


def _both(one: Mark, other: Mark) -> Mark:
    said, asked = f"{one.said} AND {other.said}", (*one.params, *other.params)
    return Mark(one.table, said, asked, (*one.counted, *other.counted))


def _not_judged(wanted: Search, person: User | None) -> list[Mark]:
    if wanted.verdict not in {"none", "unjudged"}:
        return []
    own = _by(wanted.but(by="me"), person) if wanted.verdict == "unjudged" else Clause("")
    return [Mark("gallery_review", f"TRUE{own.sql}", own.params, is_not=True)]


def _by(wanted: Search, person: User | None) -> Clause:
    if not wanted.by:
        return Clause("")
    pk = int(wanted.by) if wanted.by != "me" else (person.pk if person else None)
    if pk is None:
        return Clause(" AND m.person_id IS NULL AND m.guest_id IS NULL")
    return Clause(" AND m.person_id = %s", (pk,))
