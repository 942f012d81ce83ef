"""Three studios for all looks at them, since each takes a while to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gateways.toapis import ToAPIsGateway
from tests.running import RunningStudio, wait_until

from .scrapes import TOKEN

MODEL = "toapis:gemini-3.1-flash-image-preview"
PROMPT = "A lighthouse that nobody shall read about"


@dataclass
class Watched:
    """A studio with a gateway whose answers can be planned."""

    running: RunningStudio
    gateway: ToAPIsGateway
    jobs: int = 0

    def make(self, ending: str, trouble: str = "", model: str = MODEL) -> int:
        """The number of a job whose end the log has told."""
        self.gateway.will(*filter(None, [trouble]))
        self.jobs += 1
        self.running.submit(model=model, prompt=PROMPT, aspect_ratio="1:1", resolution="1K")
        wait_until(lambda: f"Job {self.jobs} {ending} after" in self.running.output, 60)
        return self.jobs


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[RunningStudio]:
    known = {"PROOFSHEET_DATA_DIR": str(folder), **environment}
    studio = RunningStudio("start", "--port", "0", "--no-browser", **known)
    try:
        yield studio.wait_until_ready()
    finally:
        studio.stop()


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Its log is JSON, and it has metrics."""
    asked = {"PROOFSHEET_LOG": "json", "PROOFSHEET_METRICS_TOKEN": TOKEN}
    with ToAPIsGateway() as gateway:
        gateway.polls = 0
        known = asked | gateway.environment
        with started(tmp_path_factory.mktemp("watched") / "data", **known) as studio:
            yield Watched(studio, gateway)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """With the settings of a first start."""
    with started(tmp_path_factory.mktemp("plain") / "data") as studio:
        yield studio


@pytest.fixture(scope="session")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """Behind a proxy on this machine, with a sign-in."""
    asked = {
        "PROOFSHEET_LOGIN": "required",
        "PROOFSHEET_TRUSTED_PROXY": "127.0.0.1",
        "PROOFSHEET_ALLOWED_HOSTS": "studio.example.com",
        "PROOFSHEET_METRICS_TOKEN": TOKEN,
    }
    with started(tmp_path_factory.mktemp("team") / "data", **asked) as studio:
        yield studio
