"""The team itself: one web behind a proxy, and workers, each on a machine of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from tests.running import CLEAN, ROOT, wait_until
from tests.servers import LOOPBACK

from .machines import Machine, Network, end, start
from .people import ADD, Visitor
from .proxy import Proxy
from .services import Postgres, Redis

LONG = 60.0
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
"""A library that lets a process have another time than the machine."""
NAME = "studio.example.com"


class Half:
    """`serve` or `worker` on its machine."""

    def __init__(self, team: Team, machine: Machine, *words: str, clock: int = 0) -> None:
        self.machine = machine
        self._clock = _clock_off_by(clock)
        self.log = team.folder / f"{machine.name}.log"
        self._team, self._words = team, words
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), *self._words]
        variables = self._team.variables(self.machine) | self._clock
        self.process = start(self.machine, command, self.log, variables)

    def kill(self) -> float:
        """The moment of a SIGKILL."""
        moment = monotonic()
        self.process.kill()
        self.process.wait()
        return moment


class Team:
    """As many workers as `clocks`, which are seconds that theirs are off."""

    def __init__(
        self,
        network: Network,
        stack: ExitStack,
        folder: Path,
        clocks: Sequence[int],
        **variables: str,
    ) -> None:
        self.folder, self._variables, self._stack = folder, variables, stack
        for name in ("data", "postgres", "redis"):
            (folder / name).mkdir()
        folder.chmod(0o755)
        machines = {name: network.machine(name) for name in ("postgres", "redis", "web")}
        self.postgres = Postgres(machines["postgres"], network.port(5432), folder / "postgres")
        stack.callback(self.postgres.stop, "immediate")
        self.redis = Redis(machines["redis"], network.port(6379), folder / "redis")
        stack.callback(lambda: self.redis.kill())
        port = network.port(8000)
        self.proxy = Proxy.of(machines["web"], port, network.port(443), folder)
        if self.proxy:
            stack.callback(end, self.proxy.process)
        self._public = {"PROOFSHEET_URL": f"https://{NAME}"} if self.proxy else {}
        self._prepare(machines["web"])
        host = LOOPBACK if self.proxy else machines["web"].address
        self.web = Half(self, machines["web"], "serve", "--port", str(port), "--host", host)
        stack.callback(lambda: end(self.web.process))
        self.url = self.proxy.url if self.proxy else f"http://{host}:{port}"
        self.workers = [self._worker(network, stack, *each) for each in enumerate(clocks, 1)]
        self._wait_until_ready()

    def _worker(self, network: Network, stack: ExitStack, number: int, clock: int) -> Half:
        machine = network.machine(f"worker{number}")
        half = Half(self, machine, "worker", "--workers", "60", clock=clock)
        stack.callback(lambda: end(half.process))
        return half

    def variables(self, machine: Machine) -> dict[str, str]:
        """The environment of a half, as the README has it."""
        return {
            "PROOFSHEET_LOGIN": "required",
            "PROOFSHEET_TRUSTED_PROXY": "127.0.0.1",
            "PROOFSHEET_SECRET_KEY": "one for all machines of this team, long enough",
            "PROOFSHEET_DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.postgres.url(machine),
            "PROOFSHEET_QUEUE_URL": self.redis.url(machine),
            **self._public,
            **self._variables,
        }

    def stop(self) -> list[int]:
        """Ask all halves to stop, as systemd does; their exit codes."""
        halves = (*self.workers, self.web)
        for half in halves:
            half.process.send_signal(signal.SIGTERM)
        return [half.process.wait(LONG) for half in halves]

    def visitor(self) -> Visitor:
        visitor = Visitor(self.url, NAME if self.proxy else "")
        self._stack.callback(visitor.client.close)
        return visitor

    def manage(self, *words: str, clock: int = 0) -> subprocess.CompletedProcess[bytes]:
        """A command on the machine of the web, where it may be earlier or later by `clock`."""
        return self._manage(self.web.machine, *words, clock=clock)

    def _manage(
        self, machine: Machine, *words: str, clock: int = 0
    ) -> subprocess.CompletedProcess[bytes]:
        command = [*machine.prefix, sys.executable, str(ROOT / "manage.py"), *words]
        variables = CLEAN | self.variables(machine) | _clock_off_by(clock)
        return subprocess.run(command, env=variables, capture_output=True, check=False)

    def _prepare(self, machine: Machine) -> None:
        done = self._manage(machine, "shell", "-c", f"{MIGRATE}; {ADD}")
        assert done.returncode == 0, done.stderr.decode()

    def _wait_until_ready(self) -> None:
        visitor = self.visitor()
        wait_until(lambda: visitor.status("/healthz") == 200, LONG)
        wait_until((self.folder / "data" / "worker.alive").exists, LONG)


def _clock_off_by(seconds: int) -> dict[str, str]:
    if not (seconds and FAKETIME):
        return {}
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"{seconds:+d}s",
        "DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).parent / "wrong_clock"),
        "FAKETIME_DONT_FAKE_UTIME": "1",
    }
