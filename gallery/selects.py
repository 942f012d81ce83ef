"""The one statement that finds the ids of a search, put together from pieces of SQL.

Whatever comes from outside is a parameter; the pieces themselves are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from gallery import counters
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
    begin = timezone.make_aware(datetime.combine(day, time.min))
    found = Image.objects.filter(created_at__gte=begin).order_by("created_at", "id")
    return found.values_list("id", flat=True).first()


def statement(wanted: Search, person: User | None, start: int | None, is_down: bool) -> Clause:
    marks = _marks(wanted, person, "i")
    lead = _lead(wanted, person, marks)
    source, key = _source(wanted, lead)
    clauses = [
        source,
        *_visible(wanted, person, "i"),
        *(clause for clause in marks if clause is not lead),
        *_bounds(wanted, key),
        *_stack(wanted, person),
    ]
    if start is not None:
        clauses.append(Clause(f"{key} {'<' if is_down else '>'} %s", (start,)))
    sql = " AND ".join(clause.sql for clause in clauses)
    params = tuple(value for clause in clauses for value in clause.params)
    return Clause(f"SELECT i.id {sql} ORDER BY {key} {'DESC' if is_down else 'ASC'}", params)


def _source(wanted: Search, lead: Clause | None) -> tuple[Clause, str]:
    """Where ids come from, up to the first condition, and the column that orders them."""
    asked = _asked(wanted)
    if lead is not None:
        inner = lead.sql.replace("EXISTS (SELECT 1", "SELECT DISTINCT m.image_id AS id", 1)
        inner = inner.removesuffix(" AND m.image_id = i.id)")
        sql = f"FROM ({inner}) d CROSS JOIN gallery_image i WHERE i.id = d.id"
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
    found = []
    if wanted.since:
        first = start_of(wanted.since)
        found.append(Clause(f"{key} >= %s", (first,)) if first else Clause("FALSE"))
    if wanted.until and wanted.until < date.max:
        after = start_of(wanted.until + timedelta(days=1))
        found += [Clause(f"{key} < %s", (after,))] if after else []
    return found


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


def _lead(wanted: Search, person: User | None, marks: Sequence[Clause]) -> Clause | None:
    """The mark to begin with, where so few images have it that this is quickest."""
    if not marks or marks[0].sql.startswith("NOT"):
        return None
    name, values = _first_mark(wanted)
    return marks[0] if counters.total(name, values, person) <= FEW else None


def _first_mark(wanted: Search) -> tuple[str, list[str]]:
    if wanted.tag:
        return "tag", list(wanted.tag)
    if wanted.verdict in {"pick", "reject"}:
        return "verdict", [wanted.verdict]
    return "stars", [str(stars) for stars in range(wanted.stars, 6)]


def _stack(wanted: Search, person: User | None) -> list[Clause]:
    """Of a stack only the first in the search's order: no other that fits comes before it."""
    if not wanted.stack:
        return []
    column = STACKED[wanted.stack]
    none = "i.job IS NULL" if column == "job" else "i.recipe = ''"
    same = f"j.recipe <> '' AND j.{column} = i.{column}" if column == "recipe" else "j.job = i.job"
    sign = "<" if wanted.order == "oldest" else ">"
    asked = _asked(wanted)
    clauses = [
        *_visible(wanted, person, "j"),
        *_marks(wanted, person, "j"),
        *_bounds(wanted, "j.id"),
        *([_has(asked, "j", "t")] if asked else []),
    ]
    fits = " AND ".join(clause.sql for clause in clauses)
    params = tuple(value for clause in clauses for value in clause.params)
    sql = f"SELECT 1 FROM gallery_image j WHERE {same} AND j.id {sign} i.id AND {fits}"
    return [Clause(f"({none} OR NOT EXISTS ({sql}))", params)]
