"""The studio under load: its processes on their cores, with people and pictures in it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from tests.running import CLEAN, ROOT, RunningStudio
from tests.servers import postgres, redis

from .load_people import PASSWORD

CORES = (0, 1)
BESIDE = (2,)
"""Where the studio runs, and where gateway and people run."""
APART = (3,)
"""Where the workers run that have a machine of their own."""
WORKERS = 3
ALLOWED = os.sched_getaffinity(0)

FILL = """
import django; django.setup()
from django.contrib.auth.hashers import make_password
from gallery import counters, search
from gallery.models import Image, User
from tests import factories
word = make_password({password!r})
people = [User(username=f"person{{n}}", password=word, role="maker") for n in range({people})]
User.objects.bulk_create(people)
kept = []
for number in range(min(40, {images})):
    data = factories.encoded(factories.grain(1248, 832), "JPEG", quality=90)
    kept.append(factories.image(data, has_thumbs=True))
rows = []
for number in range({images} - len(kept)):
    row = Image.objects.get(pk=kept[number % len(kept)].pk)
    row.pk, row.prompt = None, f"A lighthouse on a cliff in drifting fog, number {{number}}"
    rows.append(row)
made = Image.objects.bulk_create(rows, batch_size=500)
search.put(made)
counters.count(made, 1)
large = factories.encoded(factories.grain(3840, 2160), compress_level=1)
print(factories.image(large, has_thumbs=True).pk)
"""


@contextmanager
def pinned(cores: Sequence[int]) -> Iterator[None]:
    """Whatever is started in the block runs on these cores only, where there are so many.

    A block within another has its own cores, whatever those of the other are.
    """
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(cores) & ALLOWED or ALLOWED)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Studio:
    """`processes` by what they are; those that one starts itself count with it."""

    host: str
    port: int
    large: int
    """The id of an image of 3840 × 2160."""
    running: Sequence[RunningStudio]
    processes: dict[str, psutil.Process]
    database: str
    """Its file, or the address of PostgreSQL."""

    def count(self, query: str) -> int:
        """A number from the database, looked up beside the running studio."""
        if self.database.startswith("postgres"):
            with psycopg.connect(self.database) as link:
                return int((link.execute(query.encode()).fetchone() or (0,))[0])
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as link:
            return int(link.execute(query).fetchone()[0])

    @property
    def complaints(self) -> list[str]:
        """What its processes said of trouble."""
        said = "".join(each.output for each in self.running).splitlines()
        return [line for line in said if line.startswith(("WARNING", "ERROR", "Traceback"))]


@contextmanager
def alone(folder: Path, people: int, images: int, **variables: str) -> Iterator[Studio]:
    """`manage.py start` on SQLite."""
    told = {**variables, "PROOFSHEET_DATA_DIR": str(folder)}
    with pinned(CORES):
        large = _fill(told, people, images)
        running = RunningStudio("start", "--port", "0", "--no-browser", **told)
    try:
        running.wait_until_ready()
        processes = {**_webs(running), "worker": running.wait_for_worker()}
        running.wait_for_sweep()
        yield _studio(running, [running], processes, large, str(folder / "proofsheet.sqlite3"))
    finally:
        running.stop()


@contextmanager
def team(
    folder: Path, people: int, images: int, *, workers_on: Sequence[int] = CORES, **variables: str
) -> Iterator[Studio]:
    """`serve` with PostgreSQL and Redis, and three `worker` on the same cores or on others."""
    with ExitStack() as stack, pinned(CORES):
        database, queue = stack.enter_context(postgres()), stack.enter_context(redis())
        told = {
            **variables,
            "PROOFSHEET_DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "PROOFSHEET_QUEUE_URL": queue,
        }
        large = _fill(told, people, images)
        serving = RunningStudio("serve", "--port", "0", **told)
        with pinned(workers_on):
            workers = [RunningStudio("worker", **told) for _ in range(WORKERS)]
        for each in (serving, *workers):
            stack.callback(each.stop)
        serving.wait_until_ready()
        serving.wait_for_sweep()
        processes = _webs(serving)
        for number, worker in enumerate(workers, start=1):
            processes[f"worker {number}"] = psutil.Process(worker.process.pid)
        processes |= {name: _engine(name) for name in ("postgres", "redis-server")}
        yield _studio(serving, [serving, *workers], processes, large, database)


def _studio(
    serving: RunningStudio,
    running: Sequence[RunningStudio],
    processes: dict[str, psutil.Process],
    large: int,
    database: str,
) -> Studio:
    host, _, port = serving.url.removeprefix("http://").rstrip("/").partition(":")
    return Studio(host, int(port), large, running, processes, database)


def _webs(serving: RunningStudio) -> dict[str, psutil.Process]:
    first = psutil.Process(serving.process.pid)
    others = (child for child in first.children() if "serve" in child.cmdline())
    return {"web": first} | {f"web {n}": child for n, child in enumerate(others, start=2)}


def _engine(name: str) -> psutil.Process:
    """The program that we started for this studio: the one that came last."""
    found = [each for each in psutil.process_iter(["name", "create_time"]) if each.name() == name]
    mine = [each for each in found if each.parent() and each.parent().name() != name]
    return max(mine, key=lambda each: each.create_time())


def _fill(told: dict[str, str], people: int, images: int) -> int:
    """Migrate, then put people and pictures in; the id of the large one."""
    environment = CLEAN | told | {"DJANGO_SETTINGS_MODULE": "studio.settings"}
    migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    code = FILL.format(people=people, images=images, password=PASSWORD)
    filled = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return int(filled.stdout)


class Watch(threading.Thread):
    """The most memory of each process, looked at every 2 s since looking holds it up, and the
    seconds that each computed.
    """

    def __init__(self, processes: dict[str, psutil.Process]) -> None:
        super().__init__(daemon=True)
        self.processes = processes
        self.most: dict[str, float] = dict.fromkeys(processes, 0.0)
        self.over = threading.Event()
        self._before: dict[str, float] = {}

    def start(self) -> None:
        self._before = self._computed()
        super().start()

    def run(self) -> None:
        while not self.over.wait(2):
            for name in set(self.processes) - {"postgres"}:  # whose many take a while to look at
                process = self.processes[name]
                pss = sum(map(_pss, _family(name, process)))
                self.most[name] = max(self.most[name], pss / 1e6)

    def computed(self) -> dict[str, float]:
        """Seconds of each since the beginning."""
        now = self._computed()
        return {name: now[name] - self._before[name] for name in now}

    def _computed(self) -> dict[str, float]:
        return {name: _seconds(name, process) for name, process in self.processes.items()}


def _seconds(name: str, process: psutil.Process) -> float:
    """That it computed, with its children that have ended; and with those of PostgreSQL."""
    first, *others = _family(name, process)
    return sum(first.cpu_times()[:4]) + sum(map(_own_seconds, others))


def _own_seconds(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.NoSuchProcess:
        return 0.0


def _pss(process: psutil.Process) -> int:
    """Bytes, 0 of one that has just ended."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


def _family(name: str, process: psutil.Process) -> list[psutil.Process]:
    """PostgreSQL is many processes."""
    return [process, *(process.children() if name == "postgres" else ())]
