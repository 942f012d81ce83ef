"""`manage.py doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import StartStudio
from tests.running import manage
from tests.servers import free_port


def test_before_a_first_start_nothing_is_broken(tmp_path: Path) -> None:
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 0, ended.stdout
    assert "!!" not in ended.stdout
    assert str(tmp_path) in ended.stdout
    assert "manage.py start" in ended.stdout
    assert not (tmp_path / "proofsheet.sqlite3").exists()


def test_a_running_studio_is_well(start_studio: StartStudio, tmp_path: Path) -> None:
    studio = start_studio()
    studio.wait_for_sweep()
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path / "data"))
    assert ended.returncode == 0, ended.stdout
    assert "ok  A worker runs here" in ended.stdout


def test_a_key_is_told_by_its_last_four_characters(tmp_path: Path) -> None:
    ended = manage(
        "doctor", PROOFSHEET_DATA_DIR=str(tmp_path), OPENAI_API_KEY="sk-secret-secret-wxyz"
    )
    assert "wxyz" in ended.stdout
    assert "secret-wxyz" not in ended.stdout


def test_a_provider_without_a_key_says_what_to_set(tmp_path: Path) -> None:
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert "OPENAI_API_KEY" in ended.stdout
    assert "CUSTOM_BASE_URL" in ended.stdout


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgres://user:hidden@127.0.0.1:{port}/name"),
        ("PROOFSHEET_QUEUE_URL", "redis://:hidden@127.0.0.1:{port}/0"),
    ],
)
def test_what_does_not_answer_is_broken(name: str, url: str, tmp_path: Path) -> None:
    given = {name: url.format(port=free_port())}
    ended = manage("doctor", **{"PROOFSHEET_DATA_DIR": str(tmp_path)} | given)
    assert ended.returncode == 1
    assert f"set {name}" in ended.stdout
    assert "hidden" not in ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_file_that_is_no_database_is_broken(tmp_path: Path) -> None:
    (tmp_path / "proofsheet.sqlite3").write_bytes(b"not a database" * 100)
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
