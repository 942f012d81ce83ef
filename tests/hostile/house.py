"""A real studio under attack: what it answers, what its processes take, what it keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import httpx
import psutil

from gallery import renditions
from tests.running import RunningStudio

MOST = 400
"""Megabytes that no process may take."""


@dataclass
class Round:
    """What came of one case. `web` and `worker` are the most megabytes that they took."""

    name: str
    answers: list[str] = field(default_factory=list)
    web: float = 0.0
    worker: float = 0.0
    kept: int = 0
    seconds: float = 0.0

    @property
    def is_bad(self) -> bool:
        # 501 is said of codings that nobody speaks.
        is_wrong = any(each != "501" and each[:1] in {"5", "d"} for each in self.answers)
        return is_wrong or max(self.web, self.worker) > MOST

    def line(self) -> str:
        told = ",".join(dict.fromkeys(self.answers))[:60]
        mark = "MISS" if self.is_bad else ""
        return (
            f"{self.name[:44]:44} {told:34} {self.web:5.0f} {self.worker:6.0f} "
            f"{self.kept:4} {self.seconds:6.1f} {mark}"
        )


class House:
    """A studio, a client with its token, and somebody who watches its memory."""

    def __init__(self, studio: RunningStudio) -> None:
        self.studio = studio
        self.client = studio.client()
        self.client.get("")
        self.token = self.client.cookies["proofsheet_csrf"]
        self._round = Round("")
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def close(self) -> None:
        self._is_over.set()
        self._watcher.join()
        self.client.close()

    @contextmanager
    def case(self, name: str) -> Iterator[Round]:
        before, began = len(self.originals()), monotonic()
        self._round = Round(name)
        yield self._round
        with suppress(httpx.HTTPError):
            self._round.answers.append("" if self.lives() else "dead")
        self._round.answers = [answer for answer in self._round.answers if answer]
        self._round.kept = len(self.originals()) - before
        self._round.seconds = monotonic() - began
        print(self._round.line(), flush=True)

    def lives(self) -> bool:
        return self.client.get("healthz", timeout=60).status_code == 200

    def post(self, path: str, **sent: object) -> str:
        """The status of a form, 'cut' where the connection was closed."""
        headers = {"X-CSRFToken": self.token}
        try:
            return str(self.client.post(path, headers=headers, timeout=120, **sent).status_code)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            return type(error).__name__

    def originals(self) -> list[Path]:
        return [path for path in self.studio.folder.glob("originals/*/*") if path.is_file()]

    def strangers(self) -> list[Path]:
        """Files that were kept although they are no pictures, and what was left half."""
        return [path for path in self.originals() if not _is_picture(path)] + [
            path for path in self.studio.folder.glob("incoming/*") if path.is_file()
        ]

    def _watch(self) -> None:
        web = psutil.Process(self.studio.process.pid)
        while not self._is_over.wait(0.02):
            with suppress(psutil.Error):
                self._round.web = max(self._round.web, _megabytes(web))
                for child in web.children():
                    self._round.worker = max(self._round.worker, _megabytes(child))


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1024**2


def _is_picture(path: Path) -> bool:
    try:
        renditions.inspect(path)
    except renditions.UnreadablePictureError:
        return False
    return True
