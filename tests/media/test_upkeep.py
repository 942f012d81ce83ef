"""`manage.py gallery check` from a machine that has none of the files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gallery import store, upkeep
from gallery.models import Image
from gallery.upkeep import Kind, Report
from tests.factories import image, png
from tests.media.bucket import PREFIX, Bucket, Thing
from tests.media.conftest import UseFolder


@pytest.fixture
def ours(machine: UseFolder, bucket: Bucket) -> list[Image]:
    """Three images whose files only the bucket has, for two days now."""
    made = [image(png(seed=seed), has_thumbs=True) for seed in range(3)]
    for thing in bucket.things.values():
        thing.changed_at -= timedelta(days=2)
    machine("there")
    return made


def check(*, is_repair: bool = False, is_quick: bool = False) -> Report:
    return upkeep.check(is_repair=is_repair, is_quick=is_quick, told=lambda *_: None)


def key(path: Path) -> str:
    return f"{PREFIX}/{'/'.join(path.parts[-3:])}"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_quick", [True, False])
def test_what_is_whole_is_found_well_and_fills_no_cache(
    ours: list[Image], machine: UseFolder, is_quick: bool
):
    assert check(is_quick=is_quick).found == {}
    assert files(machine("there")) == []


def test_damage_in_the_bucket_is_found(ours: list[Image], bucket: Bucket):
    gone, damaged, third = map(store.place, ours)
    del bucket.things[key(gone)]
    thing = bucket.things[key(damaged)]
    thing.data = thing.data[:-1] + b"?"
    del bucket.things[key(store.place_of_thumb(ours[2], 320))]
    stray = f"{PREFIX}/originals/ab/ab{'0' * 62}.png"
    bucket.things[stray] = Thing(png(), datetime(2026, 1, 1, tzinfo=UTC))
    counts = {kind: found.count for kind, found in check().found.items()}
    assert counts == {Kind.GONE: 1, Kind.DAMAGED: 1, Kind.THUMBS: 1, Kind.FOREIGN: 1}
    report = check(is_repair=True)
    assert report.found[Kind.THUMBS].mended == report.found[Kind.FOREIGN].mended == 1
    assert bucket.names("found") == sorted(
        [f"found/originals/ab{'0' * 62}.png", f"found/originals/{damaged.name}"]
    )
    assert third.name in " ".join(bucket.names("originals"))


def test_what_a_machine_still_has_is_put_back(
    ours: list[Image], bucket: Bucket, machine: UseFolder
):
    """Also how the pictures of a studio move into a bucket."""
    bucket.things.clear()
    machine("here")
    report = check(is_repair=True)
    assert report.found[Kind.GONE].mended == 3
    assert check().found == {}
    assert (len(bucket.names("originals")), len(bucket.names("thumbs"))) == (3, 6)


def test_a_check_says_that_the_bucket_is_away(ours: list[Image], bucket: Bucket):
    bucket.misbehave("403")
    with pytest.raises(CommandError, match=r"storage of the pictures is away: .*403 AccessDenied"):
        call_command("gallery", "check", "--repair")
    assert upkeep.signs().looked == 0
    assert Image.objects.count() == 3


def test_all_thumbnails_are_made_anew(ours: list[Image], bucket: Bucket):
    before = bucket.names("thumbs")
    call_command("gallery", "thumbnails", "--all")
    after = bucket.names("thumbs")
    assert len(after) == 6
    assert not set(after) & set(before)
