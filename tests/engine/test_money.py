"""What a request cost, also where nothing came of it, and how far that is to be trusted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gallery.models import Image
from studio import cards
from studio.models import Job, Task
from tests.gateways.google import GoogleGateway
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.threedai import ThreeDAIGateway
from tests.gateways.toapis import ToAPIsGateway

from .conftest import Connect
from .working import only_task, submit, turn

pytestmark = pytest.mark.django_db


def card(job: Job) -> cards.Card:
    return cards.of([Job.objects.get(pk=job.pk)])[0]


def test_the_gateways_own_word_counts(
    connect: Connect, lumenfall_gateway: LumenfallGateway
) -> None:
    connect(lumenfall_gateway)
    job = turn(submit("lumenfall", resolution="1K"))
    task = only_task(job)
    assert (task.cost, task.currency, task.cost_source) == (Decimal("0.0672"), "USD", "told")
    assert Image.objects.get().cost == Decimal("0.0672")
    assert card(job).cost == "$0.067"


def test_the_price_list_stands_in_where_the_gateway_does_not_tell(
    connect: Connect, toapis_gateway: ToAPIsGateway
) -> None:
    connect(toapis_gateway)
    job = turn(submit("toapis"))
    task = only_task(job)
    assert (task.cost, task.currency, task.cost_source) == (Decimal("0.025"), "USD", "table")
    assert Image.objects.get().cost_source == "table"
    assert card(job).cost == "about $0.025"


def test_credits_stay_credits(connect: Connect, threedai_gateway: ThreeDAIGateway) -> None:
    connect(threedai_gateway)
    job = turn(submit("threedai", resolution="2K", count=2))
    task = only_task(job)
    assert (task.cost, task.currency) == (Decimal(40), "credits")
    assert card(job).cost == "40 credits"


def test_who_has_no_list_leaves_it_unknown(
    connect: Connect, dieyuyun_gateway: OpenAIImagesGateway
) -> None:
    connect(dieyuyun_gateway)
    job = turn(submit("dieyuyun"))
    assert only_task(job).cost is None
    assert card(job).cost == "price unknown"


def test_a_failure_keeps_what_it_used_up(connect: Connect, google_gateway: GoogleGateway) -> None:
    connect(google_gateway)
    google_gateway.will("text only")
    job = turn(submit("google"))
    task = only_task(job)
    assert (task.state, task.error, task.money) == (Task.State.FAILED, "no_image", "yes")
    assert task.usage["totalTokenCount"] > 0
    assert task.cost
    found = card(job)
    assert found.cost.startswith("about $0.00")
    assert found.trouble
    assert found.trouble.money == f"It was paid for: {found.cost}."
    assert "The model said instead: “" in found.trouble.text


def test_the_answer_is_kept_for_a_report(connect: Connect, toapis_gateway: ToAPIsGateway) -> None:
    connect(toapis_gateway)
    task = only_task(turn(submit("toapis")))
    assert task.http_status == 200
    assert '"status": "completed"' in task.answer
    assert task.request_id == task.handle["id"]
    toapis_gateway.will("400")
    task = only_task(turn(submit("toapis")))
    assert task.http_status == 400
    assert "not supported" in task.answer
