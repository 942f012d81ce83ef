"""Acts on all of a search of some 10,000 images: seconds and statements. Each is undone."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery import counters
from gallery.counters import Choice
from gallery.models import Deed, Image

WANTED, LIMIT = 10_000, 1.0
"""Images, and seconds for tagging them."""
ROUNDS = 5
VERDICTS, VERDICT_LIMIT = 200, 0.05
"""Verdicts said one after another, and seconds for each."""


def nearest() -> tuple[str, Choice]:
    """The choice that about so many images have."""
    facets = ("provider", "model", "ratio", "tier", "person", "session")
    found = ((name, choice) for name in facets for choice in counters.choices(name, None))
    return min(found, key=lambda pair: abs(pair[1].images - WANTED))


def acts() -> Iterator[tuple[str, str, dict[str, str]]]:
    yield "tag", "/gallery/acts/tag/", {"tags": "benchmark"}
    yield "take the tag off", "/gallery/acts/tag/", {"tags": "benchmark", "act": "remove"}
    yield "trash", "/gallery/acts/trash/", {}


def timed(client: Client, address: str, data: dict[str, str]) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as caught:
        begun = time.perf_counter()
        answer = client.post(address, data)
        seconds = time.perf_counter() - begun
    if answer.status_code >= 400:
        raise RuntimeError(f"{answer.status_code} for {address}")
    return seconds, len(caught)


def verdicts(client: Client) -> list[tuple[float, int]]:
    """Each image is picked, rated and left as it was."""
    pks = Image.objects.filter(trashed_at=None, reviews=None).order_by("-pk")
    said = ({"verdict": "pick"}, {"stars": "4"}, {"verdict": "", "stars": "0"})
    return [
        timed(client, f"/gallery/{pk}/verdict/", data)
        for pk in pks.values_list("pk", flat=True)[: VERDICTS // len(said)]
        for data in said
    ]


def main() -> None:
    client = Client(headers={"host": "localhost"})
    facet, choice = nearest()
    search = {"all": "1", facet: choice.value}
    print(f"acts on the {choice.images:,} images of {facet} {choice.label or choice.value}")
    measured: dict[str, list[tuple[float, int]]] = {}
    for _ in range(ROUNDS):
        for name, address, data in acts():
            measured.setdefault(name, []).append(timed(client, address, {**search, **data}))
        deed = Deed.objects.order_by("created_at").values_list("uuid", flat=True).last()
        measured.setdefault("undo that", []).append(timed(client, f"/gallery/undo/{deed}/", {}))
    seconds, statements = max(verdicts(client))
    verdict = "  ok" if seconds < VERDICT_LIMIT else f"  MISS {VERDICT_LIMIT} s"
    slowest = f"slowest of {VERDICTS} {seconds:6.3f} s, {statements} statements"
    print(f"{'a verdict':<34}{slowest}{verdict}")
    for name, found in measured.items():
        worst, statements = max(found)
        verdict = "" if name != "tag" else "  ok" if worst < LIMIT else f"  MISS {LIMIT} s"
        print(f"{name:<34}slowest of {ROUNDS} {worst:6.2f} s, {statements} statements{verdict}")
