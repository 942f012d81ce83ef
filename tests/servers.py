"""Real programs that some tests need; a test without them says what to install."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.running import wait_until

LOOPBACK = "127.0.0.1"


def needs(program: str, package: str) -> str:
    """Path of `program`, which may be a pattern of a full path.

    Without it the test is skipped, or fails where PROOFSHEET_TESTS=all wants every test.
    """
    installed = sorted(Path("/").glob(program.lstrip("/")))
    if path := str(installed[-1]) if installed else shutil.which(program):
        return path
    lacking = f"{program} is missing: apt-get install {package}"
    if os.environ.get("PROOFSHEET_TESTS") == "all":
        pytest.fail(lacking)
    pytest.skip(lacking)


def chromium() -> str:
    return needs("chromium", "chromium")


def free_port() -> int:
    """A port that nobody listens on, for somebody who will.

    It is none of those that the system gives to whoever asks for any: meanwhile one of them may
    become the near end of a connection, even of one to that very port.
    """
    while True:
        port = 11_000 + secrets.randbelow(21_000)
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port


def listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def redis(port: int = 0) -> Iterator[str]:
    program = needs("redis-server", "redis-server")
    port = port or free_port()
    options = ["--bind", LOOPBACK, "--port", str(port), "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([program, *options, "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            wait_until(lambda: listens(port))
            yield f"redis://{LOOPBACK}:{port}/0"
        finally:
            process.kill()
            process.wait()


@contextmanager
def postgres() -> Iterator[str]:
    initdb = needs("/usr/lib/postgresql/*/bin/initdb", "postgresql")
    control = Path(initdb).with_name("pg_ctl")
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, log = str(folder / "data"), str(folder / "log")
        as_user = unprivileged(folder)
        options = f"-p {port} -k {folder} -c listen_addresses={LOOPBACK} -c fsync=off"
        _run(*as_user, initdb, "-D", data, "-U", "proofsheet", "-A", "trust", "-E", "UTF8")
        _run(*as_user, str(control), "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgres://proofsheet@{LOOPBACK}:{port}/postgres"
        finally:
            _run(*as_user, str(control), "-D", data, "-m", "immediate", "-w", "stop")


def unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the words that run it as its own user."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
