"""The real processes, ended by force in the middle of an import."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.factories import png
from tests.running import CLEAN, PATIENCE, ROOT, RunningStudio, manage, wait_until

from .pictures import archive, fill


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
        wait_until(lambda: number(database, "SELECT count(*) FROM gallery_image") >= moment)
        process.kill()
        process.wait(PATIENCE)
    assert number(database, "SELECT count(*) FROM gallery_image") < count
    again = subprocess.run(
        command,
        cwd=ROOT,
        env=CLEAN | environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("200 imported, 0 already here, 0 left out")
    assert number(database, "SELECT count(DISTINCT digest) FROM gallery_image") == count
    assert number(database, "SELECT count(*) FROM gallery_image") == count
    assert number(database, "SELECT count FROM gallery_counter WHERE facet = 'all'") == count
    assert len(list((data / "originals").rglob("*.png"))) == count


def test_a_worker_that_is_killed_leaves_the_import_to_the_next(
    studio_process: RunningStudio, tmp_path: Path
) -> None:
    count = 200
    pictures = {f"{n:04}.png": png(seed=n) for n in range(count)}
    data = archive(tmp_path / "pictures.zip", **pictures).read_bytes()
    with httpx.Client(base_url=studio_process.url, trust_env=False, timeout=PATIENCE) as client:
        client.get("")
        fields = {"csrfmiddlewaretoken": client.cookies["proofsheet_csrf"]}
        files = {"files": ("pictures.zip", data, "application/zip")}
        answer = client.post("gallery/import/", data=fields, files=files)
    assert answer.status_code == 303, answer.text
    page = answer.headers["Location"].lstrip("/")
    database = studio_process.folder / "proofsheet.sqlite3"
    wait_until(lambda: number(database, "SELECT count(*) FROM gallery_image") > 0)
    studio_process.wait_for_worker().kill()
    wait_until(lambda: "200 pictures imported" in studio_process.get(page).text)
    assert number(database, "SELECT count(*) FROM gallery_image") == count
    assert number(database, "SELECT count(DISTINCT digest) FROM gallery_image") == count
    assert "here already" not in studio_process.get(page).text
