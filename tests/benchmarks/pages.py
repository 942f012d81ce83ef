"""Each kind of page of the gallery in the environment: server time, statements, bytes.

Whole answers through Django's test client: middleware, statements, templates and packing, as a
browser gets them; not the network. CPU is what this process computed: SQLite and all of ours, but
not PostgreSQL.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery import counters
from gallery.models import Image, Review

from .words import HALF, PHRASE, RARE, SIGNS, SOME

ROUNDS, COLD = 60, 3
STATEMENTS, WEIGHT = 8, 15_000
HUGE = 300_000
"""Rows from which the limits of a million count."""
LIMITS = {"page": (25, 35), "search": (40, 60)}
"""Milliseconds of 95 in a hundred, at 100,000 and at a million."""

PANELS = ("person", "model", "session", "provider", "ratio", "tier", "tag", "rating", "days")

Address = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """`address` of a round. `limit` of LIMITS, '' for none."""

    name: str
    limit: str
    address: Address
    is_grid: bool = True


def kinds() -> Iterator[Kind]:
    last = Image.objects.order_by("-id").values_list("id", flat=True)[0]
    yield Kind("first page", "page", lambda _: "")
    yield Kind("95 % depth", "page", lambda turn: f"before={last // 20 + 61 * turn}")
    yield Kind("95 % depth, back", "page", lambda turn: f"after={last // 20 + 61 * turn}")
    yield Kind("oldest first", "page", lambda _: "order=oldest")
    for name, question in searches(last):
        yield Kind(name, "search", _same(question))
    for name in PANELS:
        yield Kind(f"choices of {name}", "page", _same(f"choices/{name}/"), is_grid=False)
    yield Kind(
        "choices of model, within a search", "page", _same(f"choices/model/?q={HALF}"), False
    )
    yield Kind("trash", "page", _same("trash/"), is_grid=False)
    yield Kind("tags", "", _same("tags/"), is_grid=False)
    yield from images(last)


def searches(last: int) -> Iterator[tuple[str, str]]:
    """Name and question. `often`, `second` and `seldom` are providers."""
    providers = [choice.value for choice in counters.choices("provider", None)]
    often, second, seldom = providers[0], providers[1], providers[-1]
    yield from words(last)
    yield "one filter", f"provider={often}"
    yield "two filters", f"provider={often}&ratio=16:9"
    yield "two filters, seldom", f"provider={seldom}&ratio=8:1"
    yield "two values, two filters", f"provider={often}&provider={second}&ratio=1:1&ratio=8:1"
    yield "word in half + two filters", f"q={HALF}&provider={seldom}&ratio=4:1"
    yield "word in 1 % + two filters", f"q={SOME}&provider={often}&ratio=1:1"
    yield "made from an image", f"reference={last // 2}"
    yield from marks(f"provider={seldom}&ratio=4:1")
    yield "stacks by job", "stack=job"
    yield "stacks by recipe", "stack=recipe"
    yield "stacks by recipe + word in half", f"stack=recipe&q={HALF}"
    yield "stacks by recipe + much used", "stack=recipe&q=bottle+stone"
    yield "stacks by job + picks", "stack=job&verdict=pick"
    yield from days(last)
    yield "uploads", "origin=uploaded"


def words(last: int) -> Iterator[tuple[str, str]]:
    yield "word in 10 images", f"q={RARE}"
    yield "word in 1 %", f"q={SOME}"
    yield "word in half", f"q={HALF}"
    yield "word in half, 95 % depth", f"q={HALF}&before={last // 20}"
    yield "phrase", "q=" + quote(f'"{PHRASE}"')
    yield "two signs", f"q={quote(SIGNS)}"
    yield "word in half, not in 1 %", f"q={HALF}+-{SOME}"
    yield "only without a word", f"q=-{HALF}"
    yield "prefix of 2, of 4", "q=li*+ligh*"
    yield "prefix of 5 over half", f"q={HALF}*"
    yield "word in no image", "q=nowheretobefound"


def marks(filters: str) -> Iterator[tuple[str, str]]:
    """What people said of images, and with two filters that few images have."""
    tags = [quote(choice.value) for choice in counters.choices("tag", None)]
    yield "tag with most", f"tag={tags[0]}"
    yield "tag with few", f"tag={tags[-1]}"
    yield "tag with most + word in 1 %", f"tag={tags[0]}&q={SOME}"
    yield "tag with most + seldom filters", f"tag={tags[0]}&{filters}"
    yield "picks", "verdict=pick"
    yield "picks + word in 1 %", f"verdict=pick&q={SOME}"
    yield "picks by one person + 5 stars", f"verdict=pick&stars=5&by={_judge()}"
    yield "4 stars + seldom filters", f"stars=4&{filters}"
    yield "unjudged", "verdict=unjudged"
    yield "unjudged + word in half", f"verdict=unjudged&q={HALF}"


def days(last: int) -> Iterator[tuple[str, str]]:
    at = Image.objects.filter(pk__in=[last // 20, last // 2]).order_by("id")
    early, half = (moment.date() for moment in at.values_list("created_at", flat=True))
    yield "since half", f"since={half}"
    yield "until the first days", f"until={early}"
    yield "word in 1 % until the first days", f"q={SOME}&until={early}"
    yield "word in half since half", f"q={HALF}&since={half}"


def images(last: int) -> Iterator[Kind]:
    made = Image.objects.filter(origin="made", trashed_at=None)
    near = made.filter(pk__gt=last // 2).order_by("id").values_list("id", flat=True)[:ROUNDS]
    pks = list(near)
    for name, question in (
        ("image page", ""),
        ("image page, word in half", f"?q={HALF}"),
        ("image page, picks", "?verdict=pick"),
        ("image page, stacks", f"?q={HALF}&stack=recipe"),
    ):
        yield Kind(name, "", _each(pks, question), is_grid=False)


def _each(pks: Sequence[int], question: str) -> Address:
    return lambda turn: f"{pks[turn % len(pks)]}/{question}"


def _same(question: str) -> Address:
    return lambda _: question


def _judge() -> int:
    return Review.objects.filter(person__isnull=False).values_list("person", flat=True)[0] or 0


class Measured:
    """One kind of page, asked for again and again."""

    def __init__(self, kind: Kind, client: Client, rounds: int) -> None:
        self.kind, self.client = kind, client
        both = [self._time(turn) for turn in range(rounds + COLD)][COLD:]
        self.times, self.computing = (sorted(times) for times in zip(*both, strict=True))
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(self._address(0))
        self.statements, self.weight = len(caught), len(answer.content)
        self.frames = answer.content.count(b'data-image="')
        self.packed = len(self._packed(0))

    def said(self, is_huge: bool) -> str:
        middle, high = statistics.median(self.times), _high(self.times)
        misses = list(self._misses(high, is_huge))
        return (
            f"{self.kind.name:<34}{middle:8.1f}{high:8.1f}{_high(self.computing):8.1f}"
            f"{self.statements:5}{self.frames:6}"
            f"{self.weight / 1000:8.1f}{self.packed / 1000:7.1f}  {', '.join(misses) or 'ok'}"
        )

    def _misses(self, high: float, is_huge: bool) -> Iterator[str]:
        limits = LIMITS.get(self.kind.limit)
        if limits and high > limits[is_huge]:
            yield f"MISS {limits[is_huge]} ms"
        if self.kind.is_grid and self.statements > STATEMENTS:
            yield f"MISS {STATEMENTS} statements"
        if self.kind.is_grid and self.packed > WEIGHT:
            yield f"MISS {WEIGHT // 1000} KB"

    def _address(self, turn: int) -> str:
        asked = self.kind.address(turn)
        return f"/gallery/?{asked}" if self.kind.is_grid else f"/gallery/{asked}"

    def _time(self, turn: int) -> tuple[float, float]:
        """Milliseconds that it took, and of these, that this process computed."""
        begun, before = time.perf_counter(), time.process_time()
        self._packed(turn)
        return (time.perf_counter() - begun) * 1000, (time.process_time() - before) * 1000

    def _packed(self, turn: int) -> bytes:
        answer = self.client.get(self._address(turn), headers={"accept-encoding": "gzip"})
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {self._address(turn)}")
        return bytes(answer.content)


def _high(times: Sequence[float]) -> float:
    """What 95 in a hundred do not exceed."""
    return times[max(0, math.ceil(len(times) * 0.95) - 1)]


def main() -> None:
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    wanted = sys.argv[2] if sys.argv[2:] else ""
    rows = Image.objects.order_by("-id").values_list("id", flat=True)[0]
    client = Client(headers={"host": "localhost"})
    print(f"{rows:,} rows, {connection.vendor}")
    print(
        f"{'ms':<34}{'p50':>8}{'p95':>8}{'CPU p95':>8}{'SQL':>5}{'shown':>6}{'KB':>7}{'packed':>7}"
    )
    for kind in kinds():
        if wanted in kind.name:
            print(Measured(kind, client, rounds).said(rows > HUGE), flush=True)
