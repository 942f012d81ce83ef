"""PostgreSQL and Redis on machines of their own, to be stopped and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from tests.running import wait_until
from tests.servers import needs

from .machines import Machine, Place, start

PASSWORD = "a-team-of-its-own"
LONG = 30.0


def _is_open(place: Place) -> bool:
    try:
        socket.create_connection((place.host, place.port), timeout=1).close()
    except OSError:
        return False
    return True


class Redis:
    """Keeps nothing: whenever it starts it is empty."""

    def __init__(self, machine: Machine, port: int, folder: Path) -> None:
        self.place = Place(machine.address, port)
        self._machine, self._folder = machine, folder
        self.start()

    def url(self, machine: Machine) -> str:
        return f"redis://:{PASSWORD}@{machine.way_to(self.place)}/0"

    def start(self) -> None:
        program = needs("redis-server", "redis-server")
        listening = ["--bind", self.place.host, "--port", str(self.place.port)]
        options = ["--requirepass", PASSWORD, "--save", "", "--dir", str(self._folder)]
        log = self._folder / "redis.log"
        self._process = start(self._machine, [program, *listening, *options], log, {})
        wait_until(lambda: _is_open(self.place), LONG)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Postgres:
    def __init__(self, machine: Machine, port: int, folder: Path) -> None:
        self.place = Place(machine.address, port)
        self._machine, self._folder = machine, folder
        self._programs = Path(needs("/usr/lib/postgresql/*/bin/initdb", "postgresql")).parent
        # It refuses to run as root.
        self._as_user = [] if os.geteuid() else ["runuser", "-u", "postgres", "--"]
        if self._as_user:
            shutil.chown(folder, "postgres")
        words = self._folder / "password"
        words.write_text(PASSWORD)
        words.chmod(0o644)
        self._run(
            "initdb", "-U", "proofsheet", "-A", "scram-sha-256", "-E", "UTF8", f"--pwfile={words}"
        )
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.77.0.0/24 scram-sha-256\n")
        self.start()

    def url(self, machine: Machine) -> str:
        return f"postgres://proofsheet:{PASSWORD}@{machine.way_to(self.place)}/postgres"

    def start(self) -> None:
        place = f"-c listen_addresses={self.place.host} -p {self.place.port}"
        told = f"-k {self._folder} {place} -c fsync=off"
        self._run("pg_ctl", "-l", str(self._folder / "log"), "-o", told, "-w", "start")

    def stop(self, mode: str) -> None:
        """`mode` is fast, or immediate, which is a crash."""
        self._run("pg_ctl", "-m", mode, "-w", "stop")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """From beside the machines, whose ways may be cut."""
        host, port = self.place.host, self.place.port
        with psycopg.connect(
            host=host, port=port, user="proofsheet", password=PASSWORD, dbname="postgres"
        ) as connection:
            return connection.execute(query.encode()).fetchall()

    def _run(self, program: str, *options: str) -> None:
        data = ["-D", str(self._folder / "data")]
        command = [*self._machine.prefix, *self._as_user, str(self._programs / program)]
        subprocess.run([*command, *data, *options], check=True, stdout=subprocess.DEVNULL, cwd="/")
