"""The log: every line of a job, task or request carries its ids, and none a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from studio import hiding, logs
from tests.running import RunningStudio, wait_until

from . import rows
from .conftest import PROMPT, Watched


def lines(studio: RunningStudio) -> list[dict[str, Any]]:
    """Every line of the log; whatever is no JSON was printed for people."""
    return [json.loads(line) for line in studio.output.splitlines() if line.startswith("{")]


def of_job(watched: Watched, number: int) -> list[dict[str, Any]]:
    return [line for line in lines(watched.running) if line.get("job") == number]


def test_the_life_of_a_task_can_be_read_from_the_log(watched: Watched) -> None:
    number = watched.make("finished")
    submitted, *told, ended = of_job(watched, number)
    assert submitted["message"].startswith(f"Job {number} submitted")
    assert submitted["request"]
    assert [line["state"] for line in told] == ["submitting", "waiting", "received", "finished"]
    [attempt] = {line["attempt"] for line in told}
    assert len({line["task"] for line in told}) == 1
    assert {(line["provider"], line["logger"]) for line in told} == {("toapis", "studio.task")}
    assert told[1]["handle"]
    assert told[3]["seconds"] > 0
    assert (ended["state"], ended["attempt"], ended["level"]) == ("finished", attempt, "info")
    for line in lines(watched.running):
        assert datetime.fromisoformat(line["time"]).utcoffset() is not None
    assert watched.gateway.key not in watched.running.output
    assert PROMPT not in watched.running.output


def test_a_failure_tells_its_code(watched: Watched) -> None:
    *_before, last, ended = of_job(watched, watched.make("failed", "402"))
    assert (last["state"], last["error"], last["http_status"]) == ("failed", "credits", 402)
    assert ended["level"] == "warning"


def test_a_terminal_is_told_how_each_job_ended_and_no_more(plain: RunningStudio) -> None:
    plain.submit(model="sketch:quick", prompt=PROMPT)
    plain.get("gallery/")
    wait_until(lambda: "Job 1 finished" in plain.output, 60)
    # A slow machine is told of in warnings.
    [told] = [line for line in plain.output.splitlines() if line.startswith("INFO")]
    assert re.fullmatch(r"INFO studio\.job: Job 1 finished after [\d.]+ s", told)


def test_what_a_stranger_sends_is_told_in_one_line(plain: RunningStudio) -> None:
    with plain.client() as stranger:
        stranger.get("")  # for the cookie, without which no form is read
        asked = [
            stranger.get("", headers={"Host": "evil.example"}),
            stranger.post("jobs/", data={f"field-{n}": "x" for n in range(600)}),
            stranger.post("jobs/", data={"prompt": "x" * 3_000_000}),
        ]
    assert [answer.status_code for answer in asked] == [400] * 3
    for answer, kind in zip(
        asked, ("DisallowedHost", "TooManyFieldsSent", "RequestDataTooBig"), strict=True
    ):
        number = answer.headers["X-Request-ID"]
        line = rf"(?m)^ERROR django\.security\.{kind}: .+ \(request={number}\)$"
        wait_until(lambda line=line: re.search(line, plain.output), 60)
    assert "Traceback" not in plain.output


# Requests


def line_of_request(watched: Watched, number: str) -> dict[str, Any]:
    wait_until(lambda: number in watched.running.output, 60)
    return next(line for line in lines(watched.running) if line.get("request") == number)


def test_a_request_has_a_number_that_comes_back(watched: Watched) -> None:
    answer = watched.running.get("gallery/?q=secret+boats", **{"X-Request-ID": "of-a-stranger"})
    line = line_of_request(watched, answer.headers["X-Request-ID"])
    assert line["request"] != "of-a-stranger"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/gallery/", 200)
    assert line["ms"] >= 0
    assert "boats" not in watched.running.output
    assert "/static/" not in watched.running.output


def test_a_trusted_proxy_numbers_requests(team: RunningStudio) -> None:
    for given, is_taken in (("0123456789abcdef", True), ("a\tb" * 5, False), ("x" * 99, False)):
        back = team.get("sign-in/", **{"X-Request-ID": given}).headers["X-Request-ID"]
        assert (back == given) == is_taken


@pytest.mark.parametrize("place", ["s", "join", "password"])
def test_the_token_of_a_link_is_not_written_down(place: str, watched: Watched) -> None:
    answer = watched.running.get(f"{place}/open-sesame/")
    assert line_of_request(watched, answer.headers["X-Request-ID"])["path"] == f"/{place}/[hidden]/"
    assert "open-sesame" not in watched.running.output


def test_a_mistake_shows_the_number_under_which_the_log_has_it(watched: Watched) -> None:
    studio = watched.running
    number = watched.make("finished", model="sketch:quick")
    address = next(line["uuid"] for line in of_job(watched, number) if "uuid" in line)
    with spoilt(studio, number):
        answer = studio.get(f"jobs/{address}/")
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert f"<code>{number}</code>" in answer.text
    wait_until(lambda: '"status": 500' in studio.output, 60)
    told = [line for line in lines(studio) if line.get("request") == number]
    assert [line["level"] for line in told] == ["error", "warning"]
    assert "has no attribute 'get'" in told[0]["exception"]
    studio.output = ""  # whoever stops it looks for tracebacks that nobody expected


@contextmanager
def spoilt(studio: RunningStudio, job: int) -> Iterator[None]:
    """Something in the database that no page can be drawn of."""
    change = "UPDATE studio_job SET parameters = ? WHERE id = ?"
    with rows.database(studio.folder) as there:
        kept = there.execute("SELECT parameters FROM studio_job WHERE id = ?", (job,)).fetchone()
        there.execute(change, ("[]", job))
    yield
    with rows.database(studio.folder) as there:
        there.execute(change, (*kept, job))


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
