"""What was spent: sums by day and by what it went to, pictures of them, and who may see it."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from gallery.models import User
from studio import charts, spending
from studio.models import Budget, Session, Spent

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def spent(day: date | None = None, cost: str = "1", **fields: Any) -> Spent:
    known: dict[str, Any] = {
        "day": day or timezone.localdate(),
        "provider": "google",
        "model": "gemini-3-pro-image",
        "currency": "USD",
        "images": 1,
        "attempts": 1,
    }
    return Spent.objects.create(cost=Decimal(cost), **(known | fields))


def many(days: int, models: int, people: Sequence[int]) -> int:
    """A row for each day, model and person, up to today."""
    chance = random.Random(7)
    last = timezone.localdate()
    Spent.objects.bulk_create(
        (
            Spent(
                day=last - timedelta(days=day),
                provider=("google", "openai", "lumenfall", "toapis", "threedai")[model % 5],
                model=f"model-{model}",
                person=person,
                session=person * 1000 + day // 5,
                currency="credits" if model % 5 == 4 else "USD",
                cost=Decimal(chance.randrange(1, 400)) / 100,
                images=chance.randrange(1, 6),
                attempts=chance.randrange(1, 6),
            )
            for day in range(days)
            for model in range(models)
            for person in people
        ),
        batch_size=5000,
    )
    return Spent.objects.count()


@pytest.mark.parametrize(
    ("asked", "first", "last", "name"),
    [
        ({}, "2026-11-01", "2026-11-21", "month"),
        ({"period": "last"}, "2026-10-01", "2026-10-31", "last"),
        ({"period": "30"}, "2026-10-23", "2026-11-21", "30"),
        ({"period": "year"}, "2025-12-01", "2026-11-21", "year"),
        ({"from": "2026-02-03", "to": "2026-02-01"}, "2026-02-01", "2026-02-03", "own"),
        ({"from": "2026-02-03"}, "2026-02-03", "2026-11-21", "own"),
        ({"from": "yesterday", "period": "none"}, "2026-11-01", "2026-11-21", "month"),
    ],
)
def test_the_address_says_of_which_time(
    asked: dict[str, str], first: str, last: str, name: str
) -> None:
    found = spending.period(asked, DAY)
    assert (f"{found.first}", f"{found.last}", found.name) == (first, last, name)


def test_currencies_are_never_added() -> None:
    spent(cost="1.25", images=2)
    spent(cost="60", currency="credits", provider="threedai", images=3)
    spent(cost="0", currency="", provider="dieyuyun", images=4, unknown=4, attempts=4)
    days = spending.by_day(spending.period({}))
    total = spending.total(days)
    assert total.cost == "$1.25 + 60 credits"
    assert total.average == "$0.625 + 20 credits"
    assert (total.images, total.attempts, total.unknown) == (9, 6, 4)
    assert [chart.currency for chart in charts.of(spending.period({}), days)] == ["USD", "credits"]


def test_the_picture_and_its_table_say_the_same() -> None:
    for day, cost, provider in ((3, "2", "google"), (3, "1", "openai"), (5, "1.5", "google")):
        spent(date(2026, 11, day), cost, provider=provider)
    period = spending.period({}, DAY)
    chart = charts.of(period, spending.by_day(period))[0]
    assert [bar.title for bar in chart.bars] == [
        "3 November, Google: $2.00",
        "3 November, OpenAI: $1.00",
        "5 November, Google: $1.50",
    ]
    assert [(row.label, list(row.cells), row.sum) for row in chart.rows] == [
        ("3 November", ["$2.00", "$1.00"], "$3.00"),
        ("5 November", ["$1.50", ""], "$1.50"),
    ]
    low, high, other = chart.bars
    assert float(low.height) == pytest.approx(2 * float(high.height), abs=0.02)
    assert float(high.y) + float(high.height) == pytest.approx(float(low.y), abs=0.02)
    assert low.x == high.x != other.x
    assert chart.most == "3 November: $3.00"


@pytest.mark.parametrize("cost", ["0.000004", "0.03", "0.99", "1", "9.99", "1234567"])
def test_every_sum_has_a_scale_that_holds_it(cost: str) -> None:
    spent(cost=cost)
    period = spending.period({})
    chart = charts.of(period, spending.by_day(period))[0]
    assert 1 <= len(chart.scale) <= 4
    assert float(chart.bars[0].y) >= charts.TOP - 0.01


def test_a_year_is_drawn_by_months() -> None:
    spent(date(2026, 2, 3), "2")
    spent(date(2026, 2, 20), "3")
    period = spending.period({"period": "year"}, DAY)
    chart = charts.of(period, spending.by_day(period))[0]
    assert [(row.label, row.sum) for row in chart.rows] == [("February 2026", "$5.00")]


def test_it_is_grouped_by_what_it_went_to(client: Client) -> None:
    ada = User.objects.create_user("ada")
    session = Session.objects.create(name="Harbour posters")
    spent(cost="3", person=ada.pk, session=session.pk)
    spent(cost="1", person=77, session=78, model="other")
    names = {
        by: [(line.label, line.cost) for line in spending.lines(spending.period({}), by, days)]
        for by in spending.BY
        if (days := spending.by_day(spending.period({})))
    }
    assert names["provider"] == [("Google", "$4.00")]
    assert names["model"] == [("gemini-3-pro-image", "$3.00"), ("other", "$1.00")]
    assert names["person"] == [("ada", "$3.00"), ("an account that is gone", "$1.00")]
    assert names["session"] == [("Harbour posters", "$3.00"), ("a session that is gone", "$1.00")]
    assertContains(client.get("/spending/?by=session"), f'href="/sessions/{session.pk}/"')


def test_what_is_beyond_a_hundred_groups_stands_in_one_line() -> None:
    for number in range(spending.MOST_GROUPS + 3):
        spent(model=f"model-{number}", cost=f"{number + 1}")
    days = spending.by_day(spending.period({}))
    found = spending.lines(spending.period({}), "model", days)
    assert (len(found), found[-1].label, found[-1].cost) == (101, "3 more", "$6.00")


def test_the_page_is_whole_without_scripts(client: Client) -> None:
    spent(cost="1.84")
    spent(cost="0", currency="", provider="dieyuyun", unknown=12, attempts=12, images=12)
    page = client.get("/spending/?by=model&period=30")
    assertContains(page, "<b>$1.84</b>")
    assertContains(page, "of which 12 at unknown price")
    assertContains(page, 'href="?period=month&amp;by=model"')
    assertContains(page, 'aria-current="page">Spending')
    assertContains(page, "$1.84 today")
    assert re.search(r'<th scope="row">\d+ \w+</th><td>\$1\.84</td>', page.content.decode())


def test_where_nothing_was_spent_the_top_says_nothing(client: Client) -> None:
    assertNotContains(client.get("/gallery/"), "today</a>")
    assertContains(client.get("/spending/"), "Nothing spent, ")


def test_the_rows_go_out_as_csv(client: Client) -> None:
    session = Session.objects.create(name="=SUM(A1)")
    spent(DAY, "0.134", session=session.pk)
    spent(DAY - timedelta(days=90))
    answer = client.get("/spending/spending.csv?from=2026-11-01&to=2026-11-30")
    assert isinstance(answer, StreamingHttpResponse)
    assert 'filename="spending-2026-11-01-2026-11-30.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(b"".join(answer).decode().splitlines()))  # type: ignore[arg-type]
    assert [(row["day"], row["provider"], row["cost"], row["session_name"]) for row in rows] == [
        ("2026-11-21", "Google", "0.134", "'=SUM(A1)")
    ]


@pytest.mark.parametrize("query", [f"period=year&by={by}" for by in spending.BY])
def test_it_takes_few_statements_whatever_there_is(
    client: Client, settings: Any, query: str
) -> None:
    settings.LOGIN_REQUIRED = True
    people = [User.objects.create_user(f"person-{n}").pk for n in range(5)]
    many(days=60, models=10, people=people)
    for provider in ("google", "openai"):
        Budget.objects.create(provider=provider, amount=50, currency="USD")
    client.force_login(User.objects.get(pk=people[0]))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assertContains(client.get(f"/spending/?{query}"), "money-bars")
    assert len(captured) <= 8


def test_only_who_may_see_sees_it(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    spent(cost="1.84")
    for address in ("/spending/", "/spending/spending.csv"):
        assert client.get(address).status_code == 403
    assertNotContains(client.get("/sign-in/"), "$1.84")
    assert client.post("/spending/budgets/google/", {"amount": "5"}).status_code == 403
