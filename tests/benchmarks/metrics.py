"""What reading the numbers of /metrics costs with many tasks behind them.

python -m tests.benchmarks.metrics [--tasks 100000]    on SQLite, or in the empty DATABASE_URL
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from tests import environment  # noqa: F401 (before anything of Django)

# isort: split
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from studio import tallies
from studio.metrics import families, numbers
from studio.models import Job, Session, Task
from studio.tallies import Key, Sum

STATES = [*["finished"] * 90, *["failed"] * 6, *["cancelled"] * 2, "unconfirmed", "queued"]
PROVIDERS = ("openai", "google", "toapis", "lumenfall")
BATCH = 5000
ROUNDS = 20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    call_command("migrate", interactive=False, verbosity=0)
    fill(parser.parse_args().tasks)
    print(f"{Task.objects.count():,} tasks on {connection.vendor}")
    for read in (
        numbers.tasks, numbers.jobs, numbers.line, numbers.oldest_queued, numbers.images,
        numbers.thumbnails_waiting, numbers.messages, numbers.processes, numbers.tallies,
        families.exposition,
    ):  # fmt: skip
        tell(read)


def fill(count: int) -> None:
    session, now = Session.objects.create(), timezone.now()
    for first in range(0, count, BATCH):
        states = [STATES[number % len(STATES)] for number in range(first, first + BATCH)]
        jobs = [a_job(session, state) for state in states]
        Job.objects.bulk_create(jobs)
        Task.objects.bulk_create(
            Task(
                job=job, position=1, state=state, attempt=uuid4(), answer="x" * 500,
                due_at=now if state == "queued" else None, ended_at=now - timedelta(hours=1),
            )
            for job, state in zip(jobs, states, strict=True)
        )  # fmt: skip
    for provider in PROVIDERS:
        kinds = [Key("gateway", provider, "generate", bound) for bound in tallies.GATEWAY]
        kinds += [Key("ended", provider, f"failed:{number}") for number in range(12)]
        tallies.add({key: Sum(1) for key in kinds})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def a_job(session: Session, state: str) -> Job:
    return Job(
        session=session, submission=str(uuid4()), provider="openai", provider_label="OpenAI",
        model="m", model_label="M", prompt="A boat " * 20, prompt_sent="A boat", state=state,
    )  # fmt: skip


def tell(read: Callable[[], object]) -> None:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        read()
        times.append(1000 * (time.perf_counter() - begun))
    name = "all, as text" if read is families.exposition else read.__name__
    print(f"{name:20} median {statistics.median(times):6.1f} ms, most {max(times):6.1f} ms")


if __name__ == "__main__":
    main()
