"""The real `manage.py` in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from uuid import uuid4

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
CLEAN = {
    name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
}
PATIENCE = 60.0
"""Seconds for what takes a moment: nobody waits for them but where a test fails."""


def wait_until(is_so: Callable[[], object], seconds: float = PATIENCE) -> None:
    """For what sends no event, such as a process that we did not start."""
    deadline = monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline, f"waited {seconds} s in vain"
        sleep(0.02)


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `manage.py` to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=CLEAN | environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )


def _is_worker(child: psutil.Process) -> bool:
    try:
        return "worker" in child.cmdline()
    except psutil.Error:  # it has just ended
        return False


class RunningStudio:
    """A command that runs on; `output` is everything that it has printed."""

    def __init__(self, *arguments: str, ignores_sigint: bool = False, **environment: str) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        if ignores_sigint:  # as a shell does for what it starts in the background
            command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
        self.started = monotonic()
        self.process = subprocess.Popen(
            command,
            env=CLEAN | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.folder = Path(environment["PROOFSHEET_DATA_DIR"])
        self.output = ""
        self.url = ""
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.output += line
                self._lines.put(line)

    def line_with(self, part: str, seconds: float = PATIENCE) -> str:
        """Wait for a line that contains `part`."""
        deadline = monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - monotonic()))
            except Empty:
                raise AssertionError(f"no line with {part!r} in:\n{self.output}") from None
            if part in line:
                return line

    def wait_until_ready(self) -> RunningStudio:
        self.url = "http" + self.line_with("http://").strip().rpartition("http")[2]
        wait_until(lambda: self.get("healthz").status_code == 200)
        return self

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        with self.client() as client:
            return client.get(self.url + path, headers=headers)

    def client(self) -> httpx.Client:
        """With no certificates to read, which takes longer than an answer."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False, verify=False)

    def submit(self, **fields: str) -> str:
        """Send the composer's form as a page without JavaScript does; the job's path."""
        with self.client() as client:
            client.get("")
            token = client.cookies["proofsheet_csrf"]
            known = {"csrfmiddlewaretoken": token, "submission": str(uuid4())}
            answer = client.post("jobs/", data=known | fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].lstrip("/")

    def clear_composer(self) -> None:
        """Let nothing stand in the composer that an earlier test typed into it."""
        with self.client() as client:
            client.get("")
            token = client.cookies["proofsheet_csrf"]
            known = {"csrfmiddlewaretoken": token, "drawn_for": ""}
            assert client.post("composer/pad/", data=known).status_code == 204

    @property
    def worker(self) -> psutil.Process | None:
        """The child that runs the jobs, None where there is none right now."""
        children = psutil.Process(self.process.pid).children()
        return next(filter(_is_worker, children), None)

    def wait_for_worker(self) -> psutil.Process:
        wait_until(lambda: self.worker)
        assert self.worker
        return self.worker

    @contextmanager
    def held_worker(self) -> Iterator[None]:
        """Whatever the worker is to do waits until the end of this."""
        worker = self.wait_for_worker()
        worker.suspend()
        try:
            yield
        finally:
            worker.resume()

    def wait_for_sweep(self) -> None:
        """Wait until the worker has begun its work."""
        wait_until((self.folder / "worker.alive").exists)

    def interrupt(self) -> None:
        """What Ctrl-C does: the signal goes to the whole process group of the terminal."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait(self, seconds: float = PATIENCE) -> int:
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def stop(self) -> None:
        """Stop it in order, if it still runs, and look whether all went well."""
        if self.process.poll() is not None:
            self._reader.join(PATIENCE)
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.interrupt()
        try:
            assert self.wait() == 0, self.output
            assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
            assert "Traceback" not in self.output, self.output
        finally:
            self.kill()

    def kill(self) -> None:
        """What `kill -9` does."""
        if self.process.poll() is None:
            self.process.kill()
            self.wait()
