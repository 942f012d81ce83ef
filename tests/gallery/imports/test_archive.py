"""ZIPs, kind and hostile: nothing leaves the data folder, and each refusal says why."""

from __future__ import annotations

import shutil
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from gallery import imports
from gallery.imports import words, work
from gallery.imports.sources import archive as source
from gallery.models import Image, Import
from tests.factories import png

from .pictures import archive, entry, names, opened, reasons, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pictures.zip"


def packed(path: Path, *entries: tuple[ZipInfo, bytes]) -> Path:
    with ZipFile(path, "w") as file:
        for info, data in entries:
            file.writestr(info, data)
    return path


def patched(path: Path, name: bytes, offset: int, value: bytes) -> Path:
    """Bytes of the directory's entry of `name` changed, counted from its beginning."""
    data = bytearray(path.read_bytes())
    at = data.rindex(name) - 46 + offset
    data[at : at + len(value)] = value
    path.write_bytes(data)
    return path


def test_every_picture_of_an_archive_is_in_the_gallery(path: Path) -> None:
    archive(path, **{"a.png": png(), "day one/": b"", "day one/b.png": png(seed=1)})
    job = taken(path)
    assert (job.state, job.found, job.taken) == ("done", 2, 2)
    assert Image.objects.get(tags__key="day one").file_name == "b.png"


def test_what_stands_in_front_of_an_archive_does_no_harm(path: Path) -> None:
    archive(path, **{"a.png": png()})
    path.write_bytes(b"PK\3\4 something else" + path.read_bytes())
    assert taken(path).taken == 1


@pytest.mark.parametrize(
    ("info", "why"),
    [
        (entry("../../out.png"), words.BAD_NAME),
        (entry("/etc/out.png"), words.BAD_NAME),
        (entry("C:/out.png"), words.BAD_NAME),
        (entry("a/../../out.png"), words.BAD_NAME),
        (entry("link.png", external_attr=(stat.S_IFLNK | 0o777) << 16), words.LINK),
        (entry("inner.zip"), words.ARCHIVE_INSIDE),
        (entry("odd.png", compress_type=ZIP_LZMA), words.PACKED_ODDLY),
    ],
)
def test_an_entry_that_is_not_taken_is_told(
    path: Path, tmp_path: Path, info: ZipInfo, why: str
) -> None:
    packed(path, (info, png()), (entry("good.png"), png(seed=1)))
    before = set(tmp_path.parent.rglob("out.png"))
    job = taken(path)
    assert (job.state, names(), list(reasons(job).values())) == ("done", ["good.png"], [why])
    assert set(tmp_path.parent.rglob("out.png")) == before


def test_two_entries_of_one_name_are_two_pictures(path: Path) -> None:
    packed(path, (entry("a.png"), png()), (entry("b.png"), png(seed=1)))
    # Which `zipfile` does not write without a warning.
    path.write_bytes(path.read_bytes().replace(b"b.png", b"a.png"))
    job = taken(path)
    assert (job.taken, reasons(job)) == (2, {})
    assert names() == ["a.png", "a.png"]


def test_an_entry_behind_a_password_is_told(path: Path) -> None:
    archive(path, **{"secret.png": png()})
    assert reasons(taken(patched(path, b"secret.png", 8, b"\1\0"))) == {
        "secret.png": words.ENCRYPTED
    }


def test_an_entry_that_is_damaged_is_told(path: Path) -> None:
    archive(path, **{"bad.png": png(), "good.png": png(seed=1)})
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 20] ^= 0xFF
    path.write_bytes(data)
    job = taken(path)
    assert (reasons(job), names()) == ({"bad.png": words.DAMAGED_INSIDE}, ["good.png"])


def test_an_entry_that_lies_about_its_size_stays_within_it(path: Path) -> None:
    packed(path, (entry("liar.png", compress_type=ZIP_DEFLATED), b"\0" * 5_000_000))
    patched(path, b"liar.png", 24, struct.pack("<L", 100))
    assert taken(path).refused == 1


def test_a_bomb_is_never_unpacked(path: Path, tmp_path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as file, file.open("bomb.png", "w") as bomb:
        for _ in range(30):
            bomb.write(b"\0" * 1_000_000)
    job = taken(path)
    assert reasons(job) == {"bomb.png": words.SQUEEZED}
    assert path.stat().st_size < 100_000


def test_an_archive_for_which_there_is_no_room_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(path, **{"a.png": png()})
    full = shutil.disk_usage(path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    job = taken(path)
    assert (job.state, job.why, job.taken) == ("failed", words.NO_ROOM, 0)


def test_an_archive_of_endless_entries_is_refused_before_it_is_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(path, **{f"{n}.png": b"" for n in range(20)})
    monkeypatch.setattr(source, "MOST", 19)
    job = taken(path)
    assert (job.state, job.why) == ("failed", words.TOO_MANY)


def test_a_directory_that_is_far_too_large_is_not_read(path: Path) -> None:
    archive(path, **{"a.png": png()})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\5\6") + 12
    data[at : at + 4] = struct.pack("<L", 0xFFFFFFF0)
    path.write_bytes(data)
    assert taken(path).why == words.TOO_MANY


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"PK\3\4",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-22] + b"PK\5\6" + b"\xff" * 18,
        lambda data: b"no archive at all" * 10,
    ],
)
def test_what_is_no_archive_is_told(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    archive(path, **{"a.png": png(), "b.png": png(seed=1)})
    path.write_bytes(spoil(path.read_bytes()))
    job = taken(path)
    assert (job.state, job.why) == ("failed", words.NO_ARCHIVE)


def test_what_a_mac_puts_into_archives_is_only_counted(path: Path) -> None:
    archive(path, **{"a.png": png(), "__MACOSX/._a.png": b"x", ".DS_Store": b"x"})
    job = taken(path)
    assert (job.taken, job.hidden, job.refused) == (1, 2, 0)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("船.png".encode(), "船.png"),
        ("caf\u00e9.png".encode("cp437"), "café.png"),
        (b"day\\a.png", "a.png"),
        (b"tab\there.png", "tab\ufffdhere.png"),
    ],
)
def test_names_are_read_as_they_were_meant(path: Path, written: bytes, name: str) -> None:
    stand_in = "x" * len(written)
    archive(path, **{stand_in: png()})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), written))
    taken(path)
    assert names() == [name]


def test_an_archive_goes_on_where_it_was(path: Path) -> None:
    archive(path, **{f"{n:03}.png": png(seed=n) for n in range(60)})
    job = opened(path)

    class PowerCutError(BaseException):
        """Nothing catches it."""

    def cut(told: Import) -> None:
        if told.taken:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        work.go_on(job.pk, told=cut)
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.taken, job.duplicates, job.done, job.cursor) == (60, 0, 60, [60])


def test_a_thousand_entries_are_counted_without_unpacking(path: Path, settings: Any) -> None:
    archive(path, **{f"{n}.png": b"" for n in range(1000)})
    assert source.count(path) == 1000
    assert not list((settings.DATA_DIR / "incoming").glob("*"))
