"""`manage.py doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from tests import factories
from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import CLEAN, PATIENCE, ROOT, manage
from tests.seeing import rows
from tests.servers import free_port
from tests.test_typed_keys import type_in


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
    rows.wait_for_signs(tmp_path / "data", 2)
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path / "data"))
    assert ended.returncode == 0, ended.stdout
    assert "ok  1 worker runs" in ended.stdout


def test_a_key_is_told_by_its_last_four_characters(tmp_path: Path) -> None:
    told = {"OPENAI_API_KEY": "sk-secret-secret-wxyz", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path), **told)
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


def test_whoever_reads_no_further_is_told_nothing_more(tmp_path: Path) -> None:
    """As `head` does."""
    heard, told = os.pipe()
    os.close(heard)
    command = [sys.executable, str(ROOT / "manage.py"), "doctor"]
    environment = CLEAN | {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    ended = subprocess.run(
        command, env=environment, stdout=told, stderr=subprocess.PIPE, timeout=2 * PATIENCE
    )
    os.close(told)
    assert (ended.returncode, ended.stderr) == (1, b"")


# Providers


def line_of(output: str, label: str) -> str:
    return next(line for line in output.splitlines() if line[4:].startswith(f"{label}: "))


def test_a_gateway_with_a_good_key_is_asked_for_nothing(
    lumenfall_gateway: LumenfallGateway, tmp_path: Path
) -> None:
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path), **lumenfall_gateway.environment)
    assert ended.returncode == 0, ended.stdout
    assert line_of(ended.stdout, "Lumenfall") == "ok  Lumenfall: Ready, key from LUMENFALL_API_KEY"
    assert "Tested just now: answered in" in ended.stdout
    assert "Balance $1,000.00." in ended.stdout
    assert "Gemini 3.1 Flash Image: Up to 10 images a call" in ended.stdout
    assert lumenfall_gateway.requests
    assert not lumenfall_gateway.paid


def test_a_refused_key_is_broken(openai_gateway: OpenAIImagesGateway, tmp_path: Path) -> None:
    told = {**openai_gateway.environment, "OPENAI_API_KEY": "sk-secret-secret-wxyz"}
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path), **told)
    assert ended.returncode == 1
    assert line_of(ended.stdout, "OpenAI").startswith("!!  OpenAI: The gateway does not accept")
    assert "Set OPENAI_API_KEY anew and start the studio again." in ended.stdout
    assert "secret-wxyz" not in ended.stdout + ended.stderr


def test_a_gateway_that_is_away_is_a_hint(tmp_path: Path) -> None:
    told = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": f"http://127.0.0.1:{free_port()}/v1"}
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path), **told)
    assert ended.returncode == 0, ended.stdout
    assert line_of(ended.stdout, "OpenAI").startswith("--  OpenAI: The gateway cannot be reached")
    assert "Check the network and the address" in ended.stdout


def test_silent_gateways_keep_nobody_waiting(
    openai_gateway: OpenAIImagesGateway,
    custom_gateway: OpenAIImagesGateway,
    lumenfall_gateway: LumenfallGateway,
    tmp_path: Path,
) -> None:
    gateways = (openai_gateway, custom_gateway, lumenfall_gateway)
    told: dict[str, str] = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    for gateway in gateways:
        gateway.will_at_check("hang")
        told |= gateway.environment
    begun = monotonic()
    ended = manage("doctor", **told)
    took, begun = monotonic() - begun, monotonic()
    manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path))
    # One after another they would take 15 s more than it takes without them.
    assert took - (monotonic() - begun) < 12
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.count("No answer came within 5 seconds") == len(gateways)


def test_a_typed_key_is_told_and_a_lost_one_is_broken(
    start_studio: StartStudio, openai_gateway: OpenAIImagesGateway, tmp_path: Path
) -> None:
    studio = start_studio(PROOFSHEET_SECRET_KEY="one secret of this studio")
    type_in(studio, "openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    told = {"PROOFSHEET_DATA_DIR": str(tmp_path / "data")}
    ended = manage("doctor", PROOFSHEET_SECRET_KEY="one secret of this studio", **told)
    assert line_of(ended.stdout, "OpenAI") == "ok  OpenAI: Ready, key typed here"
    ended = manage("doctor", PROOFSHEET_SECRET_KEY="another secret", **told)
    assert ended.returncode == 1
    assert line_of(ended.stdout, "OpenAI").startswith("!!  OpenAI: The key was sealed under")


def test_a_database_from_before_keys_could_be_typed_is_read_around(tmp_path: Path) -> None:
    told = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    assert manage("migrate", **told).returncode == 0
    with rows.database(tmp_path) as there:
        there.execute("DROP TABLE studio_setup")
        there.execute("DELETE FROM django_migrations WHERE name = '0007_seeing'")
    ended = manage("doctor", **told)
    assert ended.returncode == 0, ended.stdout
    assert "is not up to date yet" in ended.stdout
    assert "OpenAI: Not connected." in ended.stdout
    assert "Traceback" not in ended.stderr


# The gallery


def test_a_gallery_that_is_whole_is_well(start_studio: StartStudio, tmp_path: Path) -> None:
    start_studio().wait_for_sweep()
    ended = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path / "data"))
    assert "ok  Gallery: 0 images, all found by searches and counted" in ended.stdout
    assert "ok  The database can search texts" in ended.stdout
    assert "ok  The trash keeps images 30 days" in ended.stdout


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM gallery_search", "searches do not find all of them"),
        ("UPDATE gallery_counter SET count = 7", "the numbers beside choices differ"),
        ("UPDATE gallery_image SET digest = 'gone'", "Of 1 originals looked at 1 are gone"),
    ],
)
def test_a_gallery_that_is_not_whole_is_broken(damage: str, said: str, tmp_path: Path) -> None:
    told = {"PROOFSHEET_DATA_DIR": str(tmp_path / "data")}
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "boat.png").write_bytes(factories.png())
    assert manage("migrate", **told).returncode == 0
    assert manage("gallery", "import", str(folder), **told).returncode == 0
    with closing(sqlite3.connect(tmp_path / "data" / "proofsheet.sqlite3")) as database:
        database.execute(damage)
        database.commit()
    ended = manage("doctor", **told)
    assert said in ended.stdout
    assert ended.returncode == 1
