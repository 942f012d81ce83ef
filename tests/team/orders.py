"""What is ordered at the gateways, how each order is met, and what came in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Exchange, Gateway
from tests.gateways.toapis import ToAPIsGateway
from tests.gateways.troubles import TROUBLES

WRITING = 1.0
NOT_TAKEN = {"429", "503", "refused"}


@dataclass(frozen=True)
class Kind:
    """How the first order of a prompt is met; `ends` are the states that its job may come to."""

    name: str
    trouble: str = ""
    delay: float = 0.5
    ends: tuple[str, ...] = ("finished",)


@dataclass
class Order:
    prompt: str
    at: float
    is_taken: bool
    """Whether it may cost."""
    answered_at: float | None = None
    came_at: float = field(default_factory=time.time)
    """As the clock on the wall has it; the others are monotonic."""

    def was_open(self, moment: float) -> bool:
        """A moment after its answer went out that may not be in a file yet."""
        return self.at <= moment <= (self.answered_at or moment) + WRITING


class Recording(Gateway):
    """A gateway that meets each prompt by its kind, and remembers every order."""

    def __init__(self, *options: Any, host: str, **named: Any) -> None:
        super().__init__(*options, **named)
        self._host = host
        self._lock = threading.Lock()
        self.kinds: dict[str, Kind] = {}
        self.orders: list[Order] = []
        # Elsewhere gateways listen on loopback alone; this one is reached within our namespaces.
        self._server.server_close()
        self._server = type(self._server)((host, 0), self)

    @property
    def origin(self) -> str:
        return f"http://{self._host}:{self._server.server_address[1]}"

    def post(self, exchange: Exchange) -> None:
        if not self.is_paid(exchange.received):
            return super().post(exchange)
        prompt = str(exchange.received.json["prompt"])
        kind = self.kinds.get(prompt, Kind("unknown"))
        trouble, order = self._recorded(prompt, kind)
        self.closing.wait(kind.delay)
        if trouble in TROUBLES and trouble not in self.own_troubles:
            TROUBLES[trouble](self, exchange)
        else:
            self.check_key(exchange.received)
            self.answer(exchange, trouble)
        order.answered_at = monotonic()
        return None

    def _recorded(self, prompt: str, kind: Kind) -> tuple[str, Order]:
        with self._lock:
            is_first = all(order.prompt != prompt for order in self.orders)
            trouble = kind.trouble if is_first else ""
            order = Order(prompt, monotonic(), trouble not in NOT_TAKEN)
            self.orders.append(order)
        return trouble, order


class RecordingImages(Recording, OpenAIImagesGateway):
    pass


class RecordingToAPIs(Recording, ToAPIsGateway):
    pass


def most_in(moments: Iterable[float], seconds: float) -> int:
    """The most moments within any window of so many seconds."""
    times = sorted(moments)
    return max((sum(at <= t < at + seconds for t in times) for at in times), default=0)
