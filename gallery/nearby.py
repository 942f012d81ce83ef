"""A page of a search where what the index of words finds is in no order (PostgreSQL).

The next `NEAR` ids are asked for one by one, which is a page of whatever many images have. Only
where it is not, the index is asked for all others that fit: few, and soon put in order. Left to
itself the planner goes through all images in their order for a word that few or old ones have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gallery.said import Clause, all_of, bounds
from gallery.search.index import dialect

EDGES = {
    True: "LEAST((SELECT max(id) + 1 FROM gallery_search), {})",
    False: "GREATEST((SELECT min(id) FROM gallery_search), {})",
}
"""Where the search begins, downwards or upwards."""


def statement(
    found: Callable[[Clause, str], Clause],
    asked: str,
    lows: Sequence[Clause],
    highs: Sequence[Clause],
    is_down: bool,
    size: int,
) -> Clause:
    """For the first `size` ids. `found`: of a source and the column of its ids, those that are
    shown. `asked` in the index's language, `lows` and `highs` as for `bounds`.
    """
    edge = _edge(highs if is_down else lows, is_down)
    others = (lows, ()) if is_down else ((), highs)
    close = found(_close(asked, others, is_down), "s.id")
    far = found(_far(asked, others, is_down, size), "s.id")
    both = f"SELECT id FROM near UNION ALL ({far.sql})"  # noqa: S608 (all of it is ours)
    order = f"ORDER BY id {'DESC' if is_down else 'ASC'} LIMIT {int(size)}"
    sql = f"SELECT id FROM ({both}) AS found {order}"  # noqa: S608 (as above)
    parts = f"WITH edge AS ({edge.sql}), near AS ({close.sql})"
    return Clause(f"{parts} {sql}", (*edge.params, *close.params, *far.params))


def _edge(ends: Sequence[Clause], is_down: bool) -> Clause:
    sql = EDGES[is_down].format(", ".join(end.sql for end in ends) or "NULL")
    return Clause(f"SELECT {sql} AS id", tuple(value for end in ends for value in end.params))


def _close(asked: str, ends: tuple[Sequence[Clause], Sequence[Clause]], is_down: bool) -> Clause:
    """Bounds on the key, whose order is the order that is wanted."""
    at, near = "(SELECT id FROM edge)", dialect().NEAR
    within = f"s.id < {at} AND s.id >= {at} - {near}"
    if not is_down:
        within = f"s.id >= {at} AND s.id < {at} + {near}"
    return _entries(asked, "s.id", [*bounds("s.id", *ends), Clause(within)], is_down)


def _far(
    asked: str, ends: tuple[Sequence[Clause], Sequence[Clause]], is_down: bool, size: int
) -> Clause:
    """Bounds on no column, so that no index but that of words comes into question."""
    at, near = "(SELECT id FROM edge)", dialect().NEAR
    beyond = f"s.id + 0 < {at} - {near}" if is_down else f"s.id + 0 >= {at} + {near}"
    is_wanted = Clause("(SELECT count(*) FROM near) < %s", (size,))
    conditions = [*bounds("s.id + 0", *ends), Clause(beyond), is_wanted]
    return _entries(asked, "s.id + 0", conditions, is_down)


def _entries(asked: str, key: str, conditions: Sequence[Clause], is_down: bool) -> Clause:
    """In order before they meet their images, of which a page then meets few."""
    language = dialect()
    source, match = language.SOURCE.format("s"), language.MATCH.format("s")
    fits = all_of([Clause(f"FROM {source} WHERE {match}", (asked,)), *conditions])
    sql = f"SELECT {key} AS id {fits.sql} ORDER BY {key} {'DESC' if is_down else 'ASC'}"
    return Clause(f"FROM ({sql}) AS s CROSS JOIN gallery_image i WHERE i.id = s.id", fits.params)
