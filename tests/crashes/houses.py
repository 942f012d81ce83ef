"""A studio as real processes that can be killed one by one and started again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import psutil

from tests.running import RunningStudio, manage, wait_until
from tests.servers import free_port

from .services import SLOW, Postgres, Redis, kill_family

READY = 60.0
"""Seconds in which a studio answers again on a machine that is busy."""


class House(Protocol):
    """`kill` one of `targets`, then `mend`: whatever does not run is started again.

    `stop` ends the studio in order, `close` what it stands on. `outputs`: what all of it printed.
    """

    environment: Mapping[str, str]
    targets: tuple[str, ...]
    url: str
    outputs: list[str]

    def kill(self, target: str) -> None: ...
    def mend(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class _Command:
    """A command of `manage.py` that is started as often as it ends."""

    def __init__(self, environment: Mapping[str, str], outputs: list[str], *words: str) -> None:
        self._environment, self._outputs, self._words = environment, outputs, words
        self.running = self._start()

    def _start(self) -> RunningStudio:
        return RunningStudio(*self._words, **self._environment)

    @property
    def is_up(self) -> bool:
        return self.running.process.poll() is None

    def kill(self) -> None:
        self.running.kill()

    def mend(self) -> None:
        if not self.is_up:
            self._outputs.append(self.running.output)
            self.running = self._start()

    def stop(self) -> None:
        if self.is_up:
            self.running.process.terminate()
            self.running.wait(READY)
        self._outputs.append(self.running.output)


def _answers(studio: RunningStudio, url: str) -> bool:
    if studio.process.poll() is not None:
        raise AssertionError(f"It ended: {studio.output[-2000:]}")
    studio.url = url
    try:
        return studio.get("healthz").status_code == 200
    except OSError:
        return False
    except Exception as error:
        if type(error).__module__.startswith("httpx"):
            return False
        raise


class OneMachine:
    """`manage.py start` on SQLite: the web, and the worker as its child."""

    targets = ("web", "worker", "both")

    def __init__(self, folder: Path, gateways: Mapping[str, str]) -> None:
        port = str(free_port())
        self.environment = {**gateways, "PROOFSHEET_DATA_DIR": str(folder / "data")}
        self.url = f"http://127.0.0.1:{port}/"
        self.outputs: list[str] = []
        words = ("start", "--no-browser", "--port", port, "--workers", "32")
        self._pair = _Command(self.environment, self.outputs, *words)
        self.mend()

    def kill(self, target: str) -> None:
        if target == "both":
            kill_family(self._pair.running.process)
            self._pair.running.wait()
        elif target == "web":
            worker = self._pair.running.worker
            self._pair.kill()
            psutil.wait_procs([worker] if worker else [], timeout=READY)
        elif worker := self._pair.running.worker:
            worker.kill()

    def mend(self) -> None:
        self._pair.mend()
        wait_until(lambda: _answers(self._pair.running, self.url), READY)

    def stop(self) -> None:
        self._pair.stop()

    def close(self) -> None:
        """It stands on nothing else."""


class Team:
    """`serve` and `worker` apart, on PostgreSQL and Redis."""

    targets = ("web", "worker", "both", "postgres", "redis")

    def __init__(self, folder: Path, gateways: Mapping[str, str]) -> None:
        port = str(free_port())
        self._services = {
            "postgres": Postgres(folder / "postgres"),
            "redis": Redis(folder / "redis"),
        }
        for service in self._services.values():
            service.start()
        self.environment = {
            **gateways,
            "PROOFSHEET_DATA_DIR": str(folder / "data"),
            "DATABASE_URL": self._services["postgres"].url,
            "PROOFSHEET_QUEUE_URL": self._services["redis"].url,
        }
        migrated = manage("migrate", **self.environment)
        assert migrated.returncode == 0, migrated.stderr
        self.url = f"http://127.0.0.1:{port}/"
        self.outputs: list[str] = []
        self._web = _Command(self.environment, self.outputs, "serve", "--port", port)
        self._worker = _Command(self.environment, self.outputs, "worker", "--workers", "32")
        self._down: list[str] = []
        self.mend()

    def kill(self, target: str) -> None:
        if service := self._services.get(target):
            service.kill()
            self._down.append(target)
        if target in {"web", "both"}:
            self._web.kill()
        if target in {"worker", "both"}:
            self._worker.kill()

    def mend(self) -> None:
        while self._down:
            self._services[self._down.pop()].start()
        self._web.mend()
        self._worker.mend()
        wait_until(lambda: _answers(self._web.running, self.url), READY + SLOW)

    def stop(self) -> None:
        self._web.stop()
        self._worker.stop()

    def close(self) -> None:
        for service in self._services.values():
            service.kill()


FORMS: Mapping[str, Callable[[Path, Mapping[str, str]], House]] = {
    "one machine": OneMachine,
    "team": Team,
}
