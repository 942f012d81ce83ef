"""Ctrl-C while the studio is at work: what is paid for is waited for, unless a person says no."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conftest import StartStudio
from tests.gateways.thinking import ThinkingGateway
from tests.running import RunningStudio, wait_until

WAITING = "Ctrl-C again stops now"


@pytest.fixture
def gateway() -> Iterator[ThinkingGateway]:
    with ThinkingGateway() as gateway:
        yield gateway


def start_with(gateway: ThinkingGateway, start_studio: StartStudio) -> RunningStudio:
    return start_studio(DIEYUYUN_BASE_URL=gateway.base_url, DIEYUYUN_API_KEY=gateway.key)


def submit(studio: RunningStudio, gateway: ThinkingGateway, jobs: int) -> None:
    """Submit jobs and wait until the gateway has them all."""
    for number in range(jobs):
        studio.submit(model="dieyuyun:gemini-3.1-flash-image", prompt=f"Lighthouse {number}")
    wait_until(lambda: len(gateway.posts) == jobs)


def states(studio: RunningStudio) -> list[str]:
    with closing(sqlite3.connect(studio.folder / "proofsheet.sqlite3")) as database:
        return [state for (state,) in database.execute("SELECT state FROM studio_task")]


def test_a_stop_waits_for_paid_requests(
    gateway: ThinkingGateway, start_studio: StartStudio
) -> None:
    studio = start_with(gateway, start_studio)
    submit(studio, gateway, 2)
    studio.interrupt()
    assert "waiting for 2 paid requests, up to 4 min" in studio.line_with(WAITING)
    gateway.may_answer.set()
    assert studio.wait() == 0
    assert set(states(studio)) <= {"received", "finished"}


def test_what_was_paid_before_a_stop_is_kept_after_the_next_start(
    gateway: ThinkingGateway, start_studio: StartStudio
) -> None:
    studio = start_with(gateway, start_studio)
    submit(studio, gateway, 1)
    studio.interrupt()
    studio.line_with(WAITING)
    gateway.may_answer.set()
    assert studio.wait() == 0
    again = start_with(gateway, start_studio)
    wait_until(lambda: states(again) == ["finished"])
    assert len(gateway.posts) == 1


def test_a_second_ctrl_c_leaves_them_unconfirmed_and_sends_nothing_again(
    gateway: ThinkingGateway, start_studio: StartStudio
) -> None:
    gateway.will("hang")
    studio = start_with(gateway, start_studio)
    submit(studio, gateway, 1)
    studio.interrupt()
    studio.line_with(WAITING)
    studio.interrupt()
    assert studio.wait() == 0
    assert "Traceback" not in studio.output
    again = start_with(gateway, start_studio)
    wait_until(lambda: states(again) == ["unconfirmed"])
    assert len(gateway.posts) == 1


def test_a_stop_waits_for_nothing_that_is_free(start_studio: StartStudio) -> None:
    studio = start_studio(PROOFSHEET_DEBUG="on")
    studio.submit(model="sketch:trouble", trouble="late", prompt="A slow sketch")
    wait_until(lambda: states(studio) == ["waiting"])
    studio.stop()
    assert states(studio) == ["waiting"]
