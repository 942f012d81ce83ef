"""`PROOFSHEET_MEDIA_URL`: what it takes, and that no key of it is ever told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from studio.environment import bucket, storages
from tests.media.bucket import Bucket
from tests.running import CLEAN, ROOT

NAME = "PROOFSHEET_MEDIA_URL"


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("", {}),
        ("s3://studio", {"bucket_name": "studio", "location": ""}),
        (
            "s3://studio/a/b/?region=eu-central-1",
            {"bucket_name": "studio", "location": "a/b", "region_name": "eu-central-1"},
        ),
        (
            "s3://studio?endpoint=http://minio:9000",
            {
                "bucket_name": "studio",
                "location": "",
                "endpoint_url": "http://minio:9000",
                "region_name": "us-east-1",
            },
        ),
    ],
)
def test_it_says_where_the_bucket_is(
    address: str, options: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(NAME, address)
    assert bucket(NAME) == options


@pytest.mark.parametrize(
    "address",
    [
        "studio",
        "https://studio",
        "s3://",
        "s3://access:secret@studio",
        "s3://studio?endpoint=minio:9000",
        "s3://studio?endpoint=http://access:secret@minio",
        "s3://studio?key=secret",
        "s3://studio?secret",
    ],
)
def test_what_it_does_not_take_is_refused_without_being_repeated(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(NAME, address)
    with pytest.raises(SystemExit, match=f"^{NAME} is not understood: it takes s3://") as refused:
        bucket(NAME)
    assert "secret" not in str(refused.value)


def test_machines_that_share_a_bucket_have_to_share_a_secret_key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(NAME, "s3://studio")
    monkeypatch.delenv("PROOFSHEET_SECRET_KEY", raising=False)
    with pytest.raises(SystemExit, match=f"^{NAME} needs a PROOFSHEET_SECRET_KEY"):
        storages(NAME)


def test_nothing_of_s3_is_loaded_before_it_is_wanted(tmp_path: object):
    """It takes 20 MB in each process."""
    words = "import sys, django; django.setup(); import studio.urls, studio.queue, studio.tasks;"
    asked = f"{words} print([name for name in ('boto3', 'storages') if name in sys.modules])"
    known = {"PROOFSHEET_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    there = Bucket()
    there.port = 9
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=CLEAN | known | there.environment,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == "[]", told.stderr
