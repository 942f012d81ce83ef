"""A studio and a gateway as real processes, for figures. Run by hand, never by pytest."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
KEY = "good-key"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process of ours that is ended, and waited for, at the end."""
    child = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **variables},
        start_new_session=True,
    )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()


def answers(url: str, seconds: float = 20) -> None:
    """Wait until something listens and answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            httpx.get(url, timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.02)
    raise TimeoutError(url)


@contextmanager
def gateway(*options: str) -> Iterator[str]:
    """Our gateway with its options; yields its base URL."""
    port = free_port()
    command = ("-m", "tests.gateways.openai_images", "--port", str(port), *options)
    with process(*command):
        answers(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/v1"


class Studio:
    """`manage.py start` on a data folder of its own."""

    def __init__(self, base_url: str, data: Path, pid: int) -> None:
        self.base_url = base_url
        self.data = data
        self.parent = psutil.Process(pid)

    @property
    def worker(self) -> psutil.Process:
        return self.parent.children()[0]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database beside the running studio."""
        database = f"file:{self.data / 'proofsheet.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(database, uri=True, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str) -> int:
        return int(str(self.rows(query)[0][0]))

    def client(self) -> httpx.Client:
        client = httpx.Client(base_url=self.base_url, timeout=60)
        page = client.get("/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if found is None:
            raise LookupError("The page has no form")
        client.headers["X-CSRFToken"] = found[1]
        return client

    def submit(self, client: httpx.Client, **fields: object) -> httpx.Response:
        data = {"submission": str(uuid4()), "prompt": "A lighthouse in fog", **fields}
        answer = client.post("/jobs/", data={k: str(v) for k, v in data.items()})
        if answer.status_code not in {201, 303}:
            raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")
        return answer


@contextmanager
def studio(**variables: str) -> Iterator[Studio]:
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        command = ("manage.py", "start", "--no-browser", "--port", str(port))
        variables["PROOFSHEET_DATA_DIR"] = str(data)
        child = stack.enter_context(process(*command, **variables))
        base_url = f"http://127.0.0.1:{port}"
        answers(f"{base_url}/healthz")
        yield Studio(base_url, data, child.pid)


def until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> float:
    """Wait until `condition()` holds; the seconds it took."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(str(condition))
        time.sleep(every)
    return time.monotonic() - begun
