"""Looks through every byte that a studio wrote or sent for secrets in any shape."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg

from tests.doors.shapes import traces

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
Piece = tuple[str, bytes]
"""Where something was found, and what."""


class Search:
    """`secrets` by name, `may` who may tell which where. What is looked at counts as read."""

    def __init__(self, secrets: dict[str, str], may: Callable[[str, str], bool]) -> None:
        self.secrets = secrets
        self.may = may
        self.read = 0
        self.pieces = 0
        self.found: list[str] = []

    def look(self, where: str, data: bytes) -> None:
        for inner, part in _unpacked(where, data):
            self.read += len(part)
            self.pieces += 1
            for name, secret in self.secrets.items():
                shapes = traces(part, secret)
                if shapes and not self.may(name, where):
                    self.found.append(f"{name} in {inner}: {', '.join(shapes)}")

    def look_at_all(self, pieces: Iterable[Piece]) -> None:
        for where, data in pieces:
            self.look(where, data)


def _unpacked(where: str, data: bytes) -> Iterator[Piece]:
    """The bytes, and what is packed inside a ZIP or a PDF."""
    yield where, data
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield from _unpacked(f"{where}: {name}", packed.read(name))
    elif data[:5] == b"%PDF-":
        for found in _STREAM.finditer(data):
            try:
                yield f"{where}: stream", zlib.decompress(found[1])
            except zlib.error:
                continue


def files(folder: Path) -> Iterator[Piece]:
    """Every file with its name, and every value of every SQLite database."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file():
            data = path.read_bytes()
            yield f"file {name}", name.encode() + b"\n" + data
            if data.startswith(b"SQLite format 3"):
                yield from _tables(path)


def _tables(path: Path) -> Iterator[Piece]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        connection.text_factory = bytes
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            table = name.decode()
            try:
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            except sqlite3.OperationalError:  # a shadow of the search
                continue
            yield f"table {table}", b"\n".join(_value(value) for row in rows for value in row)
    connection.close()


def rows(url: str) -> Iterator[Piece]:
    """Every value of a PostgreSQL database."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in names.fetchall():
            found = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # type: ignore[arg-type]
            yield f"table {name}", b"\n".join(_value(value) for row in found for value in row)


def _value(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def commands(pid: int) -> Iterator[Piece]:
    """What a list of processes tells of ours."""
    process = psutil.Process(pid)
    for one in [process, *process.children(recursive=True)]:
        yield f"process {one.name()}", " ".join(one.cmdline()).encode()


def addresses(page: str) -> set[str]:
    """Those of this studio that a page names: links, pictures, what scripts ask for."""
    found = re.findall(r'"(/[^"\s]*)"', page.replace("&amp;", "&"))
    wide = [
        part.split()[0]
        for each in re.findall(r'srcset="([^"]+)"', page)
        for part in each.split(",")
    ]
    return {urlsplit(each)._replace(fragment="").geturl() for each in [*found, *wide]}
