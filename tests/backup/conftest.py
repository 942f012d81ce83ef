"""Studios as folders and databases, and the commands that act on them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.running import CLEAN, ROOT, manage


@dataclass
class Place:
    """Where a studio lies: a data folder, and the database where that is another."""

    folder: Path
    database: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"PROOFSHEET_DATA_DIR": str(self.folder)}
        return own | ({"DATABASE_URL": self.database} if self.database else {}) | self.variables

    @property
    def name(self) -> str:
        """Of the database."""
        return self.database.rpartition("/")[2]

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.database else "SQLite"

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return manage(*arguments, **self.environment)

    def well(self, *arguments: str) -> str:
        """What a command says that goes well."""
        ended = self.manage(*arguments)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def refused(self, *arguments: str) -> str:
        """The one line of a command that is refused."""
        ended = self.manage(*arguments)
        assert ended.returncode == 1, ended.stdout + ended.stderr
        [line] = ended.stderr.splitlines()
        return line

    def run(self, module: str, *arguments: str) -> str:
        """What a module of these tests prints in this studio."""
        return subprocess.run(
            [sys.executable, "-m", f"tests.backup.{module}", *arguments],
            env=CLEAN | self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=900,
        ).stdout

    def fill(self, images: int = 5) -> Place:
        self.run("filling", str(images))
        return self

    def copy_of(self, other: Place) -> Place:
        shutil.copytree(other.folder, self.folder)
        return self

    def told(self) -> list[str]:
        return self.run("telling").splitlines()


NewPlace = Callable[..., Place]


@pytest.fixture
def place(tmp_path: Path) -> NewPlace:
    """A new place: `place()`, `place("postgresql", url)`."""

    def new(postgres_url: str = "", **variables: str) -> Place:
        url = new_database(postgres_url) if postgres_url else ""
        return Place(tmp_path / uuid4().hex[:8], url, variables)

    return new


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A studio that is looked at and not changed."""
    return Place(tmp_path_factory.mktemp("filled") / "data").fill()


@pytest.fixture(scope="session")
def backup(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backup") / "studio.tar"
    filled.well("backup", str(file))
    return file


def new_database(url: str) -> str:
    """The address of an empty one in the same server."""
    name = f"studio_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"
