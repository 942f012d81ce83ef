"""Files of a ZIP. Nothing is unpacked by its name, and nothing before its size is known."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.conf import settings

from gallery.imports import words

from .items import MOST_BYTES, Item, Key, is_archive, is_hidden, shown

MOST = 200_000
MOST_DIRECTORY = 64 * 1024 * 1024
END, END_64, LOCATOR_64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
TAIL = 65_536 + 22 + 20
RATIO = 250
"""Times that a picture may be larger than in the archive, from `HEAVY` bytes on."""
HEAVY = 20_000_000
UTF_8, LOCKED = 0x800, 0x1


def items(path: Path, after: Key = (), above: Key = ()) -> Iterator[Item]:
    """The files of an archive after a key, which is `above` and a number. RefusedSourceError
    where it cannot be read, holds too many or more than there is room for.
    """
    refuse_endless(path)
    try:
        # Closed with the last of its items, which are read later.
        archive = ZipFile(path)
        files = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_boundless(files)
    except (BadZipFile, OSError, NotImplementedError, ValueError, struct.error) as error:
        raise words.RefusedSourceError(words.NO_ARCHIVE) from error
    for number, info in enumerate(files, start=1):
        key = (*above, number)
        if key > after:
            yield _item(archive, info, key)


def count(path: Path) -> int:
    return sum(1 for _item in items(path))


def is_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in {b"PK\3\4", END}


def refuse_endless(path: Path) -> None:
    """Count the entries of the directory before `zipfile` makes an object of each."""
    try:
        with path.open("rb") as file:
            directory = _directory(file, path.stat().st_size)
    except FileNotFoundError as error:
        raise words.RefusedSourceError(words.NOT_THERE) from error
    except (OSError, ValueError, struct.error) as error:
        raise words.RefusedSourceError(words.NO_ARCHIVE) from error
    at = number = 0
    while directory[at : at + 4] == b"PK\1\2" and number <= MOST:
        number += 1
        at += 46 + sum(struct.unpack_from("<HHH", directory.ljust(at + 46), at + 28))
    if number > MOST:
        raise words.RefusedSourceError(words.TOO_MANY)


def _directory(file: IO[bytes], length: int) -> bytes:
    """The central directory, which ends where the record of the end begins."""
    start = max(0, length - TAIL)
    file.seek(start)
    tail = file.read()
    end = tail.rindex(END)
    size = struct.unpack_from("<L", tail, end + 12)[0]
    at = start + end
    if size == 0xFFFFFFFF or tail[end - 20 : end - 16] == LOCATOR_64:
        at -= 20 + 56
        file.seek(at)
        record = file.read(56)
        if not record.startswith(END_64):
            raise ValueError("No record of the end")
        size = struct.unpack_from("<Q", record, 40)[0]
    if size > MOST_DIRECTORY:
        raise words.RefusedSourceError(words.TOO_MANY)
    file.seek(at - size)
    return file.read(size)


def _refuse_boundless(files: list[ZipInfo]) -> None:
    wanted = sum(info.file_size for info in files if info.file_size <= MOST_BYTES)
    if wanted > shutil.disk_usage(settings.DATA_DIR).free:
        raise words.RefusedSourceError(words.NO_ROOM)


def _item(archive: ZipFile, info: ZipInfo, key: Key) -> Item:
    name = _name(info).replace("\\", "/")
    parts = [part for part in PurePosixPath(name).parts if part != "/"]
    if any(map(is_hidden, parts)) and ".." not in parts:
        return Item(key=key, name=shown(name), is_hidden=True)
    refusal = _refusal(info, name, parts)
    if refusal:
        return Item(key=key, name=shown(name), refusal=refusal)
    plain = shown("/".join(parts))
    return Item(key=key, name=plain, size=info.file_size, open=partial(archive.open, info))


def _refusal(info: ZipInfo, name: str, parts: list[str]) -> str:
    """'' where it can be read."""
    is_leading_out = name.startswith("/") or ".." in parts or name[1:3] == ":/" or not parts
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    is_bomb = info.file_size > max(HEAVY, RATIO * info.compress_size)
    cases = (
        (is_leading_out, words.BAD_NAME),
        (is_link, words.LINK),
        (bool(info.flag_bits & LOCKED), words.ENCRYPTED),
        (is_archive(name), words.ARCHIVE_INSIDE),
        (info.file_size > MOST_BYTES, words.TOO_LARGE),
        (is_bomb, words.SQUEEZED),
        (not _is_known(info), words.PACKED_ODDLY),
    )
    return next((word for is_so, word in cases if is_so), "")


def _is_known(info: ZipInfo) -> bool:
    return info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}


def _name(info: ZipInfo) -> str:
    """Many programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if info.flag_bits & UTF_8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except ValueError:
        return name
