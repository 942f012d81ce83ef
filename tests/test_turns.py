"""Who writes to SQLite, and who waits: threads of this process, and real other processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from django.db import OperationalError
from django.db.backends.sqlite3.base import Database

from studio.sqlite3.base import DatabaseWrapper
from studio.sqlite3.turns import Turns
from tests.running import ROOT

HOLD = """
import sys
from studio.sqlite3.turns import Turns
turns = Turns(sys.argv[1])
for _line in sys.stdin:
    print(turns.take(10), flush=True)
    sys.stdin.readline()
    turns.give_back()
    print("gave", flush=True)
"""


@contextmanager
def another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that takes its turn at one line, and gives it back at the next."""
    command = [sys.executable, "-c", HOLD, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "studio.sqlite3"


def wrapper(path: Path, seconds: float = 20) -> DatabaseWrapper:
    known = {"NAME": str(path), "OPTIONS": {"timeout": seconds, "transaction_mode": "IMMEDIATE"}}
    unset = {"ENGINE": "studio.sqlite3", "AUTOCOMMIT": True, "TIME_ZONE": None,
             "CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": 0, "TEST": {}}  # fmt: skip
    return DatabaseWrapper(unset | known)


def test_threads_take_turns(path):
    turns, inside, most, begin = Turns(str(path)), [], [], Barrier(8)

    def write(number: int) -> None:
        begin.wait()
        for _ in range(50):
            assert turns.take(20)
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)
            turns.give_back()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert (max(most), len(most)) == (1, 400)


def test_another_process_keeps_us_waiting(path):
    turns = Turns(str(path))
    with another(path) as process:
        tell(process)
        assert said(process) == "True"
        assert not turns.take(0.05)
        tell(process)
        assert said(process) == "gave"
        assert turns.take(10)


def test_a_turn_ends_with_its_process(path):
    turns = Turns(str(path))
    with another(path) as process:
        tell(process)
        assert said(process) == "True"
        process.kill()
        process.wait()
        assert turns.take(10)


def test_whoever_has_just_written_lets_another_process_go_first(path):
    turns = Turns(str(path))
    assert turns.take(1)
    with another(path) as process:
        tell(process)
        while turns._try(1):  # until the other one stands next in line
            turns._free(1)
        turns.give_back()
        assert said(process) == "True"
        assert not turns.take(0.05)


@pytest.mark.django_db
def test_a_frozen_process_that_is_next_in_line_keeps_nobody_out(path):
    turns = Turns(str(path))
    with another(path) as writer, another(path) as frozen:
        tell(writer)
        assert said(writer) == "True"
        tell(frozen)
        while turns._try(1):  # until it stands next in line
            turns._free(1)
        frozen.send_signal(signal.SIGSTOP)
        tell(writer)
        assert said(writer) == "gave"
        ours = wrapper(path, 0.05)
        ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        ours.commit()
        ours.close()


def test_where_nothing_can_be_written_there_is_no_line(tmp_path):
    turns = Turns(str(tmp_path / "nowhere" / "studio.sqlite3"))
    assert turns.take(1)
    turns.give_back()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_every_end_of_a_transaction_gives_the_turn_back(path, end):
    first, second = wrapper(path), wrapper(path, 0.05)
    first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="database is locked"):
        second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    getattr(first, end)()
    second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    second.rollback()


@pytest.mark.django_db
def test_a_transaction_that_cannot_begin_gives_the_turn_back(path):
    """A program that is none of ours has the database: SQLite itself says so."""
    stranger = Database.connect(path)
    stranger.execute("CREATE TABLE boats (name)")
    stranger.commit()
    stranger.execute("BEGIN IMMEDIATE")
    ours = wrapper(path, 0.05)
    for _ in range(2):
        with pytest.raises(OperationalError, match="locked"):
            ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    stranger.rollback()
    ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    ours.rollback()
    ours.close()
    stranger.close()
