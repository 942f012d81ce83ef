"""The numbers as metrics: names, help and labels."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import django
from django.conf import settings
from django.db import connection
from prometheus_client.core import (
    CollectorRegistry,
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from studio import __version__
from studio.models import Tally
from studio.tallies import BEYOND, GATEWAY, HTTP

from . import numbers, requests

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
Rows = Sequence[Tally]


def exposition() -> bytes:
    """All metrics as they are now. Raises the database's error where it does not answer."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Studio())
    return generate_latest(registry)


class _Studio(Collector):
    def describe(self) -> Iterator[Metric]:
        """Nothing, so that registering asks no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        requests.flush()
        yield _build()
        yield from _work()
        yield from _place()
        sums = numbers.tallies()
        yield from _gateways(sums)
        yield from _web(sums.get("http", ()))


def _build() -> Metric:
    known = {
        "version": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": connection.vendor,
        "queue": "redis" if settings.QUEUE_URL else "sqlite",
    }
    return InfoMetricFamily("proofsheet_build", "What runs here.", known)


def _work() -> Iterator[Metric]:
    text = "Tasks by state; finished and cancelled ones are in proofsheet_tasks_ended_total."
    yield _by_state("proofsheet_tasks", text, numbers.tasks().items())
    text = "Jobs by state; those that are over are in proofsheet_jobs_ended_total."
    yield _by_state("proofsheet_jobs", text, numbers.jobs().items())
    line = numbers.line()
    yield _gauge("proofsheet_tasks_due", "Tasks that nobody has taken up yet.", line.length)
    text = "Seconds for which the first of these has been due."
    yield _gauge("proofsheet_tasks_due_seconds", text, line.seconds)
    text = "Seconds since the oldest job was submitted of which nothing was sent yet."
    yield _gauge("proofsheet_oldest_queued_seconds", text, numbers.oldest_queued())
    messages = numbers.messages()
    text = "Whether the queue answers."
    yield _gauge("proofsheet_queue_up", text, messages is not None)
    if messages is not None:
        yield _gauge("proofsheet_queue_messages", "Messages in the queue.", messages)
    yield _processes()


def _place() -> Iterator[Metric]:
    yield _gauge("proofsheet_images", "Images in the gallery.", numbers.images())
    text = "Images whose thumbnails are not made yet."
    yield _gauge("proofsheet_thumbnails_waiting", text, numbers.thumbnails_waiting())
    disk = shutil.disk_usage(settings.DATA_DIR)
    yield _gauge("proofsheet_disk_free_bytes", "Free bytes for the data folder.", disk.free)
    yield _gauge("proofsheet_disk_size_bytes", "Size of the disk of the data folder.", disk.total)


def _gateways(sums: Mapping[str, Rows]) -> Iterator[Metric]:
    text = "Seconds from a request to its result, of tasks that finished."
    labels = ("provider", "operation")
    rows = sums.get("gateway", ())
    yield _histogram("proofsheet_gateway_seconds", text, labels, rows, GATEWAY)
    text = "Errors met at a gateway, also of requests that were then sent again."
    rows = sums.get("error", ())
    yield _counter("proofsheet_gateway_errors", text, ("provider", "code"), rows)
    yield _ended(sums.get("ended", ()))
    text = "Jobs that ended, by state; one that goes on ends again."
    yield _counter("proofsheet_jobs_ended", text, ("state",), sums.get("job", ()))
    text = "What is known to be paid, in the currency or in credits; never less than before."
    spent = CounterMetricFamily("proofsheet_spent", text, labels=("provider", "currency"))
    for row in sums.get("spent", ()):
        spent.add_metric((row.first, row.second), float(row.amount))
    yield spent


def _ended(rows: Rows) -> Metric:
    text = "Tasks that ended, by state and code of the error."
    family = CounterMetricFamily(
        "proofsheet_tasks_ended", text, labels=("provider", "state", "code")
    )
    for row in rows:
        state, _bar, code = row.second.partition(":")
        family.add_metric((row.first, state, code), row.count)
    return family


def _web(rows: Rows) -> Iterator[Metric]:
    text = "Seconds until the answer to a request began, by class of its status."
    yield _histogram("proofsheet_http_seconds", text, ("status",), rows, HTTP)


def _processes() -> Metric:
    text = "Processes that showed a sign of life within a minute, on all machines."
    family = GaugeMetricFamily("proofsheet_processes", text, labels=("kind", "version"))
    for kind, version, count in numbers.processes():
        family.add_metric((kind, version), count)
    return family


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, float(value))


def _by_state(name: str, text: str, counts: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=("state",))
    for state, count in counts:
        family.add_metric((state,), count)
    return family


def _counter(name: str, text: str, labels: Sequence[str], rows: Rows) -> Metric:
    family = CounterMetricFamily(name, text, labels=labels)
    for row in rows:
        family.add_metric((row.first, row.second)[: len(labels)], row.count)
    return family


def _histogram(
    name: str, text: str, labels: Sequence[str], rows: Rows, bounds: Sequence[float]
) -> Metric:
    """The rows hold each class alone; Prometheus wants each with all below it."""
    family = HistogramMetricFamily(name, text, labels=labels)
    by_labels: dict[tuple[str, str], list[Tally]] = {}
    for row in rows:
        by_labels.setdefault((row.first, row.second), []).append(row)
    for values, some in by_labels.items():
        counts = {row.bound: row.count for row in some}
        every = accumulate(counts.get(float(bound), 0) for bound in (*bounds, BEYOND))
        names = (*map(str, map(float, bounds)), "+Inf")
        total = float(sum(row.amount for row in some))
        family.add_metric(values[: len(labels)], list(zip(names, every, strict=True)), total)
    return family
