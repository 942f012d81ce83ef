"""A studio and a gateway as real processes, for figures. Run by hand, never by pytest."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil

from tests.running import ROOT, RunningStudio, wait_until
from tests.servers import free_port

KEY = "good-key"


@contextmanager
def gateway(*options: str) -> Iterator[str]:
    """Our gateway with its options; yields its base URL."""
    port = free_port()
    command = [sys.executable, "-m", "tests.gateways.openai_images", "--port", str(port)]
    child = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/"))
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        child.terminate()
        child.wait(10)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=1, trust_env=False)
    except httpx.TransportError:
        return False
    return True


class Studio:
    """A running `manage.py start` and its database."""

    def __init__(self, running: RunningStudio) -> None:
        self.ready_after = time.monotonic() - running.started
        self.base_url = running.url.rstrip("/")
        self.data = running.folder
        self.parent = psutil.Process(running.process.pid)
        self.worker = running.wait_for_worker()
        running.wait_for_sweep()

    def one(self, query: str) -> int:
        """A number from the database, looked up beside the running studio."""
        database = f"file:{self.data / 'proofsheet.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(database, uri=True, timeout=20)) as connection:
            return int(connection.execute(query).fetchone()[0])

    def client(self) -> httpx.Client:
        client = httpx.Client(base_url=self.base_url, timeout=60, trust_env=False)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/").text)
        if found is None:
            raise LookupError("The page has no form")
        client.headers["X-CSRFToken"] = found[1]
        return client

    def submit(self, client: httpx.Client, **fields: object) -> httpx.Response:
        data = {"submission": str(uuid4()), "prompt": "A lighthouse in fog", **fields}
        answer = client.post("/jobs/", data={name: str(value) for name, value in data.items()})
        if answer.status_code not in {201, 303}:
            raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")
        return answer


@contextmanager
def studio(**variables: str) -> Iterator[Studio]:
    """A studio on a data folder of its own, with its worker ready."""
    with tempfile.TemporaryDirectory() as name:
        variables["PROOFSHEET_DATA_DIR"] = str(Path(name) / "data")
        running = RunningStudio("start", "--port", "0", "--no-browser", **variables)
        try:
            yield Studio(running.wait_until_ready())
        finally:
            running.stop()


def until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> float:
    """Wait until `condition()` holds; the seconds it took."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(str(condition))
        time.sleep(every)
    return time.monotonic() - begun
