"""Sums of what was paid: each paid attempt is in them once, whatever became of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import jobs, sessions, tasks
from studio.models import Job, Session, Spent, Task
from studio.providers import Cost, Made, Picture, RefusedError, TimedOutError
from studio.providers.openai import OpenAI
from studio.tasks import arriving, bills, rows
from tests import factories
from tests.conftest import StartStudio
from tests.gateways.google import GoogleGateway
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.running import wait_until

from .conftest import Connect, MakeTask
from .working import only_task, submit, turn

pytestmark = pytest.mark.django_db
State = Task.State
SUMS = ("currency", "cost", "perhaps", "images", "attempts", "unknown")


def sums() -> list[tuple[Any, ...]]:
    """The rows that are not empty, without what they are of."""
    return list(Spent.objects.exclude(attempts=0).order_by("pk").values_list(*SUMS))


def recounted() -> Counter[tuple[Any, ...]]:
    """What the rows have to be by what each task has kept."""
    found: Counter[tuple[Any, ...]] = Counter()
    for task in Task.objects.exclude(counted=None).select_related("job"):
        bill = bills.Bill.of_json(task.counted or {})
        kind = (bill.day, task.job.session_id, bill.currency)
        found[*kind, "cost"] += bill.cost  # type: ignore[assignment]
        found[*kind, "images"] += bill.images
        found[*kind, "attempts"] += 1
    return +found


def written() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in Spent.objects.all():
        for name in ("cost", "images", "attempts"):
            found[row.day, row.session, row.currency, name] += getattr(row, name)
    return +found


def told(amount: str = "0.25", count: int = 1) -> Made:
    pictures = tuple(Picture(data=factories.png(seed=n)) for n in range(count))
    return Made(pictures=pictures, cost=Cost(amount=Decimal(amount), currency="USD", source="told"))


def test_a_told_price_is_added_with_its_images(
    connect: Connect, lumenfall_gateway: LumenfallGateway
) -> None:
    connect(lumenfall_gateway)
    job = turn(submit("lumenfall", resolution="1K", count=2))
    attempts = job.tasks.count()
    row = Spent.objects.get()
    assert (row.provider, row.model, row.person) == ("lumenfall", job.model, 0)
    assert row.session == job.session_id
    assert row.day == timezone.localdate()
    assert sums() == [("USD", 2 * Decimal("0.0672"), 0, 2, attempts, 0)]


def test_an_unknown_price_is_told_as_such(
    connect: Connect, dieyuyun_gateway: OpenAIImagesGateway
) -> None:
    connect(dieyuyun_gateway)
    turn(submit("dieyuyun"))
    assert sums() == [("", 0, 0, 1, 1, 1)]


def test_a_failure_that_was_paid_is_added_without_an_image(
    connect: Connect, google_gateway: GoogleGateway
) -> None:
    connect(google_gateway)
    google_gateway.will("text only")
    task = only_task(turn(submit("google")))
    assert sums() == [("USD", task.cost, 0, 0, 1, 0)]


def test_what_is_free_or_was_not_paid_is_not_added(make_task: MakeTask) -> None:
    turn(submit("sketch"))
    rows.fail(make_task(State.SUBMITTING), RefusedError("No."))
    jobs.cancel(make_task(State.QUEUED).job)
    assert Spent.objects.count() == 0


def test_a_late_truth_takes_the_place_of_the_guess(make_task: MakeTask) -> None:
    estimate = {"estimate": Decimal("0.5"), "estimate_currency": "USD"}
    task = make_task(State.SUBMITTING, provider="openai", **estimate)
    late = Task.objects.select_related("job").get(pk=task.pk)
    rows.write(task, rows.SENT, state=State.UNCONFIRMED, money="perhaps")
    assert sums() == [("USD", 0, Decimal("0.5"), 0, 1, 1)]
    jobs.cancel(task.job)
    assert sums() == [("USD", 0, Decimal("0.5"), 0, 1, 1)]
    arriving.take(late, OpenAI(key="k"), told())
    assert sums() == [("USD", Decimal("0.25"), 0, 1, 1, 0)]


def test_a_guess_that_proves_unpaid_goes_again(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING, provider="openai")
    rows.write(task, rows.SENT, state=State.UNCONFIRMED, money="perhaps")
    rows.fail(task, RefusedError("No."))
    assert sums() == []


def test_the_same_outcome_of_two_workers_is_added_once(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING, provider="openai")
    copies = [Task.objects.select_related("job").get(pk=task.pk) for _ in range(2)]
    for copy in copies:
        arriving.take(copy, OpenAI(key="k"), told(count=2))
        Task.objects.update(state=State.SUBMITTING)
    assert sums() == [("USD", Decimal("0.25"), 0, 2, 1, 0)]


def test_an_attempt_sent_again_is_one_more(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING, provider="openai")
    rows.fail(task, TimedOutError("Late."), "yes")
    tasks.send_again(task)
    again = Task.objects.select_related("job").get(is_replaced=False)
    assert again.counted is None
    again.attempt, again.submitted_at = uuid4(), timezone.now()
    again.state = State.SUBMITTING
    again.save()
    arriving.take(again, OpenAI(key="k"), told())
    assert sums() == [("", 0, 0, 0, 1, 1), ("USD", Decimal("0.25"), 0, 1, 1, 0)]


def test_it_counts_for_the_day_on_which_it_was_sent_where_people_are(
    make_task: MakeTask, settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    sent = datetime(2026, 3, 31, 20, tzinfo=UTC)
    task = make_task(State.SUBMITTING, provider="openai", submitted_at=sent)
    arriving.take(task, OpenAI(key="k"), told())
    assert Spent.objects.get().day.isoformat() == "2026-04-01"


def test_attempts_take_what_they_cost_into_another_session(make_task: MakeTask) -> None:
    done, open_one = (make_task(State.SUBMITTING, provider="openai") for _ in range(2))
    arriving.take(done, OpenAI(key="k"), told("0.25"))
    other = Session.objects.create()
    session = done.job.session
    assert sessions.move([done.job.uuid, open_one.job.uuid], session, other) == 2
    # The worker that has it open knows the session of before.
    arriving.take(open_one, OpenAI(key="k"), told("0.75"))
    row = Spent.objects.exclude(attempts=0).get()
    assert (row.session, row.cost, row.images, row.attempts) == (other.pk, 1, 2, 2)
    assert written() == recounted()


def test_an_end_takes_one_more_statement(make_task: MakeTask) -> None:
    task = make_task(State.SUBMITTING, provider="openai")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        arriving.take(task, OpenAI(key="k"), told())
    statements = [query["sql"] for query in captured if "studio_spent" in query["sql"]]
    assert len(statements) == 1
    ends = [q["sql"] for q in captured if q["sql"].startswith('UPDATE "studio_task"')]
    assert len(ends) == 2


def test_the_migration_adds_up_what_was_paid_before(make_task: MakeTask) -> None:
    paid = make_task(State.FINISHED, cost=Decimal("0.1"), currency="USD", provider="openai")
    Job.objects.update(made_by=None)
    make_task(State.FINISHED, cost=Decimal("0.2"), currency="USD", provider="openai", count=2)
    make_task(State.UNCONFIRMED, money="perhaps", provider="openai")
    make_task(State.FAILED, money="no", provider="openai")
    make_task(State.FINISHED, cost=0, cost_source="free", provider="sketch", currency="USD")
    Job.objects.filter(provider="openai").update(model=paid.job.model)
    Spent.objects.all().delete()
    Task.objects.update(counted=None)
    import_module("studio.migrations.0004_money").count_all(apps, None)
    assert sorted(sums()) == [("", 0, 0, 0, 1, 1), ("USD", Decimal("0.3"), 0, 3, 2, 0)]
    assert written() == recounted()


def test_a_studio_on_postgresql_adds_up_too(
    start_studio: StartStudio, postgres_url: str, toapis_gateway: ToAPIsGateway
) -> None:
    studio = start_studio(DATABASE_URL=postgres_url, **toapis_gateway.environment)
    for number in (1, 2):
        job = studio.submit(model="toapis:gemini-3.1-flash-image-preview", prompt="A lighthouse")
        wait_until(lambda job=job: 'data-state="finished"' in studio.get(job).text)
        page = studio.get(f"spending/?by=session&period=30&number={number}").text
        assert f"<b>${number * 0.025:.3f}</b>" in page
