"""What befalls a request, at each gateway: the right end, a true word on money, one paid request.

Whole jobs against strict gateways over real sockets; the steps that a worker would take later are
taken at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from gallery.models import Image
from studio.models import Job, Task
from studio.providers import Provider
from tests.gateways.google import GoogleGateway
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.onemin import OneMinGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Gateway
from tests.gateways.threedai import ThreeDAIGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.running import wait_until

from .conftest import Connect
from .working import only_task, step, submit, turn

pytestmark = pytest.mark.django_db

PROVIDERS = (
    "dieyuyun", "onemin", "threedai", "toapis", "lumenfall", "google", "openai", "custom",
)  # fmt: skip
LINKING = ("dieyuyun", "onemin", "threedai", "toapis", "lumenfall", "custom")
BY_BASE64 = ("dieyuyun", "lumenfall", "google", "openai", "custom")
SLOW = ("onemin", "threedai", "toapis")
"""Gateways that give links, that may give base64, and that answer by a task."""

End = tuple[str, str, str]
"""State of the job, code, money."""


def failed(code: str, money: str = "no") -> End:
    return "failed", code, money


def unconfirmed(code: str) -> End:
    return "unconfirmed", code, "perhaps"


ANSWERS: Mapping[str, End] = {
    "401": failed("authentication"),
    "403": failed("authentication"),
    "402": failed("credits"),
    "quota": failed("credits"),
    "error in 200": failed("credits"),
    "refused": failed("refused"),
    "refused by 500": failed("refused"),
    "404": failed("not_found"),
    "405": failed("not_found"),
    "redirect": failed("not_found"),
    "429 for long": failed("rate_limited"),
    "400": failed("invalid_request"),
    "413": failed("invalid_request"),
    "422": failed("invalid_request"),
    "408": unconfirmed("timeout"),
    "500": unconfirmed("timeout"),
    "502": unconfirmed("timeout"),
    "504": unconfirmed("timeout"),
    "524": unconfirmed("timeout"),
    "hang": unconfirmed("timeout"),
    "reset": unconfirmed("interrupted"),
    "broken off": unconfirmed("interrupted"),
    "html": failed("bad_response", "perhaps"),
    "half json": failed("bad_response", "perhaps"),
    "empty object": failed("bad_response", "perhaps"),
    "no picture": failed("no_image", "perhaps"),
    "truncated picture": failed("bad_response", "perhaps"),
    "text called picture": failed("bad_response", "perhaps"),
}
OF_LINKS: Mapping[str, End] = {
    "private link": failed("bad_response", "perhaps"),
    "private redirect": failed("bad_response", "perhaps"),
    "dead link": failed("expired", "yes"),
    "expired link": failed("expired", "yes"),
    "broken link": failed("unavailable", "yes"),
    "short picture": failed("unavailable", "yes"),
}
OF_BASE64: Mapping[str, End] = {"bad base64": failed("bad_response", "perhaps")}

# Where a gateway's own words tell more than the status.
OTHERWISE: Mapping[tuple[str, str], End] = {
    # Google wants billing, counts tokens of what it refuses, and calls a quota of nothing so.
    ("google", "402"): failed("authentication"),
    ("google", "error in 200"): failed("authentication"),
    ("google", "quota"): failed("rate_limited"),
    ("google", "refused"): failed("refused", "yes"),
    ("google", "no picture"): failed("no_image", "yes"),
    ("google", "bad base64"): failed("bad_response", "yes"),
    # Lumenfall tells the cost beside the pictures, and its list knows a request that timed out.
    ("lumenfall", "bad base64"): failed("bad_response", "yes"),
    ("lumenfall", "524"): failed("no_image"),
    # ToAPIs answers with tasks: a list without pictures is none.
    ("toapis", "no picture"): failed("bad_response", "perhaps"),
}


def cases() -> Iterator[Any]:
    tables = ((ANSWERS, PROVIDERS), (OF_LINKS, LINKING), (OF_BASE64, BY_BASE64))
    for table, providers in tables:
        for trouble, end in table.items():
            for id in providers:
                end_here = OTHERWISE.get((id, trouble), end)
                yield pytest.param(id, trouble, end_here, id=f"{id}: {trouble}")


@pytest.fixture(scope="module")
def gateways() -> Iterator[dict[str, Gateway]]:
    made: dict[str, Gateway] = {
        "onemin": OneMinGateway(polls=1),
        "threedai": ThreeDAIGateway(polls=1),
        "toapis": ToAPIsGateway(polls=1),
        "lumenfall": LumenfallGateway(),
        "google": GoogleGateway(),
        **{tongue: OpenAIImagesGateway(tongue) for tongue in ("dieyuyun", "openai", "custom")},
    }
    with ExitStack() as stack:
        yield {id: stack.enter_context(gateway) for id, gateway in made.items()}


@pytest.fixture(params=PROVIDERS)
def id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def gateway(gateways: dict[str, Gateway], id: str, connect: Connect) -> Gateway:
    """The gateway of `id` with nothing behind it, and this studio pointed at it."""
    gateway = gateways[id]
    for known in (gateway.requests, gateway.misbehave, gateway.misbehave_at_check):
        known.clear()
    connect(gateway)
    return gateway


def end_of(job: Job) -> End:
    task = only_task(job)
    return job.state, task.error, task.money


@pytest.mark.parametrize(("id", "trouble", "end"), list(cases()))
def test_one_request_and_its_end(
    gateway: Gateway, id: str, trouble: str, end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "hang" in trouble:
        monkeypatch.setattr(Provider, "timeout", 1.5)
    gateway.will(trouble)
    job = turn(submit(id))
    assert end_of(job) == end, only_task(job).error_text
    wait_until(lambda: gateway.paid)
    assert len(gateway.paid) == 1
    assert not Image.objects.exists()


def test_a_good_answer_is_kept_whole(gateway: Gateway, id: str) -> None:
    job = turn(submit(id))
    assert end_of(job) == ("finished", "", "no"), only_task(job).error_text
    assert len(gateway.paid) == 1
    assert Image.objects.count() == 1


def test_four_pictures_come_from_everywhere(gateway: Gateway, id: str) -> None:
    job = turn(submit(id, count=4))
    assert job.state == Job.State.FINISHED
    assert Image.objects.count() == 4
    assert Image.objects.values("digest").distinct().count() == 4


@pytest.mark.parametrize(
    ("trouble", "code"), [("429", "rate_limited"), ("503", "unavailable")], ids=["429", "503"]
)
def test_what_is_surely_not_accepted_is_sent_three_times(
    gateway: Gateway, id: str, trouble: str, code: str
) -> None:
    gateway.will(*[trouble] * 3)
    assert end_of(turn(submit(id))) == failed(code)
    assert len(gateway.paid) == 3


@pytest.mark.parametrize("trouble", ["429", "503"])
def test_the_second_time_it_may_go_well(gateway: Gateway, id: str, trouble: str) -> None:
    gateway.will(trouble)
    assert end_of(turn(submit(id))) == ("finished", "", "no")
    assert len(gateway.paid) == 2


def test_where_nobody_listens_it_is_unavailable(
    gateway: Gateway, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in gateway.environment.items():
        monkeypatch.setenv(name, value.replace(gateway.origin, "http://127.0.0.1:9"))
    assert end_of(turn(submit(id))) == failed("unavailable")
    assert not gateway.requests


def test_a_wrong_key_is_refused_by_the_gateway_itself(
    gateway: Gateway, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = next(name for name in gateway.environment if name.endswith("_API_KEY"))
    monkeypatch.setenv(key, "another-key")
    job = turn(submit(id))
    assert end_of(job) == failed("authentication")
    assert "another-key" not in repr(vars(only_task(job)))


# 3D AI Studio takes no model: it has one, in its address.
@pytest.mark.parametrize("id", [id for id in PROVIDERS if id != "threedai"])
def test_a_model_that_the_gateway_does_not_know_is_not_found(
    gateway: Gateway, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = next(iter(gateway.environment)).partition("_")[0]
    monkeypatch.setenv(f"{prefix}_MODELS", "a-model-of-tomorrow")
    assert end_of(turn(submit(id))) == failed("not_found")


def test_after_a_crash_with_the_request_open_nothing_is_sent_again(
    gateway: Gateway, id: str
) -> None:
    job = submit(id)
    sent = {"state": Task.State.SUBMITTING, "attempt": uuid4(), "submitted_at": timezone.now()}
    job.tasks.update(**sent)
    assert end_of(turn(job)) == unconfirmed("interrupted")
    assert not gateway.paid


@pytest.mark.parametrize("id", SLOW)
def test_what_is_never_finished_ends_with_its_links(gateway: Gateway, id: str) -> None:
    gateway.will("never done")
    job = submit(id)
    for _ in range(3):
        step(job)
    assert only_task(job).state == Task.State.WAITING
    job.tasks.update(links_until=timezone.now())
    assert end_of(turn(job)) == failed("timeout", "perhaps")
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    ("id", "trouble", "end"),
    [
        ("onemin", "failure by moderation", failed("refused")),
        ("onemin", "failure for credits", failed("credits")),
        ("threedai", "failed by safety", failed("refused")),
        ("threedai", "failed", failed("no_image")),
        ("toapis", "failed by content policy", failed("refused", "perhaps")),
        ("toapis", "failed", failed("no_image", "perhaps")),
    ],
)
def test_a_task_that_fails_says_why(gateway: Gateway, id: str, trouble: str, end: End) -> None:
    gateway.will(trouble)
    assert end_of(turn(submit(id))) == end
    assert len(gateway.paid) == 1


@pytest.mark.parametrize("id", SLOW)
@pytest.mark.parametrize("trouble", ["429", "503", "500", "html", "reset"])
def test_a_question_that_fails_is_asked_again(gateway: Gateway, id: str, trouble: str) -> None:
    gateway.will_at_check(trouble)
    assert end_of(turn(submit(id))) == ("finished", "", "no")
    assert len(gateway.paid) == 1


def test_a_disk_that_takes_no_picture_is_our_own_trouble(
    gateway: Gateway, id: str, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "originals").write_text("in the way")
    assert end_of(turn(submit(id))) == failed("internal", "perhaps")
    assert len(gateway.paid) == 1


def test_a_disk_that_takes_no_answer_keeps_the_request_here(
    gateway: Gateway, id: str, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "answers").write_text("in the way")
    assert end_of(turn(submit(id))) == failed("internal")
    assert not gateway.paid
