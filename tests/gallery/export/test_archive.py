"""A ZIP that is sent while it is written."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery import store
from gallery.export import archive, images
from gallery.export.manifest import cell
from gallery.models import Image
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db


def opened(ids: list[int], names: str = "{number}") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive(images(ids), names))))


def told(file: zipfile.ZipFile) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read("manifest.json"))
    return found


def cells(file: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read("manifest.csv").decode("utf-8-sig"))))


def test_originals_come_as_they_are_in_the_order_asked(tmp_path: Path) -> None:
    data = [png(seed=seed) for seed in range(3)]
    ids = [factories.image(each).pk for each in data][::-1]
    file = opened(ids, "{prompt}")
    assert file.testzip() is None
    assert file.namelist() == [
        "a-boat.png", "a-boat-2.png", "a-boat-3.png", "manifest.json", "manifest.csv",
    ]  # fmt: skip
    assert [file.read(name) for name in file.namelist()[:3]] == data[::-1]
    assert {entry.compress_type for entry in file.infolist()[:3]} == {zipfile.ZIP_STORED}


def test_other_programs_read_it(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    kept = factories.image(prompt="灯台")
    path.write_bytes(b"".join(archive(images([kept.pk]), "{prompt}")))
    tested = subprocess.run(["unzip", "-t", path], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_the_manifest_tells_how_to_make_each_again() -> None:
    parent = factories.image(png(seed=8))
    made = factories.image(
        png(40, 30), prompt="A boat, é 灯", prompt_sent="A boat sent", revised_prompt="A fine boat",
        model="m-1", parameters_sent={"steps": 4}, seed=12, aspect_ratio="4:3", resolution="1K",
        cost=Decimal("0.101000"), currency="USD", cost_source="told", parents=[parent],
    )  # fmt: skip
    Image.objects.update(created_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    file = opened([made.pk])
    assert told(file) == [
        {
            "file": f"{made}.png", "status": "whole", "id": made.pk, "prompt": "A boat, é 灯",
            "sent": "A boat sent", "revised": "A fine boat", "provider": "sketch", "model": "m-1",
            "parameters": {"steps": 4}, "seed": 12, "width": 40, "height": 30, "ratio": "4:3",
            "tier": "1K", "format": "png", "bytes": made.bytes, "cost": "0.101",
            "currency": "USD", "cost_source": "told", "made_at": "2026-11-21T09:30:00+00:00",
            "digest": made.digest, "parents": [parent.digest], "tags": [],
        }
    ]  # fmt: skip
    (row,) = cells(file)
    assert row["parents"] == parent.digest
    assert row["parameters"] == '{"steps": 4}'
    assert file.read("manifest.csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("prompt", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1"])
def test_a_prompt_is_never_run_as_a_formula(prompt: str) -> None:
    file = opened([factories.image(prompt=prompt).pk])
    assert cells(file)[0]["prompt"] == f"'{prompt}"
    assert told(file)[0]["prompt"] == prompt


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [cell(value) for value in (-5, None, "", "a = b", [], {})] == [
        -5, None, "", "a = b", "", "",
    ]  # fmt: skip


def test_a_missing_original_is_told_and_breaks_nothing() -> None:
    gone, whole = factories.image(png(seed=1)), factories.image(png(seed=2))
    store.original(gone).unlink()
    file = opened([gone.pk, whole.pk])
    assert file.testzip() is None
    assert file.namelist()[0] == f"{whole}.png"
    assert [row["status"] for row in told(file)] == ["missing", "whole"]


def test_an_empty_download_is_a_whole_zip() -> None:
    assert told(opened([987_654])) == []


def test_rows_are_read_in_a_few_statements() -> None:
    ids = [factories.image(png(seed=seed)).pk for seed in range(12)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(told(opened(ids))) == 12
    assert len(asked) <= 3


def test_no_more_than_a_few_chunks_are_in_memory(data_folder: Path) -> None:
    kept = factories.image()
    with store.original(kept).open("r+b") as file:
        os.truncate(file.fileno(), 80_000_000)
    tracemalloc.start()
    sent = sum(map(len, archive(images([kept.pk]), "{id}")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > 80_000_000
    assert peak < 4_000_000


def test_what_is_broken_off_leaves_nothing_behind(data_folder: Path) -> None:
    ids = [factories.image(png(seed=seed)).pk for seed in range(3)]
    before = [path for path in data_folder.rglob("*") if path.is_file()]
    handles = open_files()
    stream: Iterator[bytes] = archive(images(ids), "{id}")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    del stream
    gc.collect()
    assert [path for path in data_folder.rglob("*") if path.is_file()] == before
    assert open_files() == handles


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
