"""Ledger against studio: each fault in a line, and a table of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .orders import Order
from .rounds import Run


def faults(run: Run) -> list[str]:
    return [
        *_of_orders(run),
        *(f"Still under way: {n} {name}" for name, n in run.told["in time"].items() if n),
        *run.told["faults"],
    ]


def _of_orders(run: Run) -> Iterator[str]:
    for order in run.orders.values():
        job = run.told["jobs"].get(str(order.submission))
        bought = run.ledger.bought[order.token]
        if job is None:
            if order.was_taken:
                yield f"{_name(order)}: lost, though it was answered"
            if bought:
                yield f"{_name(order)}: bought {bought} times without a job"
            continue
        yield from (f"{_name(order)}: {said}" for said in _of_job(order, job, bought))


def _of_job(order: Order, job: Mapping[str, Any], bought: int) -> Iterator[str]:
    if bought > len(job["tasks"]):
        yield f"bought {bought} times for {len(job['tasks'])} tasks"
    if job["state"] not in (*order.kind.ends, "unconfirmed"):
        yield f"{job['state']}, not {' or '.join(order.kind.ends)} ({job['errors']})"
    if not job["is_settled"]:
        yield f"says {job['state']}, which is not what its tasks say"
    if job["state"] == "finished" and job["images"] != order.kind.count:
        yield f"finished with {job['images']} of {order.kind.count} images"
    if job["frames"] != job["images"]:
        yield f"{job['images']} images for {job['frames']} frames"


def _name(order: Order) -> str:
    return f"{order.token} ({order.kind.model}, {order.kind.trouble or 'no trouble'})"


def figures(run: Run) -> list[tuple[str, str]]:
    """What was done and what came of it, for people."""
    jobs = run.told["jobs"]
    states = Counter(job["state"] for job in jobs.values())
    cut = [order for order in run.orders.values() if not all(a == 303 for a in order.answers)]
    unsent = sum(
        1
        for order in run.orders.values()
        if (job := jobs.get(str(order.submission)))
        and job["state"] == "unconfirmed"
        and not run.ledger.seen[order.token]
    )
    return [
        ("rounds", str(run.killed.total())),
        ("killed", _listed(run.killed)),
        ("seconds, of them until all was at rest", f"{run.seconds:.0f}, {run.rest:.0f}"),
        ("submits", f"{len(run.orders)}, of them cut or refused at first {len(cut)}"),
        ("answers to all requests", _listed(run.statuses)),
        ("jobs", f"{len(jobs)}: {_listed(states)}"),
        ("paid requests that gateways saw", str(run.ledger.seen.total())),
        ("paid requests that gateways took", str(run.ledger.bought.total())),
        ("unconfirmed though no gateway saw it", str(unsent)),
        ("images", str(run.told["images"])),
        ("files", _listed(run.told["files"])),
        ("tracebacks in logs", str(sum(text.count("Traceback") for text in run.outputs))),
    ]


def _listed(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
