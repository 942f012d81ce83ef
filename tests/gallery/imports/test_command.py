"""`manage.py gallery import`: what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gallery.models import Image, Import

from .pictures import archive, fill

pytestmark = pytest.mark.django_db


def test_it_imports_and_sums_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = fill(tmp_path / "pictures", "day/a.png", "b.png", ".hidden.png")
    (folder / "text.txt").write_text("x")
    call_command("gallery", "import", str(folder), "--tag", "Harbour")
    said = capsys.readouterr().out
    assert "2 imported, 0 already here, 1 left out, 1 hidden file" in said
    assert "  text.txt: No picture that is taken here" in said
    assert Image.objects.filter(tags__key="harbour").count() == 2
    assert Image.objects.filter(tags__key="day").count() == 1
    call_command("gallery", "import", str(folder), "--no-folders-as-tags")
    assert "0 imported, 2 already here" in capsys.readouterr().out


def test_a_zip_is_as_good_as_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = archive(tmp_path / "bad.zip", **{"a.png": b"x"})
    call_command("gallery", "import", str(path))
    assert "0 imported, 0 already here, 1 left out" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_what_is_neither_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(CommandError, match="neither a folder nor a ZIP"):
        call_command("gallery", "import", str(tmp_path / name))


def test_the_same_again_goes_on_with_what_was_interrupted(tmp_path: Path) -> None:
    folder = fill(tmp_path / "pictures", "a.png")
    Import.objects.create(
        path=str(folder.resolve()), name="pictures", state="failed", tries=3, why="x"
    )
    call_command("gallery", "import", str(folder))
    assert Import.objects.get().state == "done"
    assert Image.objects.count() == 1
