"""The real process, ended by force in the middle of an import."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import CLEAN, ROOT, manage, wait_until

from .pictures import fill


def number(database: Path, question: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as rows:
        return int(rows.execute(question).fetchone()[0])


@pytest.mark.parametrize("moment", [1, 51])
def test_an_import_that_is_killed_goes_on_and_doubles_nothing(tmp_path: Path, moment: int) -> None:
    count = 200
    folder = fill(tmp_path / "pictures", *(f"{n:04}.png" for n in range(count)))
    data = tmp_path / "data"
    environment = {"PROOFSHEET_DATA_DIR": str(data)}
    assert manage("migrate", "-v", "0", **environment).returncode == 0
    database = data / "proofsheet.sqlite3"
    command = [sys.executable, str(ROOT / "manage.py"), "gallery", "import", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=CLEAN | environment, stdout=subprocess.DEVNULL
    ) as process:
        wait_until(lambda: number(database, "SELECT count(*) FROM gallery_image") >= moment, 60)
        process.kill()
        process.wait(10)
    assert number(database, "SELECT count(*) FROM gallery_image") < count
    again = subprocess.run(
        command, cwd=ROOT, env=CLEAN | environment, capture_output=True, text=True, timeout=60
    )
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("200 imported, 0 already here, 0 left out")
    assert number(database, "SELECT count(DISTINCT digest) FROM gallery_image") == count
    assert number(database, "SELECT count(*) FROM gallery_image") == count
    assert number(database, "SELECT count FROM gallery_counter WHERE facet = 'all'") == count
    assert len(list((data / "originals").rglob("*.png"))) == count
