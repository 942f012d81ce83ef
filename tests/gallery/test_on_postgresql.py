"""Search, tags and trash once more, on a real PostgreSQL, in a process that has it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.running import PATIENCE, ROOT

FILES = ("on_postgresql", "test_search", "test_tags", "test_trash", "test_marks_at_once")


def test_search_tags_and_trash_are_the_same_there(postgres_url: str) -> None:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *(f"tests/gallery/{name}.py" for name in FILES)],
        cwd=ROOT,
        env=kept | {"DATABASE_URL": postgres_url},
        capture_output=True,
        text=True,
        timeout=15 * PATIENCE,
    )
    assert done.returncode == 0, done.stdout[-4000:]
