"""What is ordered in a bench, what befalls it at its gateway, and how it may end."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.gateways.google import GoogleGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Exchange, Gateway
from tests.gateways.toapis import ToAPIsGateway

TOKEN = re.compile(r"proof-\d+-\d+")
SPOILED = "one bad picture"
# Refused for sure, so that sending it again buys nothing twice.
REFUSALS = {"429", "503"}
GOOD, LOST = ("finished",), ("unconfirmed",)


@dataclass(frozen=True)
class Kind:
    """A model, what its gateway does, and the states in which a job may end if nobody is killed.

    Whatever was killed in flight may also be unconfirmed.
    """

    model: str
    trouble: str = ""
    ends: tuple[str, ...] = GOOD
    count: int = 1
    weight: int = 1

    @property
    def gateway(self) -> str:
        return self.model.partition(":")[0]


DIEYUYUN = "dieyuyun:gemini-3.1-flash-image"
TOAPIS = "toapis:gemini-3.1-flash-image-preview"
GOOGLE = "google:gemini-3.1-flash-image"
OPENAI = "openai:gpt-image-2"
KINDS = (
    Kind("sketch:quick", weight=2),
    Kind(DIEYUYUN, weight=3),
    Kind(DIEYUYUN, count=3, weight=2),
    Kind(DIEYUYUN, "429"),
    Kind(DIEYUYUN, "503"),
    Kind(DIEYUYUN, "500", LOST),
    Kind(DIEYUYUN, "reset", LOST),
    Kind(DIEYUYUN, "broken off", LOST),
    Kind(DIEYUYUN, "dead link", ("failed",)),
    Kind(DIEYUYUN, "task", weight=2),
    Kind(DIEYUYUN, "task refused", ("failed",)),
    Kind(OPENAI, weight=3),
    Kind(OPENAI, count=4),
    Kind(OPENAI, SPOILED, ("partial",), count=3),
    Kind(OPENAI, "429"),
    Kind(OPENAI, "reset", LOST),
    Kind(GOOGLE, weight=2),
    Kind(GOOGLE, "503"),
    Kind(TOAPIS, weight=3),
    Kind(TOAPIS, "accepted, then reset"),
    Kind(TOAPIS, "accepted, then 504"),
    Kind(TOAPIS, "429"),
    Kind(TOAPIS, "failed by content policy", ("failed",)),
)


@dataclass
class Order:
    """One submit. `answers`: a status for each time it was sent, 0 where none came back."""

    token: str
    submission: UUID
    kind: Kind
    delay: float
    is_sent_again: bool
    answers: list[int] = field(default_factory=list)

    @property
    def was_taken(self) -> bool:
        return 303 in self.answers

    @property
    def form(self) -> dict[str, str]:
        return {
            "model": self.kind.model,
            "prompt": f"A lighthouse, {self.token}",
            "num_images": str(self.kind.count),
            "submission": str(self.submission),
        }


class Orders:
    """Drawn by chance from a seed, the same again for the same one."""

    def __init__(self, chance: Random, kinds: Sequence[Kind] = KINDS) -> None:
        self._chance, self._kinds = chance, kinds
        self.by_token: dict[str, Order] = {}

    def draw(self, number: int, count: int) -> list[Order]:
        weights = [kind.weight for kind in self._kinds]
        kinds = self._chance.choices(self._kinds, weights, k=count)
        return [self._order(f"proof-{number}-{at}", kind) for at, kind in enumerate(kinds)]

    def _order(self, token: str, kind: Kind) -> Order:
        order = Order(
            token=token,
            submission=UUID(int=self._chance.getrandbits(128), version=4),
            kind=kind,
            delay=self._chance.uniform(0, 1.5),
            is_sent_again=self._chance.random() < 0.7,
        )
        self.by_token[token] = order
        return order


class _Planned(threading.local):
    """Stands for `Gateway.misbehave`: what befalls the request that this thread answers."""

    trouble = ""

    def popleft(self) -> str:
        return self.trouble


class Ledger:
    """What reached the gateways: `bought` counts the requests that they took, by token."""

    def __init__(self, orders: Mapping[str, Order]) -> None:
        self._orders = orders
        self._lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.bought: Counter[str] = Counter()

    def enter(self, body: bytes) -> tuple[str, float]:
        """The trouble of this request and the seconds before its answer."""
        found = TOKEN.search(body.decode(errors="replace"))
        if found is None:
            raise LookupError("A paid request of nobody's order")
        order = self._orders[found[0]]
        with self._lock:
            self.seen[order.token] += 1
            trouble = order.kind.trouble
            if trouble in REFUSALS and self.seen[order.token] > 1:
                trouble = ""
            self.bought[order.token] += trouble not in REFUSALS
        return trouble, order.delay


class Counting(Gateway):
    """Enters each paid request into a ledger, which says what befalls it."""

    ledger: Ledger

    def post(self, exchange: Exchange) -> None:
        if self.is_paid(exchange.received):
            trouble, seconds = self.ledger.enter(exchange.received.body)
            self._planned.trouble = trouble
            self.closing.wait(seconds)
        super().post(exchange)

    def counting(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._planned = _Planned()
        self.misbehave = self._planned  # type: ignore[assignment] # all that is asked of it


class Dieyuyun(Counting, OpenAIImagesGateway):
    pass


class OpenAI(Counting, OpenAIImagesGateway):
    """One that spoils the first of several pictures."""

    own_troubles = (*OpenAIImagesGateway.own_troubles, SPOILED)

    def _pictures(self, fields: Mapping[str, Any], trouble: str, inputs: int) -> dict[str, Any]:
        body = super()._pictures(fields, trouble, inputs)
        if trouble == SPOILED:
            body["data"][0]["b64_json"] = body["data"][0]["b64_json"][:400]
        return body


class Google(Counting, GoogleGateway):
    pass


class ToAPIs(Counting, ToAPIsGateway):
    pass


def gateways(orders: Mapping[str, Order]) -> tuple[Ledger, list[Counting]]:
    """One of each, with the ledger that they share."""
    ledger = Ledger(orders)
    some: list[Counting] = [Dieyuyun("dieyuyun"), OpenAI("openai"), Google(), ToAPIs()]
    for gateway in some:
        gateway.counting(ledger)
    return ledger, some
