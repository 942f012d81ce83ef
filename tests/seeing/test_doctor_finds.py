"""`manage.py doctor` finds what was set wrong on purpose, and says what to do about it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import redis as client

from studio.diagnosis import mounts
from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import ROOT, manage
from tests.servers import free_port

from . import rows

TEAM = {"PROOFSHEET_LOGIN": "required"}
LONG_SECRET = "fifty-characters-that-nobody-would-ever-guess-0123"


class Told(NamedTuple):
    grade: str
    text: str
    advice: str


class Doctor:
    """What it said, taken apart."""

    def __init__(self, folder: Path, **environment: str) -> None:
        ended = manage("doctor", PROOFSHEET_DATA_DIR=str(folder), **environment)
        assert "Traceback" not in ended.stderr, ended.stderr
        self.code, self.output = ended.returncode, ended.stdout + ended.stderr
        self.told = [
            Told(block[:2], block.splitlines()[0][4:], "\n".join(block.splitlines()[1:]))
            for block in _blocks(ended.stdout)
        ]
        assert (self.code == 1) == any(told.grade == "!!" for told in self.told), self.output

    def finding(self, part: str) -> tuple[str, str]:
        """(grade, advice) of the one finding with these words in it."""
        found = [(told.grade, told.advice) for told in self.told if part in told.text]
        assert len(found) == 1, f"{part!r} in {self.output}"
        return found[0]

    def says(self, grade: str, part: str, advice: str) -> None:
        found = self.finding(part)
        assert found[0] == grade, found
        assert advice in found[1], found


def _blocks(output: str) -> Iterator[str]:
    block = ""
    for line in output.splitlines(keepends=True):
        if block and not line.startswith("    "):
            yield block
            block = ""
        block += line
    yield block


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("migrated") / "data"
    assert manage("migrate", PROOFSHEET_DATA_DIR=str(made), **TEAM).returncode == 0
    return made


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """The data folder of a studio that was started once."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


# The environment


def test_variables_keys_and_addresses(tmp_path: Path) -> None:
    doctor = Doctor(
        tmp_path,
        PROOFSHEET_TRASHDAYS="3",
        OPENAI_APIKEY="sk-hidden-hidden",
        GOOGLE_API_KEY="hidden-hidden-2",
        ONEMIN_API_KEY='"hidden-hidden-3"',
        TOAPIS_API_KEY="Bearer hidden-hidden-4",
        CUSTOM_BASE_URL="http://api.example.com/v1/images/generations",
        CUSTOM_MODELS="m",
        DIEYUYUN_BASE_URL="https://open.dieyuyun.com",
        HTTPS_PROXY=f"http://user:hidden-5@127.0.0.1:{free_port()}",
        SSL_CERT_FILE="/nowhere/authorities.pem",
    )
    doctor.says("!!", "PROOFSHEET_TRASHDAYS is set", "Is PROOFSHEET_TRASH_DAYS meant?")
    doctor.says("--", "OPENAI_APIKEY is set", "Is OPENAI_API_KEY meant?")
    doctor.says("--", "GOOGLE_API_KEY is set", "Is GEMINI_API_KEY meant?")
    doctor.says("!!", "ONEMIN_API_KEY does not look like a key", "without quotes")
    doctor.says("!!", "TOAPIS_API_KEY does not look like a key", "“Bearer”")
    doctor.says("!!", "CUSTOM_BASE_URL goes too far", "Leave /images/generations off")
    doctor.says("!!", "CUSTOM_BASE_URL is plain http", "use https")
    doctor.says("--", "DIEYUYUN_BASE_URL does not end in /v1", "add /v1")
    doctor.says("!!", "The proxy 127.0.0.1:", "correct HTTPS_PROXY")
    doctor.says("!!", "SSL_CERT_FILE names /nowhere/authorities.pem", "correct the path")
    assert "hidden" not in doctor.output.replace("[hidden]", "")


def test_a_wrong_value_is_told_among_the_others(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path, OPENAI_REQUESTS_PER_MINUTE="many")
    doctor.says("!!", "OPENAI_REQUESTS_PER_MINUTE is “many”", "README.md")


def test_what_cannot_be_read_keeps_nothing_else_unsaid(tmp_path: Path) -> None:
    (tmp_path / "secret.key").mkdir()
    known = {"PROOFSHEET_SECRET_KEY": LONG_SECRET, "OPENAI_BASE_URL": "http://[::1"}
    doctor = Doctor(tmp_path, **known)
    doctor.says("!!", "OPENAI_BASE_URL is “http://[::1”", "README.md")
    doctor.says("ok", "The database can search texts", "")


def test_the_doors_of_a_team(folder: Path) -> None:
    doctor = Doctor(
        folder,
        PROOFSHEET_DEBUG="on",
        PROOFSHEET_URL="http://studio.example.com",
        PROOFSHEET_ALLOWED_HOSTS="*,.example.org",
        PROOFSHEET_SECRET_KEY="changeme",
        **TEAM,
    )
    doctor.says("!!", "PROOFSHEET_DEBUG is on", "unset it")
    doctor.says("!!", "PROOFSHEET_URL is plain http", "TLS")
    doctor.says("!!", "allows every name", "name those that are meant")
    doctor.says("--", "all names under .example.org", "name the one meant")
    doctor.says("!!", "PROOFSHEET_SECRET_KEY can be guessed", "50 random characters")
    doctor.says("!!", "there is no admin yet", "people add NAME")
    assert "changeme" not in doctor.output


def test_a_proxy_that_is_not_trusted(folder: Path) -> None:
    doctor = Doctor(folder, PROOFSHEET_URL="https://studio.example.com", **TEAM)
    doctor.says("!!", "PROOFSHEET_TRUSTED_PROXY is not set", "lock all out")
    proxy = {"PROOFSHEET_TRUSTED_PROXY": "8.8.8.8"}
    doctor = Doctor(folder, PROOFSHEET_URL="https://studio.example.com", **TEAM, **proxy)
    doctor.says("--", "The trusted proxy 8.8.8.8 is at a public address", "on this network")


# The data folder


def test_the_data_folder_is_not_for_everybody(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "secret.key").chmod(0o644)
    if is_root := os.geteuid() == 0:
        shutil.chown(folder, 65534)
    doctor = Doctor(folder)
    doctor.says("!!", "can look into the data folder", "chmod -R o=")
    doctor.says("!!", "Others can read the secret key", "chmod 600")
    if is_root:
        doctor.says("--", "belongs to another user", "chown -R")


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk at `folder`."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "proofsheet", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_or_cannot_be_written(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=30m,nr_inodes=100,mode=0700"):
        doctor = Doctor(disk)
        doctor.says("!!", "0.0 GB free", "Make room")
        doctor.says("!!", "more files only", "df -i")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        doctor = Doctor(disk)
        doctor.says("!!", f"Data folder {disk}", "It cannot be written (Read-only file system)")


def test_halves_on_different_disks(folder: Path) -> None:
    (folder / "originals").mkdir()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        if Path(elsewhere).stat().st_dev == folder.stat().st_dev:
            pytest.skip("needs a second disk")
        (folder / "incoming").rmdir()
        (folder / "incoming").symlink_to(elsewhere)
        doctor = Doctor(folder)
    doctor.says("!!", "incoming and originals lie on different disks", "on one disk")


MOUNTS = """
21 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
34 21 0:43 / /mnt/our\\040pictures rw,relatime shared:9 - nfs4 server:/pictures rw
35 34 0:44 / /mnt/our\\040pictures/local rw - xfs /dev/vdb rw
36 21 0:45 / /mnt/share rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "is_network"),
    [
        ("/srv/data", "ext4", False),
        ("/mnt/our pictures/data", "nfs4", True),
        ("/mnt/our pictures/local/data", "xfs", False),
        ("/mnt/share/data", "cifs", True),
        ("/mnt/shared", "ext4", False),
    ],
)
def test_a_network_disk_is_known_by_its_mount(path: str, kind: str, is_network: bool) -> None:
    assert mounts.kind(Path(path), MOUNTS.strip()) == kind
    assert mounts.is_network(kind) == is_network


# Database, queue, clocks


def test_a_database_of_a_newer_version(folder: Path) -> None:
    with rows.database(folder) as there:
        there.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('studio', '9999_new', 0)"
        )
    Doctor(folder).says("!!", "made by a newer Proofsheet", "Install that version")


def test_a_database_that_is_gone_from_under_its_pictures_or_damaged(folder: Path) -> None:
    path = folder / "proofsheet.sqlite3"
    path.write_bytes(path.read_bytes()[:8192] + bytes(100_000))
    Doctor(folder).says("!!", f"Database {path}", "is damaged")
    path.unlink()
    (folder / "originals" / "ab").mkdir(parents=True)
    (folder / "originals" / "ab" / f"{'ab' * 32}.png").touch()
    Doctor(folder).says("!!", f"Database {path}", "is gone, but its pictures are there")
    assert not path.exists()


def test_a_damaged_queue(folder: Path) -> None:
    (folder / "queue.sqlite3").write_text("not a database" * 1000)
    Doctor(folder).says("!!", "Queue in the data folder: ", "makes it anew by itself")
    Doctor(folder).says("ok", "Queue in the data folder", "")


def test_a_postgresql_that_does_not_fit(postgres_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as there:
        there.execute("CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    place = postgres_url.rpartition("/")[0]
    doctor = Doctor(tmp_path, DATABASE_URL=f"{place}/nowhere")
    doctor.says("!!", "/nowhere", "createdb")
    narrow = {"DATABASE_URL": f"{place}/narrow", "PROOFSHEET_DATA_DIR": str(tmp_path)}
    assert manage("migrate", **narrow).returncode == 0
    with psycopg.connect(f"{place}/narrow", autocommit=True) as there:
        there.execute(
            "INSERT INTO studio_process (name, kind, host, pid, version, secret_mark, began_at,"
            " seen_at, clock_at) SELECT 'w' || n, 'worker', 'h', n, '0.1.0', '', now(), now(),"
            " now() FROM generate_series(1, 7) n"
        )
    doctor = Doctor(tmp_path, DATABASE_URL=narrow["DATABASE_URL"])
    doctor.says("!!", "encoded in SQL_ASCII", "createdb -E UTF8")
    doctor.says("--", "takes 100 connections, 115 may be wanted", "raise max_connections")


def patched(folder: Path, code: str) -> dict[str, str]:
    """Python that does this before anything else."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


def test_a_redis_that_forgets_and_a_clock_that_is_off(
    redis_url: str, postgres_url: str, openai_gateway: OpenAIImagesGateway, tmp_path: Path
) -> None:
    shifted = "import time; real = time.time; time.time = lambda: real() + 3600"
    known = patched(tmp_path / "late", shifted) | openai_gateway.environment
    known |= {"PROOFSHEET_QUEUE_URL": redis_url, "DATABASE_URL": postgres_url}
    folder = tmp_path / "data"
    assert manage("migrate", PROOFSHEET_DATA_DIR=str(folder), **known).returncode == 0
    with client.from_url(redis_url) as there:
        there.config_set("maxmemory", "100mb")
        there.config_set("maxmemory-policy", "allkeys-lru")
        try:
            doctor = Doctor(folder, **known)
        finally:
            there.config_set("maxmemory", "0")
            there.config_set("maxmemory-policy", "noeviction")
        there.acl_setuser(
            "guest", enabled=True, passwords=["+hidden"], keys=["*"],
            categories=["+@all", "-@dangerous"],
        )  # fmt: skip
    guest = redis_url.replace("redis://", "redis://guest:hidden@")
    Doctor(folder, **known | {"PROOFSHEET_QUEUE_URL": guest}).says("ok", "Queue in Redis", "")
    doctor.says("!!", "(allkeys-lru)", "maxmemory-policy noeviction")
    doctor.says("--", "Redis keeps nothing over a restart", "appendonly yes")
    for name in ("the database", "Redis", "127.0.0.1"):
        doctor.says("!!", f"s off that of {name}", "set by the network")


def test_silence_keeps_nobody_waiting(tmp_path: Path) -> None:
    """`manage` gives it a minute: a database and a queue that take a call and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        doctor = Doctor(
            tmp_path,
            DATABASE_URL=f"postgres://user:hidden-hidden@127.0.0.1:{port}/name",
            PROOFSHEET_QUEUE_URL=f"redis://:hidden-hidden@127.0.0.1:{port}/0",
        )
    doctor.says("!!", "Database 127.0.0.1/name: ", "set DATABASE_URL")
    doctor.says("!!", "Queue in Redis: ", "set PROOFSHEET_QUEUE_URL")
    assert "hidden-hidden" not in doctor.output


# Machines and work


def test_machines_that_do_not_fit_together(folder: Path) -> None:
    with rows.database(folder) as there:
        rows.process(there, "atelier", version="0.0.9", mark="another", clock=90)
        rows.process(there, "basement")
    doctor = Doctor(folder)
    doctor.says("ok", "2 workers run", "atelier, 1, Proofsheet 0.0.9")
    doctor.says("!!", "different versions", "install one version")
    doctor.says("!!", "Another secret key than here is used on atelier", "PROOFSHEET_SECRET_KEY")
    doctor.says("!!", "and the queue is a file", "PROOFSHEET_QUEUE_URL")
    doctor.says("!!", "and the database is a file", "PostgreSQL")
    doctor.says("--", "The clock of atelier is 90 s off", "set by the network")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_more_webs_than_processors(start_studio: StartStudio) -> None:
    """Those that the webs themselves may use: the doctor may use all."""
    studio = start_studio("--webs", "2", **TEAM)
    rows.wait_for_signs(studio.folder, 3)
    Doctor(studio.folder, **TEAM).finding("2 processes answer pages")
    os.sched_setaffinity(studio.process.pid, [min(os.sched_getaffinity(0))])
    doctor = Doctor(studio.folder, **TEAM)
    doctor.says("--", "2 processes answer pages here, on 1 processor", "start with --webs 1")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_the_webs_that_a_start_would_have(folder: Path, tmp_path: Path) -> None:
    bound = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])"
    doctor = Doctor(folder, **patched(tmp_path / "bound", bound), **TEAM)
    doctor.says("ok", "No process answers pages; 1 will (--webs), on 1 processor", "")


def test_work_that_nobody_does(folder: Path) -> None:
    with rows.database(folder) as there:
        rows.process(there, "atelier", kind="web")
        rows.task(there, "queued", age=2 * 3600)
        rows.task(there, "waiting", age=60)
        rows.task(there, "unconfirmed", age=3 * rows.DAY)
        rows.task(there, "failed", age=60, error="credits")
        rows.task(there, "failed", age=2 * rows.DAY, error="timeout")
    doctor = Doctor(folder)
    doctor.says("!!", "No worker runs on any machine; 2 tasks wait", "manage.py worker")
    doctor.says("--", "1 task is not finished after more than an hour", "queued: 1")
    doctor.says("--", "1 task is unconfirmed", "Perhaps paid")
    doctor.says("--", "1 task failed within a day", "openai, credits: 1")
    doctor.says("--", "No backup was made", "manage.py backup FILE")


def test_a_backup_of_long_ago(folder: Path, tmp_path: Path) -> None:
    made = manage("backup", str(tmp_path / "all.backup"), PROOFSHEET_DATA_DIR=str(folder))
    assert made.returncode == 0, made.stderr
    long_ago = time.time() - 20.5 * rows.DAY
    os.utime(folder / "backup.stamp", (long_ago, long_ago))
    Doctor(folder).says("--", "Last backup 20 days ago", "on another disk")


# Libraries and the bucket


def test_a_pillow_without_formats(tmp_path: Path) -> None:
    without = "import sys; sys.modules['PIL._webp'] = sys.modules['PIL._avif'] = None"
    doctor = Doctor(tmp_path, **patched(tmp_path / "poor", without))
    doctor.says("!!", "Pillow cannot write WebP", "libwebp")
    doctor.says("--", "Pillow cannot read AVIF", "newer Pillow")


def test_a_bucket_that_is_away(tmp_path: Path) -> None:
    doctor = Doctor(
        tmp_path,
        PROOFSHEET_MEDIA_URL=f"s3://pictures?endpoint=http://127.0.0.1:{free_port()}",
        PROOFSHEET_SECRET_KEY=LONG_SECRET,
        AWS_ACCESS_KEY_ID="who",
        AWS_SECRET_ACCESS_KEY="hidden-hidden",
    )
    doctor.says("!!", "The bucket of PROOFSHEET_MEDIA_URL does not answer", "correct the address")
    assert "hidden-hidden" not in doctor.output


def test_the_readme_lists_what_it_finds() -> None:
    listed = (ROOT / "README.md").read_text().partition("### The doctor")[2]
    for word in ("data folder", "PROOFSHEET_TRUSTED_PROXY", "Redis", "clock", "worker", "Bearer"):
        assert word in listed
