"""PostgreSQL and Redis that can be killed and started again on the same port."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

import psutil
import psycopg

from tests.running import wait_until
from tests.servers import LOOPBACK, free_port, listens, needs, unprivileged

SLOW = 60.0
"""Seconds in which a service is up again on a machine that is busy."""


class Service(Protocol):
    @property
    def url(self) -> str: ...
    def start(self) -> None: ...
    def kill(self) -> None: ...


def kill_family(process: subprocess.Popen[bytes]) -> None:
    """A process and all that it started, at once and without a word."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for member in family:
        member.suspend()
    for member in family:
        member.kill()
    process.wait()
    psutil.wait_procs(family[1:], timeout=10)


class Redis:
    """Remembers nothing: each start is an empty one."""

    def __init__(self, folder: Path) -> None:
        self._program = needs("redis-server", "redis-server")
        self._folder, self._port = folder, free_port()
        self._folder.mkdir()

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self._port}/0"

    def start(self) -> None:
        options = [
            "--bind",
            LOOPBACK,
            "--port",
            str(self._port),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._process = subprocess.Popen(
            [self._program, *options, "--dir", str(self._folder)], stdout=subprocess.DEVNULL
        )
        wait_until(lambda: listens(self._port), SLOW)

    def kill(self) -> None:
        kill_family(self._process)


class Postgres:
    """A cluster of its own, which writes through to disk as it does by default."""

    def __init__(self, folder: Path) -> None:
        initdb = needs("/usr/lib/postgresql/*/bin/initdb", "postgresql")
        self._program = str(Path(initdb).with_name("postgres"))
        self._folder, self._port = folder, free_port()
        folder.mkdir()
        self._as_user = unprivileged(folder)
        command = [*self._as_user, initdb, "-D", str(folder / "data"), "-U", "proofsheet"]
        subprocess.run(
            [*command, "-A", "trust", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    @property
    def url(self) -> str:
        return f"postgres://proofsheet@{LOOPBACK}:{self._port}/postgres"

    def start(self) -> None:
        settings = [f"listen_addresses={LOOPBACK}", f"port={self._port}"]
        settings.append(f"unix_socket_directories={self._folder}")
        options = [word for setting in settings for word in ("-c", setting)]
        log = (self._folder.parent / "postgres.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [*self._as_user, self._program, "-D", str(self._folder / "data"), *options],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        wait_until(self._answers, SLOW)

    def kill(self) -> None:
        kill_family(self._process)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
