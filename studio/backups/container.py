"""The tar: plain files only, each with its SHA-256, read and written from front to back."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import SUMS, BackupError

BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
MOST_SIGNS = 99
"""Of a name, as the oldest tar takes it: no header of a member is more than one block."""

Written = Callable[[int], object]
"""Is told of each piece how many bytes it has."""


class Writer:
    """Puts members into a tar; `close` adds the sums."""

    def __init__(self, file: BinaryIO, written: Written = lambda count: None) -> None:
        self._file, self._written = file, written
        self._sums = TemporaryFile()  # noqa: SIM115 (as long as the writer)

    def add(self, name: str, data: BinaryIO, size: int) -> str:
        """`size` bytes of `data`; answers their SHA-256. EOFError where there are fewer."""
        found = self._put(name, data, size)
        self._sums.write(f"{found}  {name}\n".encode())
        return found

    def close(self) -> None:
        size = self._sums.tell()
        self._sums.seek(0)
        self._put(SUMS, self._sums, size)
        self._file.write(bytes(2 * BLOCK))
        self._sums.close()

    def _put(self, name: str, data: BinaryIO, size: int) -> str:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._file.write(member.tobuf(tarfile.USTAR_FORMAT))
        found = hashlib.sha256()
        for piece in pieces(data, size):
            found.update(piece)
            self._file.write(piece)
            self._written(len(piece))
        self._file.write(bytes(-size % BLOCK))
        return found.hexdigest()


@dataclass(slots=True)
class Member:
    """One file of a tar, whose bytes are read with `pieces`, once."""

    name: str
    size: int
    _file: BinaryIO
    digest: str = ""

    def pieces(self) -> Iterator[bytes]:
        found = hashlib.sha256()
        try:
            for piece in pieces(self._file, self.size):
                found.update(piece)
                yield piece
            _skip(self._file, -self.size % BLOCK)
        except EOFError:
            raise cut_off() from None
        self.digest = found.hexdigest()

    def read(self, most: int) -> bytes:
        if self.size > most:
            raise damaged(self.name)
        return b"".join(self.pieces())


def members(file: BinaryIO) -> Iterator[Member]:
    """All members in order. BackupError where it ends too soon or one is not as it was.

    Whoever takes a member reads it to its end; only after the last one is all of it proven.
    """
    sums = hashlib.sha256()
    while (member := _next(file)).name != SUMS:
        yield member
        for _piece in member.pieces() if not member.digest else ():
            pass
        sums.update(f"{member.digest}  {member.name}\n".encode())
    for _piece in member.pieces():
        pass
    if member.digest != sums.hexdigest():
        raise BackupError(_("The backup is damaged: its files are not what its sums say."))


def _next(file: BinaryIO) -> Member:
    try:
        block = _exactly(file, BLOCK)
        if not any(block):
            raise cut_off()
        # Of this one block nothing is read that could lead on: no links, no long names.
        header = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except EOFError:
        raise cut_off() from None
    except (tarfile.HeaderError, UnicodeError, ValueError):
        raise BackupError(_("This is no backup of Proofsheet, or it is damaged.")) from None
    if header.type != tarfile.REGTYPE or header.size < 0 or not _is_plain(header.name):
        raise BackupError(_("This is no backup of Proofsheet: it holds more than plain files."))
    return Member(header.name, header.size, file)


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    is_short = len(name) <= MOST_SIGNS and name.isprintable() and "\\" not in name
    return is_short and not any(part in {"", ".", ".."} or ":" in part for part in parts)


def pieces(data: BinaryIO, size: int) -> Iterator[bytes]:
    """`size` bytes of `data`, a little at a time. EOFError where there are fewer."""
    while size:
        piece = data.read(min(size, CHUNK))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece


def _exactly(file: BinaryIO, size: int) -> bytes:
    return b"".join(pieces(file, size))


def _skip(file: BinaryIO, size: int) -> None:
    _exactly(file, size)


def cut_off() -> BackupError:
    return BackupError(
        _("The backup is not whole: it ends too soon. Copy it again, or use another.")
    )


def damaged(name: str) -> BackupError:
    return BackupError(_("The backup is damaged at %s: use another one.") % name)
