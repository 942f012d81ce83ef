"""Plants secrets in a real studio, uses all of it, and looks where they went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.doors.echo import DEEDS, EchoingGateway
from tests.doors.life import PASSWORD, SHARED_PASSWORD, Life
from tests.doors.search import Piece, Search, files
from tests.running import RunningStudio, manage

OF_ENVIRONMENT = 'sk-"env\\key/Zk29+x=Q7&m'
TYPED = "sk-'typed\\\"key/Rt83+w=P4&n"
PLANTED = {
    "secret key": "django-insecure/Gx+41=planted&secret-of-this-studio",
    "metrics token": "metrics/Token+77=planted-here",
    "bucket's secret": "bucket/Secret+55=planted-there",
}
VARIABLES = {
    "PROOFSHEET_LOGIN": "required",
    "PROOFSHEET_LOG": "json",
    "PROOFSHEET_SECRET_KEY": PLANTED["secret key"],
    "PROOFSHEET_METRICS_TOKEN": PLANTED["metrics token"],
    "AWS_SECRET_ACCESS_KEY": PLANTED["bucket's secret"],
}
SHOWN = {
    "invitation": r"POST /people/invite/ |GET /join/|POST /join/",
    "way in": r"GET /password/|POST /password/",
    "share link": r"(cookie of |head of )?\w+ /s/|GET /collections/\d+/shares/",
    "session": r"cookie of ",
    "guest": r"cookie of POST /s/",
}
"""Where a secret is meant to be told: to whoever makes a link, to whoever comes by it."""


@dataclass(frozen=True)
class Found:
    """Which secrets were found where, and how much was looked at."""

    leaks: list[str]
    answers: int
    pages: int
    pieces: int
    read: int
    """Bytes."""
    states: list[str]
    """What became of each job."""
    open_files: list[str]
    """Those that others on the machine may read."""


def may(name: str, where: str) -> bool:
    return bool(re.match(SHOWN.get(name, r"\Z."), where))


def look(
    folder: Path,
    *,
    deeds: list[str],
    most: int,
    more: Callable[[], Iterable[Piece]] = list,
    planted: Mapping[str, str] | None = None,
    **variables: str,
) -> Found:
    """A life of a studio in `folder`, and the search through all of it afterwards.

    Its data folder was made before, by somebody who lets others look into it.
    """
    (folder / "data").mkdir()
    (folder / "data").chmod(0o755)
    with ExitStack() as stack:
        env = EchoingGateway("dieyuyun", key=OF_ENVIRONMENT)
        typed = EchoingGateway("custom", key=TYPED)
        for gateway in (env, typed):
            stack.enter_context(gateway)
            gateway.deeds = list(deeds)
        known = {
            **VARIABLES,
            **env.environment,
            **variables,
            "PROOFSHEET_DATA_DIR": str(folder / "data"),
        }
        studio = RunningStudio("start", "--port", "0", "--no-browser", **known)
        stack.callback(studio.stop)
        life = Life(studio.wait_until_ready(), [env, typed])
        stack.callback(life.close)
        secrets = {
            "key of the environment": OF_ENVIRONMENT,
            "typed key": TYPED,
            "password": PASSWORD,
        }
        life.secrets |= {
            **secrets,
            "password of a link": SHARED_PASSWORD,
            **PLANTED,
            **(planted or {}),
        }
        pages = _live(life, folder, known, len(deeds), most)
        search = Search(life.secrets, may)
        search.look_at_all(files(folder / "data"))
        search.look_at_all(more())
        studio.stop()
        search.look_at_all(files(folder))
        search.look_at_all([*life.told, ("log", studio.output.encode())])
    return Found(
        leaks=search.found,
        answers=len(life.told) // 3,
        pages=pages,
        pieces=search.pieces,
        read=search.read,
        states=life.states,
        open_files=[f"{path.name}: {path.stat().st_mode:o}" for path in _open(folder / "data")],
    )


def _open(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.stat().st_mode & 0o077)


def _live(life: Life, folder: Path, known: dict[str, str], count: int, most: int) -> int:
    """Everything that people do; how many pages they saw."""
    life.commands()
    life.come_in(folder, known)
    life.connect(life.gateways[1])
    model = life.gateways[0].tongue.models[0]
    names = [name for name in (f"dieyuyun:{model}", "custom:flux-dev") for _ in range(count + 1)]
    jobs = [life.make(name) for name in names]
    life.commands()
    life.wait_for(jobs)
    life.upload()
    life.share()
    life.go_wrong()
    pages = life.walk(most)
    life.commands()
    told = [
        manage(*command, **known)
        for command in (["doctor"], ["backup", str(folder / "whole.backup")])
    ]
    life.told += [("command", f"{ended.stdout}{ended.stderr}".encode()) for ended in told]
    return pages


__all__ = ["DEEDS", "Found", "look"]
