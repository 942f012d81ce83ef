"""Damage that is done on purpose is found, all of it and nothing else, and mended."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from gallery import counters, search, store, upkeep
from gallery.models import Counter, Image, Tag, Tagging
from gallery.upkeep import Kind, Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def images() -> list[Image]:
    """Four that are whole: two of them of the same content."""
    made = [factories.image(factories.png(seed=n), has_thumbs=True) for n in (1, 2, 3)]
    return [*made, factories.image(factories.png(seed=3), has_thumbs=True)]


def check(*, is_repair: bool = False, is_quick: bool = False) -> Report:
    return upkeep.check(is_repair=is_repair, is_quick=is_quick, told=lambda *_: None)


def counts(report: Report) -> dict[Kind, int]:
    return {kind: found.count for kind, found in report.found.items()}


def age(path: Path, seconds: float = 2 * 24 * 60 * 60) -> Path:
    """As if it had been there for two days."""
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def lose_original(images: list[Image], folder: Path) -> None:
    store.original(images[0]).unlink()


def lose_a_shared_original(images: list[Image], folder: Path) -> None:
    store.original(images[3]).unlink()


def bring_a_foreign_original(images: list[Image], folder: Path) -> None:
    path = folder / "originals" / "ab" / f"ab{'0' * 62}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(factories.png(seed=9))
    age(path)


def bring_a_file_of_another_name(images: list[Image], folder: Path) -> None:
    path = folder / "originals" / "my holiday" / "beach.jpg"
    path.parent.mkdir()
    path.write_bytes(b"x")
    age(path)


def flip_a_bit(images: list[Image], folder: Path) -> None:
    path = store.original(images[0])
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)


def lose_a_thumb(images: list[Image], folder: Path) -> None:
    store.thumb(images[0], 320).unlink()


def truncate_a_thumb(images: list[Image], folder: Path) -> None:
    path = store.thumb(images[0], 1280)
    path.write_bytes(path.read_bytes()[:-10])


def leave_a_thumb(images: list[Image], folder: Path) -> None:
    path = folder / "thumbs" / "cd" / f"cd{'0' * 62}-320-1.webp"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    age(path)


def leave_an_unfinished_file(images: list[Image], folder: Path) -> None:
    age(factories.draft(b"half"))


def forget_an_entry(images: list[Image], folder: Path) -> None:
    search.drop([images[1].pk])


def forget_a_row(images: list[Image], folder: Path) -> None:
    ghost = Image.objects.get(pk=images[1].pk)
    ghost.pk = 5000
    search.put([ghost])


def miscount(images: list[Image], folder: Path) -> None:
    Counter.objects.filter(facet="provider").update(count=17)


DAMAGES = {
    lose_original: {Kind.GONE: 1},
    lose_a_shared_original: {Kind.GONE: 2},
    bring_a_foreign_original: {Kind.FOREIGN: 1},
    bring_a_file_of_another_name: {Kind.FOREIGN: 1},
    flip_a_bit: {Kind.DAMAGED: 1},
    lose_a_thumb: {Kind.THUMBS: 1},
    truncate_a_thumb: {Kind.THUMBS: 1},
    leave_a_thumb: {Kind.LEFT: 1},
    leave_an_unfinished_file: {Kind.LEFT: 1},
    forget_an_entry: {Kind.UNINDEXED: 1},
    forget_a_row: {Kind.OVERINDEXED: 1},
    miscount: {Kind.MISCOUNTED: 1},
}
UNMENDED = {lose_original, lose_a_shared_original, flip_a_bit}
"""What nothing in the data folder can mend."""
Damage = Callable[[list[Image], Path], None]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_each_damage_is_found_alone_and_mended(
    damage: Damage, images: list[Image], data_folder: Path
) -> None:
    assert counts(check()) == {}
    damage(images, data_folder)
    assert counts(check()) == DAMAGES[damage]
    mended = check(is_repair=True)
    assert counts(mended) == DAMAGES[damage]
    assert mended.is_well == (damage not in UNMENDED)
    if mended.is_well:
        assert counts(check()) == {}


def test_all_damages_at_once_are_told_apart(images: list[Image], data_folder: Path) -> None:
    at_once = (lose_a_thumb, bring_a_foreign_original, forget_an_entry, miscount)
    for damage in at_once:
        damage(images, data_folder)
    store.original(images[1]).unlink()
    wanted = dict.fromkeys((k for d in at_once for k in DAMAGES[d]), 1) | {Kind.GONE: 1}
    assert counts(check()) == wanted


def test_a_repair_tells_where_a_damaged_original_went(
    images: list[Image], data_folder: Path
) -> None:
    flip_a_bit(images, data_folder)
    (told,) = check(is_repair=True).found[Kind.DAMAGED].examples
    assert (data_folder / told.partition(" → ")[2]).is_file()
    assert " → found/originals/" in told


def test_quick_sees_what_needs_no_reading(images: list[Image], data_folder: Path) -> None:
    flip_a_bit(images, data_folder)
    assert counts(check(is_quick=True)) == {}
    store.original(images[0]).write_bytes(b"short")
    assert counts(check(is_quick=True)) == {Kind.DAMAGED: 1}


def test_no_file_is_ever_removed(images: list[Image], data_folder: Path) -> None:
    for damage in (bring_a_foreign_original, flip_a_bit, leave_a_thumb, leave_an_unfinished_file):
        damage(images, data_folder)
    before = sorted(path.read_bytes() for path in data_folder.rglob("*") if path.is_file())
    check(is_repair=True)
    after = sorted(path.read_bytes() for path in data_folder.rglob("*") if path.is_file())
    assert before == after
    assert len([path for path in (data_folder / "found").rglob("*") if path.is_file()]) == 4


def test_an_original_is_put_back_from_what_was_found(
    images: list[Image], data_folder: Path
) -> None:
    path = store.original(images[0])
    whole = path.read_bytes()
    path.rename(path.with_suffix(".jpg"))
    age(path.with_suffix(".jpg"))
    assert counts(check()) == {Kind.GONE: 1, Kind.FOREIGN: 1}
    assert check(is_repair=True).is_well
    assert path.read_bytes() == whole
    flip_a_bit(images, data_folder)
    assert check(is_repair=True).is_well
    assert path.read_bytes() == whole
    assert counts(check()) == {}


def test_a_picture_whose_row_comes_in_time_is_no_stray(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row comes while the check waits for it."""
    prepared = store.prepare(factories.draft(factories.png(seed=7)))
    monkeypatch.setattr(
        "gallery.upkeep.strays.time.sleep",
        lambda _: store.enter(prepared, store.Recipe()) if Image.objects.count() == 4 else None,
    )
    report = check()
    assert Image.objects.count() == 5
    assert Kind.FOREIGN not in report.found


def test_the_trash_keeps_its_files(images: list[Image]) -> None:
    counters.count([images[0]], -1)
    Image.objects.filter(pk=images[0].pk).update(trashed_at=images[0].created_at)
    assert counts(check()) == {}


def test_marks_are_counted_again(images: list[Image]) -> None:
    tag = Tag.objects.create(name="Summer", key="summer")
    Tagging.objects.create(tag=tag, image=images[0])
    report = check(is_repair=True)
    assert report.found[Kind.MISCOUNTED].examples == ["tag summer: 0, there are 1"]
    assert counters.choices("tag", None) == [("summer", "", 1)]


# The command


def run(*arguments: str) -> tuple[str, int]:
    """What it says, and how it ends."""
    out = StringIO()
    try:
        call_command("gallery", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_the_command_says_that_all_is_well(images: list[Image]) -> None:
    assert run("check") == ("All is well: 4 images.\n", 0)


def test_the_command_tells_and_mends(images: list[Image], data_folder: Path) -> None:
    lose_a_thumb(images, data_folder)
    said, code = run("check")
    assert code == 1
    assert f"thumbnails are missing or broken: 1\n    {images[0]} (originals/" in said
    said, code = run("check", "--repair")
    assert (code, "1, 1 of them mended" in said) == (0, True)
    assert run("check", "--quick")[1] == 0


def test_rebuilt_thumbnails_get_a_new_address(images: list[Image]) -> None:
    old = store.thumb(images[0], 320)
    assert run("thumbnails") == ("Made for 0 images.\n", 0)
    assert run("thumbnails", "--all") == ("Made for 4 images.\n", 0)
    images[0].refresh_from_db()
    assert images[0].thumbs_version == 2
    assert store.thumb(images[0], 320).exists()
    assert not old.exists()
    assert counts(check()) == {}


def test_thumbnails_that_cannot_be_made_are_told(images: list[Image]) -> None:
    store.original(images[0]).unlink()
    store.thumb(images[0], 320).unlink()
    said, code = run("thumbnails")
    assert code == 1
    assert f"for example {images[0]}." in said
