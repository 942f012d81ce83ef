"""Request lines and headers as no browser sends them, to a real studio."""

from __future__ import annotations

from tests.hostile import requests
from tests.running import RunningStudio


def test_no_odd_request_is_a_mistake_of_ours(studio_process: RunningStudio) -> None:
    answers = {
        name: requests.ask(studio_process.url, make()) for name, make in requests.LINES.items()
    }
    assert {n: told for n, told in answers.items() if told.startswith("5") and told != "501"} == {}
    assert answers["a foreign host"] == answers["a host with a user"] == "400"
    assert answers["a proxy that lies"] == "403"
    assert answers["out of static"] == "404"
    assert studio_process.get("healthz").status_code == 200
    assert "Traceback" not in studio_process.output
