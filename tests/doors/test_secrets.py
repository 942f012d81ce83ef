"""No secret is in any file, answer, log or process list; `python -m tests.doors` looks further."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.doors.search import Search
from tests.doors.secret_keeping import look
from tests.doors.shapes import SHAPES
from tests.running import manage


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed in /proc")
def test_a_studio_keeps_its_secrets(tmp_path: Path) -> None:
    found = look(tmp_path, deeds=["401", "no json"], most=30)
    assert found.leaks == []
    assert found.open_files == []
    assert found.answers > 100
    assert (tmp_path / "whole.backup").exists()
    assert found.read > 10_000_000


@pytest.mark.parametrize("shape", SHAPES)
def test_the_search_finds_what_is_there(shape: str, tmp_path: Path) -> None:
    secret = 'planted/"secret"+27'
    search = Search({"key": secret}, lambda name, where: False)
    search.look("a page", f"before{SHAPES[shape](secret)}after".encode())
    assert len(search.found) == 1
    assert search.found[0].startswith("key in a page: ")


def test_commands_that_reach_nothing_tell_no_password(tmp_path: Path) -> None:
    known = {
        "PROOFSHEET_DATA_DIR": str(tmp_path),
        "PROOFSHEET_LOGIN": "required",
        "DATABASE_URL": "postgres://proofsheet:pass-of-postgres@127.0.0.1:1/studio",
        "PROOFSHEET_QUEUE_URL": "redis://:pass-of-redis@127.0.0.1:1/0",
    }
    for command in (["doctor"], ["start", "--port", "0", "--no-browser"]):
        ended = manage(*command, **known)
        assert ended.returncode != 0
        assert "pass-of" not in ended.stdout + ended.stderr
