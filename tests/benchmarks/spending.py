"""Server time and statements of the spending page with years of rows of sums.

python -m tests.benchmarks.spending --years 3 --models 20 --people 50
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from statistics import median

from tests import environment  # noqa: F401 (before anything of Django)

from django.core.cache import cache  # isort: skip
from django.core.management import call_command  # isort: skip
from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip
from studio.models import Budget, Spent  # isort: skip

PROVIDERS = ("google", "openai", "lumenfall", "toapis", "threedai")
PAGES = (
    "",
    "period=last",
    "period=30&by=model",
    "period=30&by=session",
    "period=year",
    "period=year&by=model",
)
TIMES = 7


def rows(days: int, models: int, people: int) -> Iterator[Spent]:
    """One for each day, model and person."""
    chance, last = random.Random(7), timezone.localdate()
    for day in range(days):
        for number in range(models * people):
            model, person = divmod(number, people)
            yield Spent(
                day=last - timedelta(days=day),
                provider=PROVIDERS[model % len(PROVIDERS)],
                model=f"model-{model}",
                person=person + 1,
                session=person * 1000 + day // 5,
                currency="credits" if model % len(PROVIDERS) == 4 else "USD",
                cost=Decimal(chance.randrange(1, 400)) / 100,
                images=chance.randrange(1, 6),
                attempts=3,
            )


def measure(client: Client, query: str) -> str:
    took, statements = [], 0
    for _ in range(TIMES):
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            page = client.get(f"/spending/?{query}", HTTP_HOST="localhost")
            took.append(1000 * (time.perf_counter() - begun))
        statements = len(captured)
    kilobytes = len(page.content) / 1000
    return (
        f"{median(took):6.0f} ms  {statements} statements  {kilobytes:4.0f} KB  {query or 'month'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--models", type=int, default=20)
    parser.add_argument("--people", type=int, default=50)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    made = rows(365 * asked.years, asked.models, asked.people)
    Spent.objects.bulk_create(made, batch_size=20_000)
    for provider in PROVIDERS[:2]:
        Budget.objects.create(provider=provider, amount=50, currency="USD", stops=True)
    print(f"{Spent.objects.count()} rows")
    for query in PAGES:
        print(measure(Client(), query))


if __name__ == "__main__":
    main()
