"""What tests stand on: a data folder of their own, real servers, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import environment  # noqa: F401 (before anything of Django)

# After the settings: models cannot be made without them.
from studio import darkroom, setups  # isort: skip
from tests.chrome import Chrome, bounded, leave_first
from tests.running import PATIENCE, RunningStudio
from tests.servers import chromium, postgres, redis

# The same examples each time, on a machine of any speed.
hypothesis.settings.register_profile("steady", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("steady")
expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No key typed, no answer remembered and no image begun by the test before."""
    setups.leave_out()
    darkroom._begun.clear()
    yield
    (settings.DATA_DIR / "setups.stamp").unlink(missing_ok=True)
    cache.clear()
    caches["questions"].clear()


@pytest.fixture(autouse=True)
def _answers_end(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A server closes the files that it sends; Django's client leaves that to the test."""
    answers = []
    ask = Client.request

    def request(self: Client, **environ: Any) -> Any:
        answer = ask(self, **environ)
        if answer.streaming:
            answers.append(answer)
        return answer

    monkeypatch.setattr(Client, "request", request)
    yield
    with django_db_blocker.unblock():
        for answer in answers:
            answer.close()


@pytest.fixture(autouse=True)
def _empty_index(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Where a test really writes, Django empties all tables after it but that of words."""
    yield
    marker = request.node.get_closest_marker("django_db")
    is_real = bool(marker and marker.kwargs.get("transaction"))
    if is_real or {"live_server", "transactional_db"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM gallery_search")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis with nothing in it."""
    with redis() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL with an empty database."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chrome]:
    path = chromium()
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr(BrowserContext, "close", bounded(leave_first(BrowserContext.close)))
        patch.setattr(Browser, "close", bounded(Browser.close))
        started = Chrome(playwright, path)
        yield started
        started.browser.close()


@pytest.fixture
def browser(chrome: Chrome) -> Browser:
    return chrome.browser


StartStudio = Callable[..., RunningStudio]


@pytest.fixture
def start_studio(tmp_path: Path) -> Iterator[StartStudio]:
    """Starts a real studio: `start_studio("--workers", "4", NAME="value")`.

    Each one is stopped at the end and must then exit with 0 and leave no process.
    """
    running: list[RunningStudio] = []

    def start(*arguments: str, **variables: str) -> RunningStudio:
        variables = {"PROOFSHEET_DATA_DIR": str(tmp_path / "data")} | variables
        running.append(
            RunningStudio("start", "--port", "0", "--no-browser", *arguments, **variables)
        )
        return running[-1].wait_until_ready()

    yield start
    for studio in running:
        studio.stop()


@pytest.fixture
def studio_process(start_studio: StartStudio) -> RunningStudio:
    """A real studio with the settings of a first start."""
    return start_studio()
