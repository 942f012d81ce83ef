"""Two rounds of the bench, and that it sees what it is there for."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from . import verdict
from .orders import DIEYUYUN, OPENAI, Kind, Ledger, Orders
from .rounds import Run, run

QUICK = (Kind(DIEYUYUN), Kind(OPENAI), Kind(DIEYUYUN, count=3))


def test_two_rounds_lose_nothing_and_buy_nothing_twice() -> None:
    ended = run("one machine", 2, seed=3, jobs=3, kinds=QUICK)
    assert verdict.faults(ended) == []
    assert ended.killed.total() == 2


def test_what_is_lost_bought_twice_or_half_there_is_a_fault() -> None:
    orders = Orders(Random(1), QUICK)
    lost, twice, half, free = orders.draw(0, 4)
    for order in (lost, twice, half):
        order.answers.append(303)
    ledger = Ledger(orders.by_token)
    for token in (lost.token, twice.token, twice.token, half.token, free.token):
        ledger.enter(f"A lighthouse, {token}".encode())
    good = {"state": "finished", "tasks": ["finished"], "errors": [], "is_settled": True}
    jobs = {
        str(order.submission): {**good, "images": order.kind.count - gap, "frames": 0 + gap}
        for order, gap in ((twice, 0), (half, 1))
    }
    found = "\n".join(verdict.faults(_run(orders, ledger, jobs)))
    assert f"{lost.token} ({lost.kind.model}, no trouble): lost" in found
    assert f"{free.token} ({free.kind.model}, no trouble): bought 1 times without a job" in found
    assert "bought 2 times for 1 tasks" in found
    assert f"finished with {half.kind.count - 1} of {half.kind.count} images" in found


def _run(orders: Orders, ledger: Ledger, jobs: dict[str, Any]) -> Run:
    told = {"jobs": jobs, "in time": {}, "faults": []}
    return Run(
        orders=orders.by_token,
        ledger=ledger,
        killed=Counter(),
        statuses=Counter(),
        outputs=[],
        told=told,
    )
