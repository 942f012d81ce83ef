"""Several processes that answer at one address."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest
from django.test import Client

from studio.processes.family import Child, Event
from studio.processes.processors import usable
from tests.conftest import StartStudio
from tests.running import PATIENCE, RunningStudio, manage, wait_until
from tests.servers import free_port

LOGIN = {"PROOFSHEET_LOGIN": "required"}


def beside(studio: RunningStudio) -> list[psutil.Process]:
    """The further webs."""
    children = psutil.Process(studio.process.pid).children()
    return [child for child in children if child.status() != "zombie" and _is_web(child)]


def _is_web(child: psutil.Process) -> bool:
    try:
        return "serve" in child.cmdline()
    except psutil.NoSuchProcess:
        return False


def test_each_of_them_answers_and_one_that_is_killed_is_replaced(
    start_studio: StartStudio,
) -> None:
    studio = start_studio("--webs", "2", **LOGIN)
    [second] = beside(studio)
    wait_until(lambda: len(rows(studio)) == 2)
    for other in (psutil.Process(studio.process.pid), second):
        other.suspend()
        wait_until(lambda other=other: other.status() == psutil.STATUS_STOPPED)
        try:
            assert studio.get("healthz").status_code == 200
        finally:
            other.resume()
    second.kill()
    studio.line_with("The web ended")
    wait_until(lambda: [web for web in beside(studio) if web != second])
    assert studio.get("healthz").status_code == 200


def rows(studio: RunningStudio) -> list[str]:
    """Which webs say that they live."""
    told = manage(
        "shell", "--no-imports", "--command",
        "from studio import signs; print(*signs.alive().filter(kind='web').values_list('pid'))",
        PROOFSHEET_DATA_DIR=str(studio.folder),
    )  # fmt: skip
    return told.stdout.split(") (")


def test_the_first_takes_the_others_along_and_frees_the_port(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    port = str(free_port())
    studio = start_studio("--webs", "3", "--port", port, **LOGIN)
    others = beside(studio)
    assert len(others) == 2
    studio.kill()
    psutil.wait_procs(others, timeout=PATIENCE)
    assert not any(other.is_running() for other in others)
    start_studio("--port", port, **LOGIN)


def test_one_that_is_frozen_holds_no_stop_up(start_studio: StartStudio) -> None:
    studio = start_studio("--webs", "2", **LOGIN)
    wait_until(lambda: len(rows(studio)) == 2)
    [second] = beside(studio)
    second.suspend()
    studio.interrupt()
    assert studio.wait() == 0
    assert "The web did not stop in 10 s: killed." in studio.output
    assert not second.is_running()


def test_the_web_alone_is_several_too(start_studio: StartStudio, tmp_path: Path) -> None:
    folder = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    assert manage("migrate", **folder, **LOGIN).returncode == 0
    web = RunningStudio("serve", "--port", "0", "--webs", "2", **folder, **LOGIN)
    try:
        web.wait_until_ready()
        assert len(beside(web)) == 1
    finally:
        web.stop()


def test_one_person_has_one_and_it_sends_no_body_after_a_head(
    studio_process: RunningStudio,
) -> None:
    """What followed would be taken for the next answer on the same connection."""
    assert not beside(studio_process)
    host, _, port = studio_process.url.removeprefix("http://").rstrip("/").partition(":")
    link = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    for path in ("/", "/static/css/base.css", "/nothing/"):
        heads, bodies = zip(
            *(_asked(link, method, path) for method in ("HEAD", "GET")), strict=True
        )
        assert heads[0] == heads[1]
        assert not bodies[0]
        assert bodies[1]
    link.close()


def _asked(link: http.client.HTTPConnection, method: str, path: str) -> tuple[int, bytes]:
    link.request(method, path)
    answer = link.getresponse()
    return answer.status, answer.read()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="needs Linux")
@pytest.mark.parametrize(("quota", "most"), [("50000", 1), ("150000", 2), ("max", 1000)])
def test_a_quota_leaves_fewer_processors(quota: str, most: int, tmp_path: Path) -> None:
    """As a container or a unit of systemd has one."""
    allowed = len(os.sched_getaffinity(0))
    (tmp_path / "cpu.max").write_text(f"{quota} 100000\n")
    assert usable(cgroups=tmp_path) == min(most, allowed)
    assert usable(os.getpid(), tmp_path / "nothing") == min(most, allowed)
    assert usable(cgroups=tmp_path.parent / "none") == allowed


def test_the_head_of_a_style_sheet_says_how_long_it_is(client: Client) -> None:
    packed = {"Accept-Encoding": "gzip"}
    lengths = [
        int(client.head("/static/css/base.css", headers=packed)["Content-Length"]),
        len(client.get("/static/css/base.css").getvalue()),
    ]
    assert lengths[0] == lengths[1] > 0


def test_one_that_cannot_be_started_is_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on meanwhile."""
    monkeypatch.setattr(sys, "executable", "/nothing/python")
    events: SimpleQueue[tuple[Event, Child | None]] = SimpleQueue()
    child = Child(["serve"])
    child.try_again(events)
    assert events.get(timeout=PATIENCE) == (Event.DUE, child)
