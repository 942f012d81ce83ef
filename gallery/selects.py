"""The one statement that finds the ids of a search, put together from pieces of SQL.

Whatever comes from outside is a parameter; the pieces themselves are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from gallery import counters, nearby, said
from gallery.counters import Known
from gallery.models import Image, User
from gallery.said import Clause, Mark, all_of, bounds
from gallery.search.index import EVERYTHING, dialect
from gallery.search.tokens import facet
from gallery.searches import Search

NOWHERE = 1 << 62
"""An id that no image has."""
STACKED = {"job": "job", "recipe": "recipe"}
MOST_STACKED = 100
"""Images of a stack that are counted."""


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
    return found | said.counted(wanted)


def statement(
    wanted: Search,
    person: User | None,
    start: int | None,
    is_down: bool,
    size: int,
    known: Known | None = None,
) -> Clause:
    """For the first `size` ids. `known` spares the question how many images have a mark."""
    marks = said.marks(wanted, person)
    lead = _lead(wanted, person, marks, known, size)
    others = [mark for mark in marks if mark is not lead]
    led = _of_stack(wanted) or (lead.ids() if lead else None)
    lows, highs = _ends(wanted, start, is_down, others)

    def found(source: Clause, key: str) -> Clause:
        has = (mark.on(key) for mark in others)
        whole = all_of([source, *has, *_visible(wanted, person, "i"), *_stack(wanted, person)])
        order = f"ORDER BY {key} {'DESC' if is_down else 'ASC'} LIMIT {int(size)}"
        return Clause(f"SELECT i.id {whole.sql} {order}", whole.params)

    if led is None and dialect().NEAR and (asked := _asked(wanted)):
        return nearby.statement(found, asked, lows, highs, is_down, size)
    source, key = _source(wanted, led)
    return found(all_of([source, *bounds(key, lows, highs)]), key)


def first(found: Clause) -> RawSQL:
    """The ids of a statement, for `pk__in`."""
    sql = f"SELECT id FROM ({found.sql}) AS found"
    return RawSQL(sql, found.params)  # noqa: S611 (all of it is ours, values are parameters)


def behind(wanted: Search, person: User | None) -> RawSQL:
    """How many images of the search stand in the stack of an image, up to MOST_STACKED; beside the
    columns of `gallery_image`.
    """
    same = Clause(_same(STACKED[wanted.stack], "gallery_image"))
    other = all_of([same, *_fitting(wanted, person, "j")])
    found = f"SELECT 1 FROM gallery_image j WHERE j.id <> gallery_image.id AND {other.sql} LIMIT %s"
    sql = f"(SELECT count(*) FROM ({found}) AS found) + 1"
    params = (*other.params, MOST_STACKED - 1)
    return RawSQL(sql, params, output_field=IntegerField())  # noqa: S611 (as above)


def _source(wanted: Search, lead: Clause | None) -> tuple[Clause, str]:
    """Where ids come from, up to the first condition, and the column that orders them."""
    asked, language = _asked(wanted), dialect()
    if lead is not None:
        sql = f"FROM ({lead.sql}) d CROSS JOIN gallery_image i WHERE i.id = d.id"
        has = [_has(asked, "d.id", "s")] if asked else []
        return all_of([Clause(sql, lead.params), *has]), "d.id"
    if asked is None:
        rows = language.UPLOADED if wanted.is_of_uploads else language.SHOWN
        return Clause(f"FROM {rows.format('i')} WHERE TRUE"), "i.id"
    key = language.KEY.format("s")
    sql = f"FROM {language.SOURCE.format('s')} CROSS JOIN gallery_image i"
    return Clause(f"{sql} WHERE i.id = {key} AND {language.MATCH.format('s')}", (asked,)), key


def _asked(wanted: Search) -> str | None:
    """The index's expression, None where nothing is asked of it."""
    if wanted.is_of_uploads or not (wanted.terms or wanted.facets):
        return None
    groups = [[facet(name, value) for value in values] for name, values in wanted.facets]
    return str(dialect().expression(wanted.terms, groups, EVERYTHING))


def _has(asked: str, pk: str, name: str) -> Clause:
    """The entry of the image `pk` fits."""
    language = dialect()
    key, match = language.KEY.format(name), language.MATCH.format(name)
    sql = f"SELECT 1 FROM {language.SOURCE.format(name)} WHERE {key} = {pk} AND {match}"
    return Clause(f"EXISTS ({sql})", (asked,))


def _is_among(asked: str, pk: str) -> Clause:
    """The same for many images: where looking one up takes long, few that fit are held."""
    language, one = dialect(), _has(asked, pk, "t")
    if not language.HELD:
        return one
    found = f"SELECT {language.KEY.format('t')} FROM {language.SOURCE.format('t')}"
    few = f"({found} LIMIT 1 OFFSET {language.HELD}) IS NULL"
    sql = f"CASE WHEN {few} THEN {pk} IN ({found}) ELSE {one.sql} END"
    return Clause(sql, (asked, asked, *one.params))


def _visible(wanted: Search, person: User | None, image: str) -> list[Clause]:
    """Written out, not as parameters, so that the partial indexes are used."""
    is_not = "" if wanted.is_of_uploads else "NOT "
    private = f"{dialect().UNINDEXED}{image}.private_to_id IS NULL"
    if person is not None:
        private = f"({private} OR {image}.private_to_id = {int(person.pk)})"
    return [
        Clause(f"{is_not}({image}.origin = 'uploaded')"),
        Clause(f"{image}.trashed_at IS NULL"),
        Clause(private),
    ]


def _ends(
    wanted: Search,
    start: int | None = None,
    is_down: bool = True,
    marks: Sequence[Mark] = (),
) -> tuple[list[Clause], list[Clause]]:
    """Between which ids images are, lows and highs: since a day, until another (ids grow with
    time), after `start`, and not before the first that has a mark.
    """
    lows, highs = [], []
    if wanted.since:
        lows.append(_first_since(wanted.since))
    if wanted.until and wanted.until < date.max:
        highs.append(_first_since(wanted.until + timedelta(days=1)))
    edges = [mark.edge(is_down) for mark in marks if mark.is_one]
    if is_down:
        highs += [*edges, *([Clause("%s", (start,))] if start is not None else [])]
    else:
        lows += [*edges, *([Clause("%s", (start + 1,))] if start is not None else [])]
    return lows, highs


def _first_since(day: date) -> Clause:
    """The lowest id since a day's begin, one that none has where there is none."""
    sql = "SELECT id FROM gallery_image WHERE created_at >= %s ORDER BY created_at, id LIMIT 1"
    return Clause(f"COALESCE(({sql}), {NOWHERE})", (_begin(day),))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_stack(wanted: Search) -> Clause | None:
    """The ids of one job or recipe, so few that they lead the way.

    A recipe goes by the first signs of its fingerprint.
    """
    own = (wanted.recipe, f"{wanted.recipe}zz")
    if wanted.job:
        job = UUID(wanted.job).hex
        recipe = Clause(" AND recipe >= %s AND recipe < %s", own) if wanted.recipe else Clause("")
        sql = f"SELECT id FROM gallery_image WHERE job = %s{recipe.sql}"
        return Clause(sql, (job, *recipe.params))
    if wanted.recipe:
        sql = (
            "SELECT id FROM gallery_image WHERE NOT (recipe = '') AND recipe >= %s AND recipe < %s"
        )
        return Clause(sql, own)
    return None


def _lead(
    wanted: Search, person: User | None, marks: Sequence[Mark], known: Known | None, size: int
) -> Mark | None:
    if not marks or wanted.job or wanted.recipe:
        return None
    if known is None:
        known = counters.known(said.counted(wanted), person)
    is_indexed = _asked(wanted) is not None
    return said.lead(marks, known, size, is_indexed=is_indexed, is_by=bool(wanted.by))


def _stack(wanted: Search, person: User | None) -> list[Clause]:
    """Of a stack only the first in the search's order: no other that fits comes before it."""
    if not wanted.stack:
        return []
    column = STACKED[wanted.stack]
    none = "i.job IS NULL" if column == "job" else "i.recipe = ''"
    sign = "<" if wanted.order == "oldest" else ">"
    other = all_of(
        [Clause(f"{_same(column, 'i')} AND j.id {sign} i.id"), *_fitting(wanted, person, "j")]
    )
    sql = f"SELECT 1 FROM gallery_image j WHERE {other.sql}"
    return [Clause(f"({none} OR NOT EXISTS ({sql}))", other.params)]


def _same(column: str, image: str) -> str:
    """`j` stands in the same stack."""
    same = f"j.{column} = {image}.{column}"
    return f"NOT (j.recipe = '') AND {same}" if column == "recipe" else same


def _fitting(wanted: Search, person: User | None, image: str) -> list[Clause]:
    """What an image must be to stand in the search."""
    asked, key = _asked(wanted), f"{image}.id"
    return [
        *_visible(wanted, person, image),
        *(mark.on(key) for mark in said.marks(wanted, person)),
        *bounds(key, *_ends(wanted)),
        *([_is_among(asked, key)] if asked else []),
    ]
