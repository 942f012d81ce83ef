"""Budgets: what goes beyond one that stops is neither sent nor paid, whoever asks at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from studio import budgets, cards, jobs, keys, tasks
from studio.models import Budget, Job, Spent, Task
from studio.tasks import rows
from tests.gateways.toapis import ToAPIsGateway
from tests.running import PATIENCE

from .conftest import Connect
from .working import only_task, step, submit, turn

pytestmark = pytest.mark.django_db
State = Task.State
# What one image of its first model costs by the price list.
PRICE = Decimal("0.025")


@pytest.fixture
def toapis(connect: Connect, toapis_gateway: ToAPIsGateway) -> ToAPIsGateway:
    connect(toapis_gateway)
    return toapis_gateway


def budget(amount: str, *, stops: bool = True, currency: str = "USD") -> Budget:
    known: dict[str, Any] = {"amount": Decimal(amount), "currency": currency, "stops": stops}
    return Budget.objects.create(provider="toapis", **known)


def spent(cost: str, days_ago: int = 0, **fields: Any) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    known = {"day": day, "provider": "toapis", "currency": "USD", "attempts": 1}
    Spent.objects.create(cost=Decimal(cost), **(known | fields))


def test_a_queue_cannot_run_over_it(toapis: ToAPIsGateway) -> None:
    budget("0.10")
    queued = [submit("toapis") for _ in range(7)]
    for job in queued:
        turn(job)
    states = [job.state for job in queued]
    assert states == [Job.State.FINISHED] * 4 + [Job.State.FAILED] * 3
    assert len(toapis.paid) == 4
    assert sum(Spent.objects.values_list("cost", flat=True)) == Decimal("0.1")


def test_what_is_under_way_counts_before_it_has_come(toapis: ToAPIsGateway) -> None:
    budget("0.05")
    queued = [submit("toapis") for _ in range(3)]
    for job in queued:
        step(job)
    standing = budgets.of_all()["toapis"]
    assert (standing.spent, standing.reserved) == (0, 2 * PRICE)
    assert only_task(queued[2]).error == "credits"


def test_what_it_stops_is_unpaid_and_says_what_to_do(toapis: ToAPIsGateway) -> None:
    budget("1")
    spent("0.98")
    job = turn(submit("toapis"))
    task = only_task(job)
    assert (task.state, task.error, task.money, task.attempt) == ("failed", "credits", "no", None)
    trouble = cards.of([Job.objects.get(pk=job.pk)])[0].trouble
    assert trouble
    assert "$0.98 of $1 are spent or under way this month at ToAPIs" in trouble.text
    assert "The gateway says" not in trouble.text
    assert trouble.money == "No money was spent."
    assert trouble.actions[0].url == "/spending/"
    assert toapis.paid == []


def test_a_retry_is_asked_again_and_goes_once_there_is_room(toapis: ToAPIsGateway) -> None:
    mine = budget("1")
    spent("1")
    job = turn(submit("toapis"))
    jobs.retry(job)
    assert turn(job).state == Job.State.FAILED
    mine.amount = Decimal(2)
    mine.save()
    jobs.retry(job)
    assert turn(job).state == Job.State.FINISHED
    assert len(toapis.paid) == 1


def test_one_that_only_warns_stops_nothing(toapis: ToAPIsGateway) -> None:
    budget("1", stops=False)
    spent("7")
    assert turn(submit("toapis")).state == Job.State.FINISHED


def test_what_is_chosen_of_an_unknown_price_goes_while_anything_is_left(
    toapis: ToAPIsGateway,
) -> None:
    budget("1")
    spent("0.99")
    priceless = submit("toapis")
    Task.objects.filter(job=priceless).update(estimate=None)
    assert turn(priceless).state == Job.State.FINISHED
    spent("0.01", model="another")
    priceless = submit("toapis")
    Task.objects.filter(job=priceless).update(estimate=None)
    assert turn(priceless).state == Job.State.FAILED


def test_without_a_price_list_it_is_expected_to_cost_what_it_cost_before(
    toapis: ToAPIsGateway,
) -> None:
    first = submit("toapis", count=1)
    model = first.model
    Task.objects.filter(job=first).update(estimate=None)
    budget("1")
    spent("0.90", model=model, images=3)
    assert turn(first).state == Job.State.FAILED
    Budget.objects.update(amount=Decimal("1.30"))
    jobs.retry(first)
    Task.objects.filter(job=first).update(estimate=None)
    step(first)
    assert budgets.of_all()["toapis"].reserved == Decimal("0.3")


def test_only_this_month_and_its_own_currency_count() -> None:
    budget("10")
    spent("3", perhaps=Decimal("0.5"))
    spent("4", days_ago=32)
    spent("5", currency="credits")
    spent("6", provider="google")
    assert budgets.of_all()["toapis"].used == Decimal("3.5")


def test_a_lost_answer_counts_as_it_was_expected_to_cost(toapis: ToAPIsGateway) -> None:
    budget("1")
    task = only_task(submit("toapis"))
    Task.objects.update(attempt=uuid4(), submitted_at=timezone.now(), state=State.SUBMITTING)
    task.refresh_from_db()
    rows.write(task, rows.SENT, state=State.UNCONFIRMED, money="perhaps", due_at=None)
    standing = budgets.of_all()["toapis"]
    assert (standing.spent, standing.reserved) == (PRICE, 0)


@pytest.mark.django_db(transaction=True)
def test_workers_at_one_moment_see_each_other(toapis: ToAPIsGateway) -> None:
    pks = [only_task(submit("toapis")).pk for _ in range(8)]
    budget("0.08")
    ready = threading.Barrier(len(pks))

    def work(pk: int) -> None:
        ready.wait(PATIENCE)
        try:
            tasks.step(pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(pk,)) for pk in pks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(toapis.paid) == 3
    assert Task.objects.filter(error="credits", attempt=None).count() == 5


# At the composer


def form(**fields: Any) -> dict[str, Any]:
    model = f"toapis:{keys.provider('toapis').offered()[0].id}"
    return {"model": model, "prompt": "A boat", "submission": str(uuid4())} | fields


def test_the_composer_says_what_is_left(toapis: ToAPIsGateway, client: Client) -> None:
    budget("50", stops=False)
    address = "/?" + urlencode({"model": form()["model"]})
    assertNotContains(client.get(address), "left this month")
    spent("45.90")
    assertContains(client.get(address), "$4.10 of $50 left this month at ToAPIs")
    assertNotContains(client.get("/?model=sketch:quick"), "left this month")
    spent("6", model="another")
    assertContains(client.get(address), "$0 of $50 left this month at ToAPIs: this goes beyond it")


def test_a_submit_that_would_go_beyond_is_refused(toapis: ToAPIsGateway, client: Client) -> None:
    budget("1")
    spent("0.97")
    page = client.post("/jobs/", form(num_images="2"))
    assertContains(page, "$0.97 of $1 are spent or under way", status_code=422)
    assertContains(page, "Raise the budget on the spending page, wait until", status_code=422)
    assert not Job.objects.exists()
    known = form()
    assert client.post("/jobs/", known).status_code == 303
    assert client.post("/jobs/", known).status_code == 303
    assert Job.objects.count() == 1


def test_of_several_models_none_is_sent_where_one_would_go_beyond(
    toapis: ToAPIsGateway, client: Client
) -> None:
    budget("1")
    spent("0.99")
    both = ["sketch:quick", form()["model"]]
    page = client.post("/jobs/", form(model=both))
    assertContains(page, "are spent or under way this month at ToAPIs", status_code=422)
    assert not Job.objects.exists()


# On its page


def test_it_is_set_and_removed_there(client: Client) -> None:
    page = client.post("/spending/budgets/toapis/", {"amount": "12,50", "currency": "USD"})
    assert (page.status_code, page["Location"]) == (303, "/spending/#budget-toapis")
    mine = Budget.objects.get()
    assert (mine.amount, mine.currency, mine.stops) == (Decimal("12.50"), "USD", False)
    spent("10.25")
    assertContains(client.get("/spending/"), "$10.25 of $12.50, $2.25 left")
    spent("3", model="another")
    assertContains(client.get("/spending/"), "$13.25 of $12.50, $0.75 over it")
    client.post("/spending/budgets/toapis/delete/")
    assert not Budget.objects.exists()


@pytest.mark.parametrize(
    ("amount", "says"), [("", "Write how much"), ("0", "greater than"), ("much", "number")]
)
def test_what_is_no_amount_is_told(client: Client, amount: str, says: str) -> None:
    Budget.objects.create(provider="toapis", amount=5, currency="USD")
    answer = client.post("/spending/budgets/toapis/", {"amount": amount, "currency": "USD"})
    assertContains(answer, says, status_code=422)
    assert Budget.objects.get().amount == 5


@pytest.mark.parametrize("id", ["sketch", "nobody"])
def test_what_is_free_or_unknown_has_none(client: Client, id: str) -> None:
    answer = client.post(f"/spending/budgets/{id}/", {"amount": "5", "currency": "USD"})
    assert answer.status_code == 404
