"""Pictures that lie in a bucket: read from there, and put into that of the restored studio."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.media.bucket import PREFIX, Bucket

from .conftest import NewPlace


def originals_of(bucket: Bucket) -> dict[str, str]:
    return {
        name.removeprefix(f"{PREFIX}/"): hashlib.sha256(thing.data).hexdigest()
        for name, thing in bucket.things.items()
        if "/originals/" in name
    }


def test_originals_go_from_bucket_to_bucket(place: NewPlace, tmp_path: Path) -> None:
    with Bucket() as one, Bucket() as other:
        studio, file = place(**one.environment).fill(4), tmp_path / "studio.tar"
        assert len(originals_of(one)) == 4
        # What is here is a cache.
        shutil.rmtree(studio.folder / "originals")
        assert "gone" not in studio.well("backup", str(file))
        place(**other.environment).well("restore", str(file))
        assert originals_of(other) == originals_of(one)
        for name, digest in originals_of(other).items():
            assert Path(name).stem == digest
