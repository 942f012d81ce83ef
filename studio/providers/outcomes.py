"""What comes back from a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from .requests import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A gateway's answer, its body safe in the file `path`. Header names are lower case.

    `model` is the one that was asked, which not every answer repeats.
    """

    status: int
    headers: Mapping[str, str]
    path: Path
    base_url: str = ""
    model: str = ""

    @property
    def request_id(self) -> str:
        return next((v for k, v in self.headers.items() if k.endswith("request-id")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`currency` is an ISO code or "credits"; `source` tells how far to trust it.

    told: by the gateway, afterwards; exact: by its dry run; table: by its price list.
    `most`: where the list can be read so that it comes to more, as much as that.
    """

    amount: Decimal
    currency: str
    source: Literal["told", "exact", "table", "free"] = "table"
    most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a gateway says to whoever tests a key: `balance` where it tells one."""

    balance: Cost | None = None
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One result: bytes, or a link that lives a while.

    `file`: where its bytes were put meanwhile, since memory is for few.
    """

    data: bytes = field(default=b"", repr=False)
    file: Path | None = None
    url: str = ""
    revised_prompt: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The gateway works on it. `progress` in percent, `check_after` in seconds.

    `answer` is what it said, for a report: without bytes and key, cut.
    """

    handle: dict[str, Json]
    progress: int | None = None
    check_after: float | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The pictures are there. `links_live` is seconds from now, None where unknown.

    `note` is what the model said beside them, `sources` the pages that it drew upon,
    each {"title", "url"}; `usage` as the gateway counts it. `answer` as in `Waiting`.
    """

    pictures: tuple[Picture, ...]
    cost: Cost | None = None
    note: str = ""
    sources: tuple[Mapping[str, str], ...] = ()
    usage: Mapping[str, Json] = field(default_factory=dict)
    links_live: float | None = None
    request_id: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A lost request that the gateway's own list knows, while its pictures cannot be had.

    `said` is what the list tells of it, in the gateway's words.
    """

    said: str
    cost: Cost | None = None
    request_id: str = ""
