"""A file that is met on the way, before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

Key = tuple[str | int, ...]
"""Where a file stands in its source; keys go up, so that one tells what was dealt with."""

MOST_BYTES = 200_000_000
SYSTEM = {"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin"}
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`name` has the folders in front, with / between. `refusal`: why it is not even opened."""

    key: Key
    name: str
    size: int = 0
    is_hidden: bool = False
    refusal: str = ""
    open: Callable[[], IO[bytes]] | None = None

    @property
    def folders(self) -> tuple[str, ...]:
        return PurePosixPath(self.name).parts[:-1]


def is_hidden(part: str) -> bool:
    """Hidden, or what a system leaves behind: `.DS_Store`, `._boat.png`, `Thumbs.db`."""
    return part.startswith(".") or part.casefold() in SYSTEM


def is_archive(name: str) -> bool:
    return name.casefold().endswith(ARCHIVES)


def shown(name: str) -> str:
    """A name as people may read it and any database takes it."""
    plain = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign if sign.isprintable() else "�" for sign in plain)
