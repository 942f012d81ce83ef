"""What is asked of the gallery: words and filters, read from an address and written into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date

from gallery import search
from gallery.models import Image, Review

LONGEST = 1000  # signs of the words
MOST = 20  # values of one filter
STACKS = ("job", "recipe")
_FINGERPRINT = re.compile(r"[\w-]{1,64}", re.ASCII)
VERDICTS = (*(v.value for v in Review.Verdict if v), "none", "unjudged")
"""`none`: nobody judged it; `unjudged`: the person who asks did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One question to the gallery; each field is the parameter of its name in an address.

    `q` the words. Then filters of which one value must fit each: those of `search.FACETS`,
    `tag` (keys) and `collection` (ids). `verdict` is one of VERDICTS, `stars` at least so many,
    `by` "me" or a person's id for both (else anybody). `since` and `until` are days, both within.
    `origin` "uploaded" asks for uploads, else left out. `order` "oldest", `stack` of STACKS; `job`
    and `recipe` ask for the images of one stack.
    """

    q: str = ""
    provider: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    ratio: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    verdict: str = ""
    stars: int = 0
    by: str = ""
    since: date | None = None
    until: date | None = None
    job: str = ""
    recipe: str = ""
    order: str = ""
    stack: str = ""

    @classmethod
    def of(cls, data: MultiValueDict[str, str]) -> Self:
        """From an address; what makes no sense there is left out."""
        lists = {
            name: _values(data.getlist(name)) for name in (*search.FACETS, "tag") if name in data
        }
        return cls(
            q=" ".join(_plain(data.get("q", "")).split())[:LONGEST],
            **lists,
            collection=tuple(filter(_is_id, _values(data.getlist("collection")))),
            verdict=_one(data.get("verdict"), VERDICTS),
            stars=_stars(data.get("stars")),
            by=_by(data.get("by")),
            since=parse_day(data.get("since")),
            until=parse_day(data.get("until")),
            job=_job(data.get("job")),
            recipe=_recipe(data.get("recipe")),
            order=_one(data.get("order"), ("oldest",)),
            stack=_one(data.get("stack"), STACKS),
        )

    @classmethod
    def parse(cls, address: str) -> Self:
        return cls.of(QueryDict(address))

    @property
    def address(self) -> str:
        """`q=fog&model=…`, '' for everything; the same question is always written the same."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(field.name, str(one)) for one in values if one]
        return urlencode(pairs)

    @property
    def terms(self) -> tuple[search.Term, ...]:
        return search.terms(self.q)

    @property
    def facets(self) -> list[tuple[str, tuple[str, ...]]]:
        """The filters that the index knows, with their values."""
        named = ((name, getattr(self, name)) for name in search.FACETS)
        return [(name, values) for name, values in named if values]

    @property
    def is_of_uploads(self) -> bool:
        return self.origin == (Image.Origin.UPLOADED.value,)

    @property
    def is_filtered(self) -> bool:
        """It asks for less than all."""
        return bool(replace(self, order="", stack="").address)

    def but(self, **changes: object) -> Self:
        """The same question but for these fields."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _plain(text: str) -> str:
    """Without what no database takes."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def _values(values: Iterable[str]) -> tuple[str, ...]:
    plain = (_plain(value).strip()[:180] for value in values)
    return tuple(dict.fromkeys(value for value in plain if value))[:MOST]


def _one(value: str | None, known: Sequence[str]) -> str:
    return value if value and value in known else ""


def _stars(value: str | None) -> int:
    return int(value) if value in {"1", "2", "3", "4", "5"} else 0


def _by(value: str | None) -> str:
    return value if value and (value == "me" or _is_id(value)) else ""


def _is_id(value: str) -> bool:
    return value.isdecimal() and value.isascii() and len(value) < 18


def _job(value: str | None) -> str:
    try:
        return str(UUID(value or ""))
    except ValueError:
        return ""


def _recipe(value: str | None) -> str:
    return value if value and _FINGERPRINT.fullmatch(value) else ""


def parse_day(value: str | None) -> date | None:
    """A day that is one in every time zone."""
    try:
        day = parse_date(value or "")
    except ValueError:
        return None
    return day if day and date.min.year < day.year < date.max.year else None
