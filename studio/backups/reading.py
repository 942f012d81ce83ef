"""Reading a backup from front to back: nothing in it is believed before it was looked at."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext as _

from . import ANSWERS, FORMAT, HEAD, IMPORTS, MANIFEST, ORIGINALS, ROWS, SECRET, BackupError
from .container import Member, damaged, members
from .needs import ANSWER

FILES = re.compile(
    rf"{ORIGINALS}/(?P<two>[0-9a-f]{{2}})/(?P=two)[0-9a-f]{{62}}\.[a-z0-9]{{1,5}}"
    rf"|{ANSWERS}/{ANSWER.pattern}"
    rf"|{IMPORTS}/[0-9]{{1,19}}/[0-9a-f]{{32}}"
    rf"|{re.escape(SECRET)}"
)
PART = re.compile(rf"{ROWS}/(?P<table>[a-z0-9_.]{{1,80}})/(?P<number>[0-9]{{6}})\.gz")
LARGEST_TEXT = 16_000_000
LONGEST_WORD = 400
LAST_ID = 2**63 - 1
LARGEST_PART = 64_000_000
"""Bytes of rows that were packed together."""


@dataclass(frozen=True, slots=True)
class Head:
    """How a backup was made: `migrations` by app, `columns` by table."""

    version: str
    made_at: str
    migrations: dict[str, str]
    columns: dict[str, list[str]]


@dataclass(slots=True)
class Contents:
    """What a backup was found to have."""

    head: Head
    rows: Counter[str] = field(default_factory=Counter)
    originals: int = 0
    files: int = 0
    has_secret: bool = False
    last_ids: dict[str, int | None] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


class Sink(Protocol):
    """Where to with what is read."""

    def begin(self, head: Head) -> None: ...

    def file(self, member: Member) -> None: ...

    def rows(self, table: str, lines: list[bytes]) -> None: ...


class Nowhere:
    """For a look at it alone."""

    def begin(self, head: Head) -> None:
        pass

    def file(self, member: Member) -> None:
        for _piece in member.pieces():
            pass

    def rows(self, table: str, lines: list[bytes]) -> None:
        for line in lines:
            json.loads(line)


def read(file: BinaryIO, sink: Sink) -> Contents:
    """All of it into the sink. BackupError where anything is not as it was; only then nothing."""
    every = members(file)
    contents = Contents(_head(next(every)))
    sink.begin(contents.head)
    manifest: dict[str, Any] = {}
    for member in every:
        if manifest:
            raise damaged(member.name)
        if member.name == MANIFEST:
            manifest = _json(member)
        elif part := PART.fullmatch(member.name):
            _rows(member, part["table"], contents, sink)
        else:
            _file(member, contents, sink)
    _compare(contents, manifest)
    return contents


def _head(member: Member) -> Head:
    if member.name != HEAD:
        raise BackupError(_("This is no backup of Proofsheet."))
    known = _json(member)
    if known.get("format") != FORMAT:
        raise BackupError(
            _("The backup was made by another Proofsheet (%s): install that version.")
            % str(known.get("version"))[:20]
        )
    try:
        head = Head(*(known[name] for name in ("version", "made_at", "migrations", "columns")))
    except KeyError:
        raise damaged(HEAD) from None
    if not isinstance(head.migrations, dict) or not isinstance(head.columns, dict):
        raise damaged(HEAD)
    if not all(map(_is_word, (head.version, head.made_at, *head.migrations.values()))):
        raise damaged(HEAD)
    return head


def _is_word(value: object) -> bool:
    """What may be shown on a terminal."""
    return isinstance(value, str) and len(value) < LONGEST_WORD and value.isprintable()


def _file(member: Member, contents: Contents, sink: Sink) -> None:
    if not FILES.fullmatch(member.name):
        raise BackupError(_("This is no backup of Proofsheet: it has a file of another kind."))
    sink.file(member)
    if member.name == SECRET:
        contents.has_secret = True
    elif member.name.startswith(f"{ORIGINALS}/"):
        contents.originals += 1
    else:
        contents.files += 1


def _rows(member: Member, table: str, contents: Contents, sink: Sink) -> None:
    if table not in contents.head.columns:
        raise damaged(member.name)
    lines = list(_lines(member))
    try:
        sink.rows(table, lines)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise damaged(member.name) from None
    contents.rows[table] += len(lines)


def _lines(member: Member) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        data = unpacking.decompress(member.read(LARGEST_PART), LARGEST_PART)
    except zlib.error:
        raise damaged(member.name) from None
    if not unpacking.eof or unpacking.unused_data:
        raise damaged(member.name)
    return iter(data.splitlines())


def _compare(contents: Contents, manifest: dict[str, Any]) -> None:
    """What was found and what was put in."""
    try:
        rows = {name: count for name, count in manifest["rows"].items() if count}
        ids, missing = dict(manifest["last_ids"]), [str(name) for name in manifest["missing"]]
        is_well = all(last is None or 0 <= last <= LAST_ID for last in ids.values())
    except (KeyError, TypeError, ValueError, AttributeError):
        raise damaged(MANIFEST) from None
    told = (rows, manifest.get("originals"), manifest.get("files"))
    if not is_well or told != (dict(contents.rows), contents.originals, contents.files):
        raise damaged(MANIFEST)
    contents.last_ids, contents.missing = ids, missing


def _json(member: Member) -> dict[str, Any]:
    try:
        found = json.loads(member.read(LARGEST_TEXT))
    except (ValueError, RecursionError):
        raise damaged(member.name) from None
    if not isinstance(found, dict):
        raise damaged(member.name)
    return found
