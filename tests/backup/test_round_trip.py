"""What comes back is what was there, in whatever database."""

from __future__ import annotations

import stat
import tarfile
from pathlib import Path

from .conftest import NewPlace, Place
from .filling import KEY


def test_all_comes_back_over_both_databases(
    filled: Place, backup: Path, place: NewPlace, postgres_url: str, tmp_path: Path
) -> None:
    told = filled.told()
    kinds = {line.split()[0] for line in told}
    assert {"gallery.comment_mentions", "gallery.image", "studio.task", "file"} <= kinds
    team, alone = place(postgres_url), place()
    team.well("restore", str(backup))
    assert team.told() == told
    assert "createdb" in team.refused("restore", str(backup))
    team.well("backup", str(tmp_path / "team.tar"))
    alone.well("restore", str(tmp_path / "team.tar"))
    assert alone.told() == told
    alone.well("gallery", "thumbnails")
    assert "All is well" in alone.well("gallery", "check")


def test_it_is_one_file_for_one_person(filled: Place, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        assert all(member.isreg() for member in tar)
    assert names[0] == "proofsheet.json"
    assert names[-1] == "SHA256SUMS"
    assert not [name for name in names if name.startswith(("thumbs", "copies", "queue"))]


def test_no_key_is_told(filled: Place, tmp_path: Path) -> None:
    said = filled.manage("backup", str(tmp_path / "studio.tar"))
    secret = (filled.folder / "secret.key").read_text()
    assert KEY.encode() not in (tmp_path / "studio.tar").read_bytes()
    for planted in (KEY, secret):
        assert planted not in said.stdout + said.stderr


def test_a_secret_of_the_environment_stays_there(
    filled: Place, place: NewPlace, tmp_path: Path
) -> None:
    file, other = tmp_path / "studio.tar", place()
    studio = Place(filled.folder, variables={"PROOFSHEET_SECRET_KEY": "from-the-environment"})
    assert "PROOFSHEET_SECRET_KEY" in studio.well("backup", str(file))
    assert b"from-the-environment" not in file.read_bytes()
    assert "PROOFSHEET_SECRET_KEY" in other.well("restore", str(file))
    # Its own secret is another one: the typed key is lost, and nothing else.
    typed = "from studio import setups; print(setups.typed('dieyuyun'))"
    assert "is_lost=True" in other.well("shell", "-c", typed)


def test_what_is_missing_or_damaged_is_told_and_what_was_there_is_kept(
    filled: Place, backup: Path, place: NewPlace, tmp_path: Path
) -> None:
    studio, file = place().copy_of(filled), tmp_path / "studio.tar"
    gone, damaged, *_rest = sorted((studio.folder / "originals").rglob("*.png"))
    gone.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    said = studio.well("backup", str(file))
    assert gone.stem[:12] in said
    assert damaged.stem[:12] in said
    whole = place().copy_of(filled)
    assert gone.stem[:12] in whole.well("restore", str(file))
    assert not list(whole.folder.glob(f"originals/*/{gone.name}"))
    [back] = whole.folder.glob(f"originals/*/{damaged.name}")
    assert back.read_bytes() == damaged.read_bytes()
    [aside] = whole.folder.glob("before-restore-*")
    assert Place(aside).told() == filled.told()
