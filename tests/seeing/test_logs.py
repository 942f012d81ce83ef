"""The log: every line of a job, task or request carries its ids, and none a secret."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from studio import hiding, logs
from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.toapis import ToAPIsGateway
from tests.running import RunningStudio, wait_until

PROMPT = "A lighthouse that nobody shall read about"
MODEL = "toapis:gemini-3.1-flash-image-preview"


def lines(studio: RunningStudio) -> list[dict[str, Any]]:
    """Every line of the log; whatever is no JSON was printed for people."""
    return [json.loads(line) for line in studio.output.splitlines() if line.startswith("{")]


def of_task(studio: RunningStudio) -> list[dict[str, Any]]:
    return [line for line in lines(studio) if line["logger"] == "studio.task" and "task" in line]


def make(studio: RunningStudio, model: str, ending: str) -> None:
    """A job, until the log tells its end."""
    studio.submit(model=model, prompt=PROMPT, aspect_ratio="1:1", resolution="1K")
    wait_until(lambda: f"Job 1 {ending} after" in studio.output, 30)


def test_the_life_of_a_task_can_be_read_from_the_log(
    start_studio: StartStudio, toapis_gateway: ToAPIsGateway
) -> None:
    toapis_gateway.polls = 0
    studio = start_studio(PROOFSHEET_LOG="json", **toapis_gateway.environment)
    make(studio, MODEL, "finished")
    told = of_task(studio)
    assert [line["state"] for line in told] == ["submitting", "waiting", "received", "finished"]
    [attempt] = {line["attempt"] for line in told}
    assert {(line["job"], line["task"], line["provider"]) for line in told} == {(1, 1, "toapis")}
    assert told[1]["handle"]
    assert told[3]["seconds"] > 0
    [submitted] = [line for line in lines(studio) if "submitted" in line["message"]]
    assert submitted["request"]
    [ended] = [line for line in lines(studio) if line["logger"] == "studio.job"]
    assert (ended["state"], ended["attempt"], ended["level"]) == ("finished", attempt, "info")
    for line in lines(studio):
        assert datetime.fromisoformat(line["time"]).utcoffset() is not None
    assert toapis_gateway.key not in studio.output
    assert PROMPT not in studio.output


def test_a_failure_tells_its_code(start_studio: StartStudio, toapis_gateway: ToAPIsGateway) -> None:
    toapis_gateway.will("402")
    studio = start_studio(PROOFSHEET_LOG="json", **toapis_gateway.environment)
    make(studio, MODEL, "failed")
    [last] = of_task(studio)[-1:]
    assert (last["state"], last["error"], last["http_status"]) == ("failed", "credits", 402)
    [ended] = [line for line in lines(studio) if line["logger"] == "studio.job"]
    assert ended["level"] == "warning"


def test_a_terminal_is_told_how_each_job_ended_and_no_more(start_studio: StartStudio) -> None:
    studio = start_studio()
    make(studio, "sketch:quick", "finished")
    studio.stop()
    told = [line for line in studio.output.splitlines() if "studio." in line]
    assert len(told) == 1, told
    assert re.fullmatch(r"INFO studio\.job: Job 1 finished after [\d.]+ s", told[0])


# Requests


def test_a_request_has_a_number_that_comes_back(start_studio: StartStudio) -> None:
    studio = start_studio(PROOFSHEET_LOG="json")
    answer = studio.get("gallery/?q=secret+boats", **{"X-Request-ID": "of-a-stranger"})
    number = answer.headers["X-Request-ID"]
    assert number != "of-a-stranger"
    wait_until(lambda: number in studio.output)
    [line] = [line for line in lines(studio) if line.get("request") == number]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/gallery/", 200)
    assert line["ms"] >= 0
    assert "boats" not in studio.output
    assert "/static/" not in studio.output


def test_a_trusted_proxy_numbers_requests(start_studio: StartStudio) -> None:
    team = {"PROOFSHEET_LOGIN": "required", "PROOFSHEET_TRUSTED_PROXY": "127.0.0.1"}
    studio = start_studio(**team)
    for given, is_taken in (("0123456789abcdef", True), ("a\tb" * 5, False), ("x" * 99, False)):
        back = studio.get("sign-in/", **{"X-Request-ID": given}).headers["X-Request-ID"]
        assert (back == given) == is_taken


def test_the_token_of_a_link_is_not_written_down(start_studio: StartStudio) -> None:
    studio = start_studio(PROOFSHEET_LOG="json")
    for place in ("s", "join", "password"):
        number = studio.get(f"{place}/open-sesame/").headers["X-Request-ID"]
        wait_until(lambda number=number: number in studio.output)  # type: ignore[misc]
        assert f"/{place}/[hidden]/" in studio.output
    assert "open-sesame" not in studio.output


def test_a_mistake_shows_the_number_under_which_the_log_has_it(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    studio = start_studio(PROOFSHEET_LOG="json")
    job = studio.submit(model="sketch:quick", prompt=PROMPT)
    wait_until(lambda: "Job 1 finished after" in studio.output, 30)
    with closing(sqlite3.connect(tmp_path / "data" / "proofsheet.sqlite3")) as database:
        database.execute("UPDATE studio_job SET parameters = '[]'")
        database.commit()
    answer = studio.get(job)
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert f"<code>{number}</code>" in answer.text
    wait_until(lambda: '"status": 500' in studio.output)
    told = [line for line in lines(studio) if line.get("request") == number]
    assert [line["level"] for line in told] == ["error", "warning"]
    assert "has no attribute 'get'" in told[0]["exception"]
    studio.output = ""  # whoever stops it looks for tracebacks that nobody expected


# Lines


def line_of(form: logging.Formatter, message: str, *, is_raised: bool = False) -> str:
    try:
        raise ValueError(message)
    except ValueError:
        error = sys.exc_info() if is_raised else None
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Said %s", (message,), error)
    logs.attached(record)
    return form.format(record)


FORGED = "a\nERROR x: forged \x1b[2J \u2028 \ud800"


def test_nothing_from_outside_passes_for_a_line_of_ours() -> None:
    assert line_of(logs.Lines(), FORGED) == (
        "ERROR x: Said a\\nERROR x: forged \\x1b[2J \\u2028 \\ud800"
    )
    first, *rest = line_of(logs.Lines(), FORGED, is_raised=True).split("\n")
    assert first.startswith("ERROR x: Said a")
    assert rest
    assert all(line.startswith("    ") for line in rest)
    with logs.about(job=17):
        told = line_of(logs.Json(), FORGED, is_raised=True)
    assert told.isascii()
    assert told.isprintable()
    assert json.loads(told)["message"] == f"Said {FORGED}"
    assert json.loads(told)["job"] == 17


@pytest.mark.parametrize(
    "text",
    [
        "GET /s/hush-hush-hush/12/", "/join/hush-hush-hush/ and /password/hush-hush-hush/?a=1",
        "postgres://user:hush-hush-hush@host/name", "Authorization: Bearer hush-hush-hush",
        "https://host/v1?key=hush-hush-hush&x=1", "api_key=hush-hush-hush", "a key-of-ours-hush",
    ],
)  # fmt: skip
def test_secrets_are_hidden_in_messages_and_tracebacks(text: str) -> None:
    hiding.remember("key-of-ours-hush")
    for form in (logs.Lines(), logs.Json()):
        told = line_of(form, text, is_raised=True)
        assert "hush" not in told.replace(__file__, "")
        assert hiding.HIDDEN in told
