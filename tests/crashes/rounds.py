"""Rounds of orders during which something is killed, and what is found in the end."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic
from typing import Any

from tests.running import CLEAN, ROOT, wait_until

from .houses import FORMS, House
from .orders import KINDS, Kind, Ledger, Order, Orders, gateways
from .people import DEEDS, Person

logger = logging.getLogger(__name__)

SPAN = 1.5
"""Seconds within which all of a round begins."""
REST = 180.0
"""Seconds in which the studio comes to rest: leases of 20 s, look-ups of 17 s, links."""
AGAIN = 20


@dataclass
class Run:
    """A bench that ended: what was ordered, what the gateways and the studio say of it."""

    orders: Mapping[str, Order]
    ledger: Ledger
    killed: Counter[str]
    statuses: Counter[int]
    outputs: Sequence[str]
    told: Mapping[str, Any]
    seconds: float = 0.0
    rest: float = 0.0
    notes: list[str] = field(default_factory=list)


def run(
    form: str,
    rounds: int,
    seed: int,
    *,
    jobs: int = 4,
    kinds: Sequence[Kind] = KINDS,
    with_deeds: bool = True,
    folder: Path | None = None,
    said: Callable[[str], None] = logger.info,
) -> Run:
    """All rounds in one studio that lives on, then the wait until it has come to rest."""
    chance = Random(seed)
    orders = Orders(chance, kinds)
    begun = monotonic()
    with _opened(form, orders, folder) as (house, ledger):
        bench = _Bench(house, chance, with_deeds=with_deeds)
        for number in range(rounds):
            target = bench.round(orders.draw(number, jobs))
            said(f"round {number + 1}/{rounds}: {target}, {monotonic() - begun:.0f} s")
        bench.send_again(list(orders.by_token.values()))
        bench.person.close()
        rested = monotonic()
        left = _at_rest(house, said)
        house.stop()
        told = _told(house.environment) | {"in time": left}
        house.close()
        statuses = Counter(bench.person.statuses)
        return Run(
            orders=orders.by_token,
            ledger=ledger,
            killed=bench.killed,
            statuses=statuses,
            outputs=house.outputs,
            told=told,
            seconds=monotonic() - begun,
            rest=monotonic() - rested,
        )


@contextmanager
def _opened(form: str, orders: Orders, kept: Path | None) -> Iterator[tuple[House, Ledger]]:
    with ExitStack() as stack:
        new = tempfile.TemporaryDirectory(prefix="proofsheet-crash-")
        folder = kept or Path(stack.enter_context(new))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        ledger, some = gateways(orders.by_token)
        environment: dict[str, str] = {}
        for gateway in some:
            environment |= stack.enter_context(gateway).environment
        yield FORMS[form](folder, environment), ledger


class _Bench:
    def __init__(self, house: House, chance: Random, *, with_deeds: bool) -> None:
        self._house, self._chance, self._with_deeds = house, chance, with_deeds
        self.person = Person(house.url)
        self.killed: Counter[str] = Counter()

    def round(self, orders: Sequence[Order]) -> str:
        """Everybody at once, each at a moment of its own; then all runs again."""
        target = self._chance.choice(self._house.targets)
        deed, luck = self._chance.choice(DEEDS), Random(self._chance.random())
        moments = iter(sorted(self._chance.uniform(0, SPAN) for _ in range(len(orders) + 1)))
        with ThreadPoolExecutor(len(orders) + 2) as pool:
            done = [pool.submit(_at, next(moments), self.person.send, order) for order in orders]
            if self._with_deeds:
                done.append(pool.submit(_at, next(moments), deed, self.person, luck))
            moment = self._chance.uniform(0.1, 2 * SPAN)
            done.append(pool.submit(self._kill, target, moment))
        for each in done:
            each.result()
        self.killed[target] += 1
        return target

    def send_again(self, orders: Sequence[Order]) -> None:
        """As people do who saw no answer; what was taken already is made no second time."""
        for order in orders:
            tries = 0
            while order.is_sent_again and not order.was_taken and tries < AGAIN:
                self.person.send(order)
                tries += 1
            if order.was_taken and self._chance.random() < 0.1:
                self.person.send(order)

    def _kill(self, target: str, moment: float) -> None:
        _at(moment, self._house.kill, target)
        self._house.mend()


def _at(moment: float, deed: Callable[..., object], *about: object) -> None:
    Event().wait(moment)
    deed(*about)


def _at_rest(house: House, said: Callable[[str], None]) -> dict[str, int]:
    """Wait until nothing is under way any more; what still is when the time is over."""
    last: dict[str, int] = {}

    def is_quiet() -> bool:
        now = _told(house.environment, "--brief")["unfinished"]
        if now != last:
            said(f"under way: {now}")
        last.update(now)
        return not Event().wait(1) and not any(now.values())

    try:
        wait_until(is_quiet, REST)
    except AssertionError:
        said("It did not come to rest.")
    return last


def _told(environment: Mapping[str, str], *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.crashes.audit", *words]
    ended = subprocess.run(
        command, cwd=ROOT, env={**CLEAN, **environment}, capture_output=True, text=True
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
