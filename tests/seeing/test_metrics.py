"""`/metrics`: off unless asked for, and right whichever process counted."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now

from studio import signs, tallies
from studio.metrics import families, numbers, requests
from studio.models import Process, Tally, Task
from studio.providers import Cost, Made, Picture, TimedOutError
from studio.providers.openai import OpenAI
from studio.tallies import Key, Sum
from studio.tasks import arriving, rows, troubles
from tests import factories
from tests.engine.conftest import MakeTask, make_task  # noqa: F401 (a fixture)
from tests.running import CLEAN, PATIENCE, ROOT, RunningStudio, manage, wait_until
from tests.servers import free_port

from . import rows as rows_of
from .conftest import Watched
from .scrapes import TOKEN, parsed, scrape

State = Task.State


def test_there_is_none_until_a_token_is_set(plain: RunningStudio) -> None:
    answer = plain.get("metrics", Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 404


def test_a_scraper_needs_no_account_but_the_token(team: RunningStudio) -> None:
    for given in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN):
        answer = team.get("metrics", Authorization=given)
        assert answer.status_code == 401, given
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "proofsheet" not in answer.text
    host = {"Host": "studio.example.com", "Authorization": f"Bearer {TOKEN}"}
    assert team.get("metrics", **host).status_code == 200
    assert team.get("metrics", **host | {"Host": "elsewhere.example.com"}).status_code == 400
    assert TOKEN not in team.output


def test_what_happened_is_counted(watched: Watched) -> None:
    before = scrape(watched.running)
    for ending, trouble in (
        ("finished", ""), ("failed", "402"), ("finished", "503"), ("failed", "422")
    ):  # fmt: skip
        watched.make(ending, trouble)
    found = scrape(watched.running)

    def more(name: str, **labels: str) -> float:
        return found(name, **labels) - before.get(name, **labels)

    known = {"provider": "toapis"}
    assert more("tasks_ended_total", **known, state="finished", code="") == 2
    assert more("tasks_ended_total", **known, state="failed", code="credits") == 1
    for code in ("credits", "unavailable", "invalid_request"):
        assert more("gateway_errors_total", **known, code=code) == 1
    assert more("gateway_seconds_count", **known, operation="generate") == 2
    assert more("gateway_seconds_bucket", **known, operation="generate", le="+Inf") == 2
    assert more("gateway_seconds_sum", **known, operation="generate") > 0
    assert more("jobs_ended_total", state="finished") == 2
    assert more("tasks", state="failed") == 2
    assert more("images") == 2
    assert more("http_seconds_count", status="2xx") > 0


def test_the_place_is_told(watched: Watched) -> None:
    both = {"web": 1, "worker": 1}
    wait_until(lambda: scrape(watched.running).by("processes", "kind") == both, 60)
    found = scrape(watched.running)
    assert found("queue_up") == 1
    assert found("disk_size_bytes") > found("disk_free_bytes") > 0
    assert found.by("build_info", "database") == {"sqlite": 1}


def test_a_second_web_knows_what_the_first_one_did(watched: Watched) -> None:
    watched.make("finished", model="sketch:quick")
    ended = {"provider": "sketch", "state": "finished", "code": ""}
    counted = scrape(watched.running)("tasks_ended_total", **ended)
    folder = str(watched.running.folder)
    told = {"PROOFSHEET_DATA_DIR": folder, "PROOFSHEET_METRICS_TOKEN": TOKEN}
    other = RunningStudio("serve", "--port", "0", **told).wait_until_ready()
    try:
        assert scrape(other)("tasks_ended_total", **ended) == counted
        wait_until(lambda: scrape(other).by("processes", "kind")["web"] == 2, 60)
    finally:
        other.stop()
    # A busy machine may let it no time for a goodbye: then its last sign grows old.
    wait_until(lambda: scrape(watched.running).by("processes", "kind")["web"] == 1, 90)


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


def test_a_server_of_ones_own_shows_that_it_lives(tmp_path: Path) -> None:
    told = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    assert manage("migrate", **told).returncode == 0
    command = [str(Path(sys.executable).with_name("waitress-serve")), "--port", str(free_port())]
    server = subprocess.Popen([*command, "studio.wsgi:application"], cwd=ROOT, env=CLEAN | told)
    try:
        rows_of.wait_for_signs(tmp_path, 1)
    finally:
        server.terminate()
        server.wait(PATIENCE)


# Numbers


@pytest.mark.django_db(transaction=True)
def test_requests_are_not_forgotten_where_the_database_ends_in_the_last_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def end() -> None:
        raise OperationalError("the connection is gone")

    requests.flush()
    Tally.objects.all().delete()
    requests.note(200, 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", end)
        signs._quietly(requests.flush)
    assert not Tally.objects.exists()
    requests.flush()
    assert Tally.objects.get().count == 1


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
