"""The report on a job: all that a vendor's support may ask for, and never a key."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from studio import reports
from studio.models import Job, Task

from .conftest import MakeJob

pytestmark = pytest.mark.django_db

KEY = "good-key-of-a-test"
AT = datetime(2026, 11, 21, 9, 30, 0, 250_000, tzinfo=UTC)
TASK: dict[str, Any] = {
    "state": "failed",
    "attempt": "0b5e0b5e-0000-4000-8000-000000000001",
    "handle": {"id": "task_img_9f2", "asked": 3},
    "request_id": "req-77",
    "submitted_at": AT,
    "answered_at": AT,
    "ended_at": AT,
    "http_status": 200,
    "error": "no_image",
    "error_text": "The model\ngave no image.",
    "money": "perhaps",
    "cost": Decimal("0.0250"),
    "currency": "USD",
    "cost_source": "table",
    "usage": {"total_tokens": 1116},
    "sent": {"prompt": "A lighthouse", "image": "data:image/png;base64"},
    "answer": '{"status": "failed"}',
}


@pytest.fixture
def job(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setenv("TOAPIS_API_KEY", KEY)
    monkeypatch.setenv("TOAPIS_BASE_URL", "https://images.example:8443/v1")
    told = {"provider": "toapis", "provider_label": "ToAPIs", "model": "a-model"}
    return make_job(state=Job.State.FAILED, task=dict(TASK), **told)


@pytest.mark.parametrize(
    "line",
    [
        "Provider:       ToAPIs (toapis)",
        "Host:           images.example:8443",
        "Model:          a-model",
        "Attempt:        0b5e0b5e-0000-4000-8000-000000000001",
        "Gateway's task: task_img_9f2",
        "Request id:     req-77",
        "Sent:           2026-11-21T09:30:00.250+00:00",
        "Answered:       2026-11-21T09:30:00.250+00:00",
        "Ended:          2026-11-21T09:30:00.250+00:00",
        "HTTP status:    200",
        "State:          failed",
        "Error:          no_image: The model gave no image.",
        "Money spent:    perhaps",
        "Cost:           0.025 USD, table",
        'Usage:          {"total_tokens": 1116}',
        '  "prompt": "A lighthouse",',
        '{"status": "failed"}',
    ],
)
def test_it_tells(job: Job, line: str) -> None:
    assert line in reports.of(job).splitlines()


def test_it_tells_of_every_request_of_the_job(job: Job) -> None:
    Task.objects.create(job=job, position=2, state="finished")
    Task.objects.filter(position=1).update(is_replaced=True)
    found = reports.of(job)
    assert "Request 1 of 2" in found
    assert "Request 2 of 2" in found


def test_a_key_that_a_gateway_echoes_is_in_none(job: Job) -> None:
    spoilt = {"answer": f"bad key {KEY}", "error_text": KEY, "error_detail": f"[{KEY}]"}
    job.tasks.update(**spoilt, request_id=KEY, sent={"user": KEY}, handle={"id": f"t-{KEY}"})
    found = reports.of(job)
    assert KEY not in found
    assert "bad key [key]" in found


def test_a_provider_that_is_gone_is_told_of_all_the_same(job: Job) -> None:
    job.provider = "gone"
    assert "(gone)" in reports.of(job)


def test_it_is_a_plain_page(client: Client, job: Job) -> None:
    response = client.get(f"/jobs/{job.uuid}/report/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == reports.of(job)
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"/jobs/{uuid4()}/report/").status_code == 404


def test_every_ended_card_offers_it(htmx: Client, job: Job, make_job: MakeJob) -> None:
    path = f"/jobs/{job.uuid}/report/"
    assertContains(htmx.get(f"/jobs/{job.uuid}/"), f'<a href="{path}">Copy report</a>')
    assertNotContains(htmx.get(f"/jobs/{make_job().uuid}/"), "Copy report")


def test_where_a_login_is_required_nobody_else_sees_it(
    client: Client, job: Job, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = True
    assert client.get(f"/jobs/{job.uuid}/report/").status_code == 403
