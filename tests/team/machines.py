"""Machines of a team: a network namespace each, or processes on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from tests.running import CLEAN, ROOT
from tests.servers import LOOPBACK, free_port

from .relay import Relay

Way = Literal["silence", "refuse"]
"""How a cut feels: no answer at all, or a quick no."""
BRIDGE = "10.77.0.1"
INSIDE = "--inside"


@dataclass(frozen=True)
class Place:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Machine(Protocol):
    name: str
    address: str
    prefix: list[str]
    """The words that run a command there."""

    def way_to(self, place: Place) -> Place:
        """Where this machine finds a server."""
        ...

    def cut_off(self, place: Place, way: Way) -> None: ...

    def rejoin(self, place: Place) -> None: ...


@dataclass
class Namespace:
    """A machine with an address of its own on the bridge."""

    name: str
    address: str
    prefix: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.prefix = ["ip", "netns", "exec", self.name]
        near = f"to-{self.name}"
        _ip("netns", "add", self.name)
        _ip("link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("link", "set", near, "master", "team", "up")
        _ip("-n", self.name, "address", "add", f"{self.address}/24", "dev", "eth0")
        for link in ("lo", "eth0"):
            _ip("-n", self.name, "link", "set", link, "up")

    def way_to(self, place: Place) -> Place:
        return place

    def cut_off(self, place: Place, way: Way) -> None:
        there = f"ip daddr {place.host} tcp dport {place.port}"
        back = f"ip saddr {place.host} tcp sport {place.port} drop"
        verdict = "drop" if way == "silence" else "reject with tcp reset"
        rules = (
            "table inet cut {\n"
            f"chain out {{\ntype filter hook output priority 0\n{there} {verdict}\n}}\n"
            f"chain in {{\ntype filter hook input priority 0\n{back}\n}}\n}}\n"
        )
        subprocess.run([*self.prefix, "nft", "-f", "-"], input=rules.encode(), check=True)

    def rejoin(self, place: Place) -> None:
        subprocess.run([*self.prefix, "nft", "delete", "table", "inet", "cut"], check=True)


@dataclass
class Neighbour:
    """Processes on loopback that reach servers over relays, which are theirs alone."""

    name: str
    stack: ExitStack
    address: str = LOOPBACK
    prefix: list[str] = field(default_factory=list)
    relays: dict[Place, Relay] = field(default_factory=dict)

    def way_to(self, place: Place) -> Place:
        if place not in self.relays:
            self.relays[place] = self.stack.enter_context(Relay(place.port))
        return Place(LOOPBACK, self.relays[place].port)

    def cut_off(self, place: Place, way: Way) -> None:
        getattr(self.relays[place], way)()

    def rejoin(self, place: Place) -> None:
        self.relays[place].restore()


class Network:
    """Where machines come from; `address` is that of whoever drives them."""

    def __init__(self, stack: ExitStack, *, has_namespaces: bool) -> None:
        self._stack = stack
        self._count = 10
        self.has_namespaces = has_namespaces
        self.address = BRIDGE if has_namespaces else LOOPBACK
        if has_namespaces:
            _build_bridge()

    def machine(self, name: str) -> Machine:
        if not self.has_namespaces:
            return Neighbour(name, self._stack)
        self._count += 1
        return Namespace(name, f"10.77.0.{self._count}")

    def port(self, usual: int) -> int:
        """A port for a server: the usual one where the machine has all of them to itself."""
        return usual if self.has_namespaces else free_port()


def lacks_for_namespaces() -> str:
    """What keeps us from having namespaces; '' where nothing does."""
    if os.geteuid() != 0:
        return "root"
    programs = {"unshare": "util-linux", "ip": "iproute2", "nft": "nftables"}
    lacking = [package for name, package in programs.items() if not shutil.which(name)]
    return f"apt-get install {' '.join(lacking)}" if lacking else ""


def move_inside(arguments: list[str]) -> int:
    """Run this command anew in namespaces of its own, with which all that it builds goes."""
    own = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    again = [sys.executable, "-m", "tests.team", INSIDE, *arguments]
    return subprocess.run([*own, *again], cwd=ROOT, check=False).returncode


def start(
    machine: Machine, command: list[str], log: Path, variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A process on a machine; `log` gets what it prints."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [*machine.prefix, *command],
            env={**CLEAN, **variables},
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """Whatever state it is in. Its children get a SIGTERM's chance."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _build_bridge() -> None:
    Path("/run/netns").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "none", "/run/netns"], check=True)
    _ip("link", "set", "lo", "up")
    _ip("link", "add", "team", "type", "bridge")
    _ip("address", "add", f"{BRIDGE}/24", "dev", "team")
    _ip("link", "set", "team", "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
