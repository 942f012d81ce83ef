"""Files that are no backup, or no longer one: refused in one line, with nothing changed."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.backups import BackupError
from studio.backups.container import BLOCK, Writer
from studio.backups.reading import Nowhere, read

from .conftest import NewPlace

Members = dict[str, bytes]


def members_of(file: Path) -> Members:
    with tarfile.open(file) as tar:
        found = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    del found["SHA256SUMS"]
    return found


def written(members: Members) -> bytes:
    """With sums that are right."""
    file = io.BytesIO()
    writer = Writer(file)
    for name, data in members.items():
        writer.add(name, io.BytesIO(data), len(data))
    writer.close()
    return file.getvalue()


def tarred(*members: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return file.getvalue()


def of_kind(kind: bytes, name: str = "originals/ab", **more: Any) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = kind
    for key, value in more.items():
        setattr(member, key, value)
    return member


def refused(data: bytes) -> str:
    with pytest.raises(BackupError) as caught:
        read(io.BytesIO(data), Nowhere())
    [line] = str(caught.value).splitlines()
    return line


def test_a_good_one_is_read(backup: Path) -> None:
    contents = read(io.BytesIO(written(members_of(backup))), Nowhere())
    assert contents.originals == 5
    assert contents.has_secret


def test_each_byte_counts(backup: Path) -> None:
    data = backup.read_bytes()
    places = [*range(0, len(data) - 2 * BLOCK, 4099), len(data) - 3 * BLOCK]
    missed = []
    for place in places:
        if not any(data[place : place + 1]):
            continue
        wrong = bytearray(data)
        wrong[place] ^= 1
        try:
            read(io.BytesIO(bytes(wrong)), Nowhere())
        except BackupError:
            continue
        missed.append(place)
    assert missed == []


def test_one_that_ends_too_soon(backup: Path) -> None:
    data = backup.read_bytes()
    whole = len(data) - 2 * BLOCK
    for end in (0, 1, BLOCK, whole // 3, whole // 2, whole - BLOCK, whole - 1):
        assert "too soon" in refused(data[:end])


@pytest.mark.parametrize(
    "hostile",
    [
        of_kind(tarfile.SYMTYPE, linkname="/etc/passwd"),
        of_kind(tarfile.LNKTYPE, linkname="/etc/passwd"),
        of_kind(tarfile.CHRTYPE),
        of_kind(tarfile.BLKTYPE),
        of_kind(tarfile.FIFOTYPE),
        of_kind(tarfile.DIRTYPE),
        of_kind(tarfile.GNUTYPE_SPARSE),
        of_kind(tarfile.REGTYPE, "../outside"),
        of_kind(tarfile.REGTYPE, "/etc/cron.d/outside"),
        of_kind(tarfile.REGTYPE, "originals/../../outside"),
        of_kind(tarfile.REGTYPE, "originals\\outside"),
        of_kind(tarfile.REGTYPE, "C:/outside"),
        of_kind(tarfile.REGTYPE, "x" * 300),
        of_kind(tarfile.REGTYPE, "a name with a line\nbreak"),
    ],
    ids=lambda member: f"{member.type!r} {member.name[:24]!r}",
)
def test_what_is_no_plain_file_within(hostile: tarfile.TarInfo) -> None:
    assert "no backup of Proofsheet" in refused(tarred(hostile))


def test_what_is_no_tar() -> None:
    for data in (b"", b"\0" * 5000, b"\x89PNG" * 5000, b"PK\x03\x04" * 1000, gzip.compress(b"x")):
        assert refused(data)


Change = Callable[[Members], Any]


def change_head(members: Members, **changes: Any) -> None:
    head = json.loads(members["proofsheet.json"]) | changes
    members["proofsheet.json"] = json.dumps(head).encode()


def change_manifest(members: Members, **changes: Any) -> None:
    manifest = json.loads(members["manifest.json"]) | changes
    members["manifest.json"] = json.dumps(manifest).encode()


def change_rows(members: Members, data: bytes) -> None:
    name = next(name for name in members if name.startswith("rows/gallery.image/"))
    members[name] = data


CHANGES: dict[str, Change] = {
    "a newer format": lambda m: change_head(m, format=2),
    "no columns": lambda m: change_head(m, columns=None),
    "deep": lambda m: m.update({"proofsheet.json": b"[" * 100_000}),
    "no object": lambda m: m.update({"proofsheet.json": b"[]"}),
    "a file of another kind": lambda m: m.update({"originals/ab/evil.sh": b"#!"}),
    "a script among the rows": lambda m: m.update({"rows/auth.user/000000.gz": b""}),
    "rows that are not packed": lambda m: change_rows(m, b"not packed"),
    "rows that are no JSON": lambda m: change_rows(m, gzip.compress(b"{'a'}\n")),
    "fewer rows": lambda m: change_rows(m, gzip.compress(b"")),
    "rows that never end": lambda m: change_rows(m, gzip.compress(bytes(100_000_000), 9)),
    "no manifest": lambda m: m.pop("manifest.json"),
    "versions that are no words": lambda m: change_head(m, migrations={"gallery": {}}),
    "a version that paints": lambda m: change_head(m, version="\x1b[2J"),
    "a moment that is none": lambda m: change_head(m, made_at=["now"]),
    "rows that are a list": lambda m: change_manifest(m, rows=[]),
    "numbers that are words": lambda m: change_manifest(m, last_ids={"gallery.image": "many"}),
    "numbers beyond all": lambda m: change_manifest(m, last_ids={"gallery.image": 2**64}),
    "nothing is missing": lambda m: change_manifest(m, missing=None),
    "a manifest of nothing": lambda m: m.update({"manifest.json": b"{}"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_made_up(change: Change, backup: Path) -> None:
    members = members_of(backup)
    change(members)
    assert refused(written(members))


def test_nothing_is_changed_by_one_that_is_refused(
    backup: Path, place: NewPlace, tmp_path: Path
) -> None:
    members, studio = members_of(backup), place()
    for name in list(members):
        if name.startswith("rows/gallery.image/"):
            rows = gzip.decompress(members[name]).splitlines()
            members[name] = gzip.compress(
                b"\n".join(row.replace(b'"png"', b'"../x"') for row in rows)
            )
    (tmp_path / "made-up.tar").write_bytes(written(members))
    studio.well("migrate", "-v0")
    before = sorted(studio.folder.rglob("*"))
    assert "damaged" in studio.refused("restore", str(tmp_path / "made-up.tar"))
    after = {path for path in studio.folder.rglob("*") if path.suffix != ".lock"}
    assert after <= {*before, studio.folder / "running"}
    assert not list(tmp_path.glob("x*"))
