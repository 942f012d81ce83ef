"""The one statement that finds the ids of a search, put together from pieces of SQL.

Whatever comes from outside is a parameter; the pieces themselves are ours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL
from django.utils import timezone

from gallery import counters
from gallery.counters import Known
from gallery.models import Image, User
from gallery.search.index import EVERYTHING, dialect
from gallery.search.tokens import facet
from gallery.searches import Search

FEW = 2000
"""Images of a mark that are looked through one by one."""
STACKED = {"job": "job", "recipe": "recipe"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL and what it takes."""

    sql: str
    params: tuple[Any, ...] = ()


def start_of(day: date) -> int | None:
    """The lowest id of the images since a day's begin, None where there are none."""
    found = Image.objects.filter(created_at__gte=_begin(day)).order_by("created_at", "id")
    return found.values_list("id", flat=True).first()


def counted(wanted: Search) -> dict[str, Sequence[str]]:
    """Which counters tell how many a search finds at most, and what its values are called."""
    found: dict[str, Sequence[str]] = dict(wanted.facets)
    if not wanted.is_filtered:
        found[counters.ALL] = [""]
    if wanted.by not in {"", "me"}:
        found["person"] = [*wanted.person, wanted.by]
    if wanted.tag:
        found["tag"] = wanted.tag
    name, values = _first_mark(wanted)
    return found | {name: values} if values else found


def statement(
    wanted: Search,
    person: User | None,
    start: int | None,
    is_down: bool,
    known: Known | None = None,
) -> Clause:
    """`known` spares the question how many images have a mark."""
    marks = _marks(wanted, person, "i")
    lead = _lead(wanted, person, marks, known)
    source, key = _source(wanted, _of_stack(wanted) or (lead and _inner(lead)))
    clauses = [
        source,
        *_visible(wanted, person, "i"),
        *(clause for clause in marks if clause is not lead or wanted.job or wanted.recipe),
        *_bounds(wanted, key),
        *_stack(wanted, person),
    ]
    if start is not None:
        clauses.append(Clause(f"{key} {'<' if is_down else '>'} %s", (start,)))
    sql = " AND ".join(clause.sql for clause in clauses)
    params = tuple(value for clause in clauses for value in clause.params)
    return Clause(f"SELECT i.id {sql} ORDER BY {key} {'DESC' if is_down else 'ASC'}", params)


def first(found: Clause, size: int) -> RawSQL:
    """The first ids of a statement, for `pk__in`."""
    sql = f"SELECT id FROM ({found.sql} LIMIT {int(size)}) AS found"
    return RawSQL(sql, found.params)  # noqa: S611 (all of it is ours, values are parameters)


def stacks(wanted: Search, person: User | None, pks: Sequence[int]) -> Clause:
    """(id, how many images of the search stand in its stack) of images that lead a stack."""
    column = STACKED[wanted.stack]
    fits = [*_fitting(wanted, person, "j"), Clause(f"{_same(column)} AND j.id <> i.id")]
    sql = " AND ".join(clause.sql for clause in fits)
    params = tuple(value for clause in fits for value in clause.params)
    places = ", ".join(["%s"] * len(pks))
    sql = f"SELECT i.id, (SELECT count(*) FROM gallery_image j WHERE {sql}) + 1"
    return Clause(f"{sql} FROM gallery_image i WHERE i.id IN ({places})", (*params, *pks))


def _source(wanted: Search, lead: Clause | None) -> tuple[Clause, str]:
    """Where ids come from, up to the first condition, and the column that orders them."""
    asked = _asked(wanted)
    if lead is not None:
        sql = f"FROM ({lead.sql}) d CROSS JOIN gallery_image i WHERE i.id = d.id"
        if asked is None:
            return Clause(sql, lead.params), "d.id"
        has = _has(asked, "i", "s")
        return Clause(f"{sql} AND {has.sql}", (*lead.params, *has.params)), "d.id"
    if asked is None:
        return Clause("FROM gallery_image i WHERE TRUE"), "i.id"
    language = dialect()
    key = language.KEY.format("s")
    sql = f"FROM {language.SOURCE.format('s')} CROSS JOIN gallery_image i"
    return Clause(f"{sql} WHERE i.id = {key} AND {language.MATCH.format('s')}", (asked,)), key


def _asked(wanted: Search) -> str | None:
    """The index's expression, None where nothing is asked of it."""
    if wanted.is_of_uploads or not (wanted.terms or wanted.facets):
        return None
    groups = [[facet(name, value) for value in values] for name, values in wanted.facets]
    return str(dialect().expression(wanted.terms, groups, EVERYTHING))


def _has(asked: str, image: str, name: str) -> Clause:
    """An image's own entry fits."""
    language = dialect()
    key, match = language.KEY.format(name), language.MATCH.format(name)
    source = language.SOURCE.format(name)
    sql = f"EXISTS (SELECT 1 FROM {source} WHERE {key} = {image}.id AND {match})"
    return Clause(sql, (asked,))


def _visible(wanted: Search, person: User | None, image: str) -> list[Clause]:
    """Written out, not as parameters, so that the partial indexes are used."""
    is_not = "" if wanted.is_of_uploads else "NOT "
    private = f"{image}.private_to_id IS NULL"
    if person is not None:
        private = f"({private} OR {image}.private_to_id = {int(person.pk)})"
    return [
        Clause(f"{is_not}({image}.origin = 'uploaded')"),
        Clause(f"{image}.trashed_at IS NULL"),
        Clause(private),
    ]


def _bounds(wanted: Search, key: str) -> list[Clause]:
    """Days as ids: those grow with time."""
    since = "SELECT id FROM gallery_image WHERE created_at >= %s ORDER BY created_at, id LIMIT 1"
    found = []
    if wanted.since:
        found.append(Clause(f"{key} >= ({since})", (_begin(wanted.since),)))
    if wanted.until and wanted.until < date.max:
        after = _begin(wanted.until + timedelta(days=1))
        found.append(Clause(f"{key} < COALESCE(({since}), {sys.maxsize})", (after,)))
    return found


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_stack(wanted: Search) -> Clause | None:
    """The ids of one job or recipe, so few that they lead the way."""
    if wanted.job:
        job = UUID(wanted.job).hex
        recipe = Clause(" AND recipe = %s", (wanted.recipe,)) if wanted.recipe else Clause("")
        sql = f"SELECT id FROM gallery_image WHERE job = %s{recipe.sql}"
        return Clause(sql, (job, *recipe.params))
    if wanted.recipe:
        sql = "SELECT id FROM gallery_image WHERE recipe <> '' AND recipe = %s"
        return Clause(sql, (wanted.recipe,))
    return None


def _marks(wanted: Search, person: User | None, image: str) -> list[Clause]:
    """What people said of the image, each as one condition."""
    found = []
    if wanted.tag:
        places = ", ".join(["%s"] * len(wanted.tag))
        tags = f"m.tag_id IN (SELECT id FROM gallery_tag WHERE key IN ({places}))"
        found.append(_mark("gallery_tagging", tags, wanted.tag, image))
    by = _by(wanted, person)
    if wanted.verdict in {"pick", "reject"}:
        said = f"m.verdict = %s{by.sql}"
        found.append(_mark("gallery_review", said, (wanted.verdict, *by.params), image))
    if wanted.stars:
        said = f"m.stars >= %s{by.sql}"
        found.append(_mark("gallery_review", said, (wanted.stars, *by.params), image))
    if wanted.verdict in {"none", "unjudged"}:
        own = _by(wanted.but(by="me"), person) if wanted.verdict == "unjudged" else Clause("")
        mark = _mark("gallery_review", f"TRUE{own.sql}", own.params, image)
        found.append(Clause(f"NOT {mark.sql}", mark.params))
    return found


def _mark(table: str, said: str, params: Sequence[Any], image: str) -> Clause:
    sql = f"EXISTS (SELECT 1 FROM {table} m WHERE {said} AND m.image_id = {image}.id)"
    return Clause(sql, tuple(params))


def _by(wanted: Search, person: User | None) -> Clause:
    if not wanted.by:
        return Clause("")
    pk = int(wanted.by) if wanted.by != "me" else (person.pk if person else None)
    return (
        Clause(" AND m.person_id IS NULL") if pk is None else Clause(" AND m.person_id = %s", (pk,))
    )


def _lead(
    wanted: Search, person: User | None, marks: Sequence[Clause], known: Known | None
) -> Clause | None:
    """The mark to begin with, where so few images have it that this is quickest."""
    if not marks or marks[0].sql.startswith("NOT"):
        return None
    name, values = _first_mark(wanted)
    if known is None:
        known = counters.known({name: values}, person)
    return marks[0] if counters.images(known, name, values) <= FEW else None


def _inner(mark: Clause) -> Clause:
    """The ids of the images that have a mark."""
    sql = mark.sql.replace("EXISTS (SELECT 1", "SELECT DISTINCT m.image_id AS id", 1)
    return Clause(sql.removesuffix(" AND m.image_id = i.id)"), mark.params)


def _first_mark(wanted: Search) -> tuple[str, list[str]]:
    if wanted.tag:
        return "tag", list(wanted.tag)
    if wanted.verdict in {"pick", "reject"}:
        return "verdict", [wanted.verdict]
    return "stars", [str(stars) for stars in range(wanted.stars, 6) if wanted.stars]


def _stack(wanted: Search, person: User | None) -> list[Clause]:
    """Of a stack only the first in the search's order: no other that fits comes before it."""
    if not wanted.stack:
        return []
    column = STACKED[wanted.stack]
    none = "i.job IS NULL" if column == "job" else "i.recipe = ''"
    sign = "<" if wanted.order == "oldest" else ">"
    clauses = _fitting(wanted, person, "j")
    fits = " AND ".join(clause.sql for clause in clauses)
    params = tuple(value for clause in clauses for value in clause.params)
    sql = f"SELECT 1 FROM gallery_image j WHERE {_same(column)} AND j.id {sign} i.id AND {fits}"
    return [Clause(f"({none} OR NOT EXISTS ({sql}))", params)]


def _same(column: str) -> str:
    return "j.recipe <> '' AND j.recipe = i.recipe" if column == "recipe" else "j.job = i.job"


def _fitting(wanted: Search, person: User | None, image: str) -> list[Clause]:
    """What an image must be to stand in the search."""
    asked = _asked(wanted)
    return [
        *_visible(wanted, person, image),
        *_marks(wanted, person, image),
        *_bounds(wanted, f"{image}.id"),
        *([_has(asked, image, "t")] if asked else []),
    ]
