"""The environment: what each variable does, and that a wrong value says so in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.running import CLEAN, ROOT, manage


def setting(name: str, folder: Path, **environment: str) -> str:
    """A setting as a fresh process reads it."""
    read = subprocess.run(
        [sys.executable, "-c", f"from studio import settings; print(settings.{name})"],
        cwd=ROOT,
        env=CLEAN | {"PROOFSHEET_DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
    )
    assert read.returncode == 0, read.stderr
    return read.stdout.strip()


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("PROOFSHEET_LOGIN", "yes", "off or required"),
        ("PROOFSHEET_DEBUG", "1", "off or on"),
        ("PROOFSHEET_LOG", "xml", "lines or json"),
        ("PROOFSHEET_METRICS_TOKEN", "short", "16 letters"),
        ("PROOFSHEET_ALLOWED_HOSTS", "studio.example.com", "PROOFSHEET_LOGIN"),
        ("PROOFSHEET_ALLOWED_HOSTS", "*", "PROOFSHEET_LOGIN"),
        ("PROOFSHEET_URL", "https://studio.example.com", "PROOFSHEET_LOGIN"),
        ("PROOFSHEET_URL", "studio.example.com", "https://studio.example.com"),
        ("PROOFSHEET_URL", "http://[::1", "https://studio.example.com"),
        ("PROOFSHEET_URL", "https://user:word@studio.example.com", "https://studio.example.com"),
        ("PROOFSHEET_URL", "https://studio.example.com/#x", "https://studio.example.com"),
        ("PROOFSHEET_TRUSTED_PROXY", "proxy.local", "IP address"),
        ("PROOFSHEET_TIME_ZONE", "Mars/Olympus", "Europe/Berlin"),
        ("PROOFSHEET_TRASH_DAYS", "0", "a whole number from 1 to 3650"),
        ("PROOFSHEET_TRASH_DAYS", "a month", "whole number"),
        ("DATABASE_URL", "mysql://user@host/name", "postgres://"),
        ("DATABASE_URL", "postgres://user@host:port/name", "postgres://"),
        ("PROOFSHEET_QUEUE_URL", "amqp://host", "redis://"),
        ("PROOFSHEET_DATA_DIR", "/dev/null/data", "folder"),
        ("OPENAI_BASE_URL", "api.example.com", "https://"),
        ("OPENAI_REQUESTS_PER_MINUTE", "many", "whole number"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(
    name: str, value: str, takes: str, tmp_path: Path
) -> None:
    ended = manage("start", **{"PROOFSHEET_DATA_DIR": str(tmp_path)} | {name: value})
    assert ended.returncode == 1
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    assert line.startswith(name)
    assert takes in line


def test_the_data_folder_is_made_and_is_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    assert setting("DATA_DIR", folder) == str(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = setting("SECRET_KEY", tmp_path)
    assert len(first) > 50
    assert setting("SECRET_KEY", tmp_path) == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from studio import settings; print(settings.SECRET_KEY)"]
    environment = CLEAN | {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    keys = {process.communicate()[0] for process in started}
    assert len(keys) == 1
    assert [path.name for path in tmp_path.glob("*secret*")] == ["secret.key"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x9d", b" \n"])
def test_a_secret_key_that_is_none_is_told_in_one_line(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(content)
    for command in ("start", "doctor"):
        ended = manage(command, PROOFSHEET_DATA_DIR=str(tmp_path))
        assert ended.returncode == 1
        [line] = ended.stderr.splitlines()
        assert line.startswith(f"{file} holds no secret key: put it back")
    assert file.read_bytes() == content
    given = manage("doctor", PROOFSHEET_DATA_DIR=str(tmp_path), PROOFSHEET_SECRET_KEY="a" * 50)
    assert (given.returncode, given.stderr) == (0, "")


def test_a_secret_key_of_the_environment_is_not_written_down(tmp_path: Path) -> None:
    assert setting("SECRET_KEY", tmp_path, PROOFSHEET_SECRET_KEY="given") == "given"
    assert not (tmp_path / "secret.key").exists()


def test_without_login_only_this_machine_is_a_host(tmp_path: Path) -> None:
    assert setting("ALLOWED_HOSTS", tmp_path) == "['localhost', '127.0.0.1', '[::1]']"
    hosts = setting("ALLOWED_HOSTS", tmp_path, PROOFSHEET_ALLOWED_HOSTS="studio.localhost")
    assert "studio.localhost" in hosts


def test_the_public_address_is_a_host_an_origin_and_makes_cookies_secure(tmp_path: Path) -> None:
    team = {
        "PROOFSHEET_LOGIN": "required",
        "PROOFSHEET_URL": "https://studio.example.com/",
        "PROOFSHEET_ALLOWED_HOSTS": "a.example.com, b.example.com",
    }
    names = "(ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS, settings.SESSION_COOKIE_SECURE)"
    read = setting(names[1:-1], tmp_path, **team)
    for part in ("'studio.example.com'", "'a.example.com'", "'b.example.com'", "True"):
        assert part in read
    assert "['https://studio.example.com']" in read


def test_cookies_go_over_plain_http_on_this_machine(tmp_path: Path) -> None:
    assert setting("SESSION_COOKIE_SECURE", tmp_path) == "False"


@pytest.mark.parametrize(
    ("environment", "zone"),
    [
        ({"PROOFSHEET_TIME_ZONE": "Asia/Tokyo", "TZ": "Europe/Paris"}, "Asia/Tokyo"),
        ({"TZ": "Europe/Paris"}, "Europe/Paris"),
        ({"TZ": ":Europe/Paris"}, "Europe/Paris"),
        ({"TZ": "XYZ+4"}, "UTC"),
    ],
)
def test_the_time_zone_is_the_asked_one_else_the_systems(
    environment: dict[str, str], zone: str, tmp_path: Path
) -> None:
    assert setting("TIME_ZONE", tmp_path, **environment) == zone


def test_a_team_database_lends_connections_from_a_pool(tmp_path: Path) -> None:
    url = "postgres://user:pass%40word@db.example.com:5433/proof"
    read = setting("DATABASES['default']", tmp_path, DATABASE_URL=url)
    for part in ("'pass@word'", "'db.example.com'", "5433", "'proof'", "'pool': {"):
        assert part in read
    assert "'CONN_MAX_AGE': 0" in read
    assert "'CONN_HEALTH_CHECKS': True" in read


def test_the_database_finds_out_that_a_machine_vanished(tmp_path: Path, postgres_url: str) -> None:
    """It would keep for hours what that machine had locked."""
    read = setting(
        "DATABASES['default']['OPTIONS']['options']", tmp_path, DATABASE_URL=postgres_url
    )
    with psycopg.connect(postgres_url, options=read) as connection:
        for name, value in (("keepalives_idle", "5"), ("user_timeout", "10000")):
            assert connection.execute(f"SHOW tcp_{name}").fetchone() == (value,)
