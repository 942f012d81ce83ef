"""`manage.py start` and its processes, as a person and a kernel treat them."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.conftest import StartStudio
from tests.running import PATIENCE, RunningStudio, manage, wait_until
from tests.servers import free_port, redis


def test_a_first_start_answers(studio_process: RunningStudio) -> None:
    assert studio_process.get().status_code == 200


def test_it_prints_where_it_is_and_what_is_ready(start_studio: StartStudio, tmp_path: Path) -> None:
    studio = start_studio(DIEYUYUN_API_KEY="sk-abcdefghijklmnop")
    studio.line_with("Ctrl-C")
    assert str(tmp_path / "data") in studio.output
    assert "sketch" in studio.output.lower()
    assert "dieyuyun" in studio.output.lower()
    assert "abcdefghijkl" not in studio.output


def test_a_second_start_on_the_same_folder_is_refused(
    studio_process: RunningStudio, tmp_path: Path
) -> None:
    ended = manage("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path / "data"))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "already running" in line


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = manage("start", "--port", port, PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert port in line
    assert "in use" in line


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_without_login_it_listens_to_this_machine_only(host: str, tmp_path: Path) -> None:
    ended = manage("start", "--host", host, "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "PROOFSHEET_LOGIN" in line


def test_with_login_it_listens_to_others(start_studio: StartStudio) -> None:
    studio = start_studio("--host", "0.0.0.0", PROOFSHEET_LOGIN="required")
    connections = psutil.Process(studio.process.pid).net_connections()
    assert "0.0.0.0" in {connection.laddr.ip for connection in connections}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_of_it(number: int, studio_process: RunningStudio) -> None:
    worker = studio_process.wait_for_worker()
    studio_process.process.send_signal(number)
    assert studio_process.wait() == 0
    assert not worker.is_running()
    assert "Traceback" not in studio_process.output


def test_ctrl_c_works_where_the_shell_ignores_it(tmp_path: Path) -> None:
    studio = RunningStudio(
        "start", "--port", "0", ignores_sigint=True, PROOFSHEET_DATA_DIR=str(tmp_path)
    ).wait_until_ready()
    studio.process.send_signal(signal.SIGINT)
    assert studio.wait() == 0


@pytest.mark.parametrize("mark", ["incoming", "start.lock", "proofsheet.sqlite3-wal"])
def test_ctrl_c_while_it_starts_leaves_no_traceback(mark: str, tmp_path: Path) -> None:
    studio = RunningStudio("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    wait_until((tmp_path / mark).exists)
    studio.process.send_signal(signal.SIGINT)
    studio.wait()
    assert "Traceback" not in studio.output


def test_a_killed_worker_is_replaced_within_three_seconds(studio_process: RunningStudio) -> None:
    first = studio_process.wait_for_worker()
    first.kill()
    told = re.search(r"starts in ([\d.]+) s", studio_process.line_with("The worker ended"))
    assert told
    assert float(told[1]) < 3
    wait_until(lambda: studio_process.worker not in {None, first})
    assert studio_process.get("healthz").status_code == 200


def test_workers_that_die_young_are_replaced_more_slowly(studio_process: RunningStudio) -> None:
    for _ in range(3):
        studio_process.wait_for_worker().kill()
        line = studio_process.line_with("The worker ended")
    assert "0.8 s" in line


def test_a_killed_parent_takes_its_worker_along(studio_process: RunningStudio) -> None:
    worker = studio_process.wait_for_worker()
    studio_process.kill()
    psutil.wait_procs([worker], timeout=PATIENCE)
    assert not worker.is_running()


def test_a_parent_that_is_killed_as_it_starts_leaves_no_worker(tmp_path: Path) -> None:
    studio = RunningStudio("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    worker = studio.wait_for_worker()
    studio.kill()
    psutil.wait_procs([worker], timeout=PATIENCE)
    assert not worker.is_running()


def test_a_port_is_free_again_after_a_stop(start_studio: StartStudio) -> None:
    port = str(free_port())
    for _ in range(2):
        start_studio("--port", port).stop()


def test_an_open_browser_connection_does_not_hold_up_the_stop(
    studio_process: RunningStudio,
) -> None:
    port = int(studio_process.url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)):
        studio_process.stop()


# The database before it starts


def migrated(folder: Path) -> sqlite3.Connection:
    assert manage("migrate", PROOFSHEET_DATA_DIR=str(folder)).returncode == 0
    return sqlite3.connect(folder / "proofsheet.sqlite3")


def test_a_database_newer_than_the_code_is_told_in_one_line(tmp_path: Path) -> None:
    with closing(migrated(tmp_path)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)",
            ("gallery", "9999_from_the_future", "2030-01-01"),
        )
    ended = manage("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "9999_from_the_future" in line


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "proofsheet.sqlite3").write_bytes(b"not a database" * 100)
    ended = manage("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "is damaged (file is not a database)" in line
    assert "manage.py restore" in line


def test_a_secret_key_that_a_power_cut_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    assert manage("migrate", PROOFSHEET_DATA_DIR=str(tmp_path)).returncode == 0
    assert len((tmp_path / "secret.key").read_text()) > 50


def test_a_folder_that_cannot_be_locked_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "start.lock").mkdir()
    ended = manage("start", "--port", "0", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "cannot be written" in line


def undo_last_migration(database: sqlite3.Connection) -> None:
    """As if an older version had made it: the last step of sessions is one that loses nothing."""
    database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    database.execute("DROP TABLE django_session")


def test_the_database_is_copied_before_it_is_migrated(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with closing(migrated(folder)) as database, database:
        undo_last_migration(database)
    start_studio()
    [copy] = folder.glob("before-*.sqlite3")
    assert copy.name == "before-sessions-0001_initial.sqlite3"
    assert copy.stat().st_mode & 0o077 == 0
    with (
        closing(sqlite3.connect(copy)) as old,
        closing(sqlite3.connect(folder / "proofsheet.sqlite3")) as new,
    ):
        table = "SELECT count(*) FROM sqlite_master WHERE name = 'django_session'"
        assert old.execute(table).fetchone() == (0,)
        assert new.execute(table).fetchone() == (1,)


def test_the_last_three_copies_are_kept(start_studio: StartStudio, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with closing(migrated(folder)) as database, database:
        undo_last_migration(database)
    for age, name in enumerate(["d", "c", "b", "a"]):
        path = folder / f"before-{name}.sqlite3"
        path.touch()
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    start_studio()
    kept = {path.name for path in folder.glob("before-*.sqlite3")}
    assert kept == {
        "before-c.sqlite3",
        "before-d.sqlite3",
        "before-sessions-0001_initial.sqlite3",
    }


def test_a_first_and_an_unchanged_start_copy_nothing(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    for _ in range(2):
        start_studio().stop()
    assert not list((tmp_path / "data").glob("before-*"))


# The halves alone


def test_web_and_worker_run_apart(tmp_path: Path) -> None:
    folder = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    migrated(tmp_path).close()
    web = RunningStudio("serve", "--port", "0", **folder)
    worker = RunningStudio("worker", "--workers", "2", **folder)
    web.wait_until_ready()
    worker.wait_for_sweep()
    web.stop()
    worker.stop()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_halves_want_a_migrated_database(command: str, tmp_path: Path) -> None:
    ended = manage(command, PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert "manage.py migrate" in line


# Health


def test_health_is_bad_while_the_database_is_gone(
    studio_process: RunningStudio, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "proofsheet.sqlite3"
    path.rename(tmp_path / "aside")
    answer = studio_process.get("healthz")
    (tmp_path / "aside").rename(path)
    assert (answer.status_code, answer.text) == (503, "database does not answer")


def test_health_and_work_follow_a_redis_that_goes_and_comes_back(
    start_studio: StartStudio,
) -> None:
    port = free_port()
    with redis(port) as url:
        studio = start_studio(PROOFSHEET_QUEUE_URL=url)
    answer = studio.get("healthz")
    assert (answer.status_code, answer.text) == (503, "queue does not answer")
    studio.line_with("The sweep failed")
    with redis(port):
        wait_until(lambda: studio.get("healthz").text == "ok")
        job = studio.submit(model="sketch:quick", prompt="A lighthouse")
        wait_until(lambda: 'data-state="finished"' in studio.get(job).text)
        studio.stop()


def test_it_runs_on_postgresql(start_studio: StartStudio, postgres_url: str) -> None:
    studio = start_studio(DATABASE_URL=postgres_url)
    job = studio.submit(model="sketch:quick", prompt="A lighthouse")
    wait_until(lambda: 'data-state="finished"' in studio.get(job).text)


# What it weighs


def test_idle_it_is_light(studio_process: RunningStudio) -> None:
    """Under 130 MB of memory and 5 % of one core, web and worker together."""
    studio_process.wait_for_sweep()
    studio_process.get("")
    family = [psutil.Process(studio_process.process.pid), studio_process.wait_for_worker()]
    assert sum(process.memory_full_info().pss for process in family) < 130_000_000
    before = [process.cpu_times() for process in family]
    with pytest.raises(AssertionError):
        studio_process.line_with("no such line", 5)
    after = [process.cpu_times() for process in family]
    used = sum(b.user + b.system - a.user - a.system for a, b in zip(before, after, strict=True))
    assert used / 5 < 0.05
