"""`/metrics`: off unless asked for, and right whichever process counted."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models.functions import Now

from studio import signs, tallies
from studio.metrics import families, numbers
from studio.models import Process, Tally, Task
from studio.providers import Cost, Made, Picture, TimedOutError
from studio.providers.openai import OpenAI
from studio.tallies import Key, Sum
from studio.tasks import arriving, rows, troubles
from tests import factories
from tests.conftest import StartStudio
from tests.engine.conftest import MakeTask, make_task  # noqa: F401 (a fixture)
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import CLEAN, ROOT, RunningStudio, wait_until

from .scrapes import TOKEN, parsed, scrape

MODEL = "openai:gpt-image-2"
State = Task.State


def submit(studio: RunningStudio, state: str, model: str = MODEL) -> None:
    job = studio.submit(model=model, prompt="A boat", aspect_ratio="1:1", resolution="1K")
    wait_until(lambda: f'data-state="{state}"' in studio.get(job).text, 30)


def test_there_is_none_until_a_token_is_set(start_studio: StartStudio) -> None:
    studio = start_studio()
    answer = studio.get("metrics", Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 404


def test_a_scraper_needs_no_account_but_the_token(start_studio: StartStudio) -> None:
    team = {"PROOFSHEET_LOGIN": "required", "PROOFSHEET_ALLOWED_HOSTS": "studio.example.com"}
    studio = start_studio(PROOFSHEET_METRICS_TOKEN=TOKEN, **team)
    for given in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN):
        answer = studio.get("metrics", Authorization=given)
        assert answer.status_code == 401, given
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "proofsheet" not in answer.text
    host = {"Host": "studio.example.com", "Authorization": f"Bearer {TOKEN}"}
    assert studio.get("metrics", **host).status_code == 200
    assert studio.get("metrics", **host | {"Host": "elsewhere.example.com"}).status_code == 400
    assert TOKEN not in studio.output


def test_what_happened_is_counted(
    start_studio: StartStudio, openai_gateway: OpenAIImagesGateway
) -> None:
    studio = start_studio(PROOFSHEET_METRICS_TOKEN=TOKEN, **openai_gateway.environment)
    studio.wait_for_sweep()
    submit(studio, "finished")
    openai_gateway.will("402")
    submit(studio, "failed")
    openai_gateway.will("503", "")
    submit(studio, "finished")
    openai_gateway.will("504")
    submit(studio, "unconfirmed")
    found = scrape(studio)
    assert found("tasks_ended_total", provider="openai", state="finished", code="") == 2
    assert found("tasks_ended_total", provider="openai", state="failed", code="credits") == 1
    ended = {"provider": "openai", "state": "unconfirmed", "code": "timeout"}
    assert found("tasks_ended_total", **ended) == 1
    assert found.by("gateway_errors_total", "code") == {
        "credits": 1, "unavailable": 1, "timeout": 1
    }  # fmt: skip
    known = {"provider": "openai", "operation": "generate"}
    assert found("gateway_seconds_count", **known) == 2
    assert found("gateway_seconds_bucket", **known, le="+Inf") == 2
    assert found("gateway_seconds_sum", **known) > 0
    assert found.by("jobs_ended_total", "state") == {"finished": 2, "failed": 1, "unconfirmed": 1}
    assert found.by("jobs", "state") == {"queued": 0, "running": 0, "unconfirmed": 1}
    tasks = {state: count for state, count in found.by("tasks", "state").items() if count}
    assert tasks == {"failed": 1, "unconfirmed": 1}


def test_the_place_is_told(start_studio: StartStudio) -> None:
    studio = start_studio(PROOFSHEET_METRICS_TOKEN=TOKEN)
    wait_until(lambda: scrape(studio).by("processes", "kind") == {"web": 1, "worker": 1})
    submit(studio, "finished", "sketch:quick")
    found = scrape(studio)
    assert (found("images"), found("queue_up")) == (1, 1)
    assert found("disk_size_bytes") > found("disk_free_bytes") > 0
    assert found.by("build_info", "database") == {"sqlite": 1}
    # What asked for the numbers is counted when it was answered.
    before = found("http_seconds_count", status="2xx")
    assert scrape(studio)("http_seconds_count", status="2xx") > before > 3


def test_a_second_web_knows_what_the_first_one_did(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    studio = start_studio(PROOFSHEET_METRICS_TOKEN=TOKEN)
    submit(studio, "finished", "sketch:quick")
    told = {"PROOFSHEET_DATA_DIR": str(tmp_path / "data"), "PROOFSHEET_METRICS_TOKEN": TOKEN}
    other = RunningStudio("serve", "--port", "0", **told).wait_until_ready()
    try:
        ended = {"provider": "sketch", "state": "finished", "code": ""}
        assert scrape(other)("tasks_ended_total", **ended) == 1
        wait_until(lambda: scrape(other).by("processes", "kind")["web"] == 2)
    finally:
        other.stop()
    wait_until(lambda: scrape(studio).by("processes", "kind")["web"] == 1)


def test_without_a_token_nothing_of_the_client_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys, django; django.setup(); import studio.urls; "
        "sys.exit('prometheus_client' in sys.modules)"
    )
    known = CLEAN | {
        "PROOFSHEET_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
    }
    for given, is_loaded in (({}, 0), ({"PROOFSHEET_METRICS_TOKEN": TOKEN}, 1)):
        ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=known | given)
        assert ended.returncode == is_loaded


# Numbers


@pytest.mark.django_db
def test_labels_are_escaped_and_sums_come_as_parsed() -> None:
    odd = 'a"b\\c\nd'
    tallies.add({Key("spent", odd, "USD"): Sum(1, Decimal("0.1"))})
    tallies.add({Key("spent", odd, "USD"): Sum(1, Decimal("0.2"))})
    found = parsed(families.exposition().decode())
    assert found("spent_total", provider=odd, currency="USD") == pytest.approx(0.3)


@pytest.mark.django_db
def test_classes_of_seconds_hold_all_below_them() -> None:
    for seconds in (0.3, 0.5, 0.6, 1000):
        at = tallies.bound(seconds, tallies.GATEWAY)
        tallies.add({Key("gateway", "x", "edit", at): Sum(1, Decimal(str(seconds)))})
    found = parsed(families.exposition().decode())
    by_bound = found.by("gateway_seconds_bucket", "le")
    assert [by_bound[le] for le in ("0.5", "1.0", "600.0", "+Inf")] == [2, 3, 3, 4]
    assert found("gateway_seconds_sum", provider="x", operation="edit") == pytest.approx(1001.4)


@pytest.mark.django_db
def test_spending_never_falls(make_task: MakeTask) -> None:  # noqa: F811
    task = make_task(State.SUBMITTING, provider="openai", model="gpt-image-2")
    error = TimedOutError(
        "Nothing came.", cost=Cost(amount=Decimal("0.5"), currency="USD", source="exact")
    )
    rows.fail(task, error)
    assert spent() == Decimal("0.5")
    late = Made(
        pictures=(Picture(data=factories.png()),),
        cost=Cost(amount=Decimal("0.2"), currency="USD", source="exact"),
    )
    arriving.take(task, OpenAI(key="k"), late)
    task.refresh_from_db()
    assert task.state == State.FINISHED
    assert spent() == Decimal("0.5")


def spent() -> Decimal:
    return Tally.objects.get(name="spent", first="openai", second="USD").amount


@pytest.mark.django_db
def test_an_error_is_counted_though_the_task_goes_on(make_task: MakeTask) -> None:  # noqa: F811
    task = make_task(State.WAITING, provider="toapis", handle={"id": "1"})
    troubles.meet(task, TimedOutError("Nothing came."))
    assert Tally.objects.get(name="error").second == "timeout"
    assert not Tally.objects.filter(name="ended").exists()


@pytest.mark.django_db
def test_who_gave_no_sign_for_a_minute_is_gone() -> None:
    for name, seconds in (("a", 5), ("b", 59), ("c", 61)):
        Process.objects.create(
            name=name, kind="worker", host="h", pid=1, version="1", secret_mark="m",
            began_at=Now(), seen_at=Now() - timedelta(seconds=seconds), clock_at=Now(),
        )  # fmt: skip
    assert signs.alive().count() == 2
    assert ("worker", "1", 2) in numbers.processes()
    assert ("web", "", 0) in numbers.processes()
