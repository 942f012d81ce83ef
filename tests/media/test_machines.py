"""Two machines as real processes, with a data folder each and one bucket, database and queue."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.gateways.openai_images import OpenAIImagesGateway
from tests.media.bucket import SECRET, Bucket
from tests.running import RunningStudio, manage, wait_until

LONG = 60.0
IMAGE = re.compile(r'data-image="(\d+)"')
Start = Callable[..., RunningStudio]


@pytest.fixture
def common(
    postgres_url: str, redis_url: str, bucket: Bucket, dieyuyun_gateway: OpenAIImagesGateway
) -> Iterator[dict[str, str]]:
    """What all machines are told."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS machines WITH (FORCE)")
        server.execute("CREATE DATABASE machines")
        yield (
            bucket.environment
            | dieyuyun_gateway.environment
            | {
                "DATABASE_URL": f"{postgres_url.rpartition('/')[0]}/machines",
                "PROOFSHEET_QUEUE_URL": f"{redis_url.rpartition('/')[0]}/7",
            }
        )


@pytest.fixture
def start(common: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """`start("here", "serve")`: a process of that machine; all are stopped in the end."""
    running: list[RunningStudio] = []
    first = {"PROOFSHEET_DATA_DIR": str(tmp_path / "first")}
    migrated = manage("migrate", **common, **first)
    assert migrated.returncode == 0, migrated.stderr

    def begin(name: str, *command: str) -> RunningStudio:
        folder = {"PROOFSHEET_DATA_DIR": str(tmp_path / name)}
        running.append(RunningStudio(*command, **common, **folder))
        return running[-1]

    yield begin
    for studio in running:
        studio.stop()
        assert SECRET not in studio.output


def test_made_by_one_seen_on_the_other(
    start: Start, bucket: Bucket, dieyuyun_gateway: OpenAIImagesGateway, tmp_path: Path
):
    web = start("here", "serve", "--port", "0").wait_until_ready()
    worker = start("there", "worker", "--workers", "4")
    worker.wait_for_sweep()
    # The bucket is away when the first picture is to be stored.
    bucket.misbehave("503", "PUT", part="/originals/")
    fields = {"model": "dieyuyun:gemini-3.1-flash-image", "response_format": "b64_json"}
    job = web.submit(prompt="A lighthouse", **fields)
    wait_until(lambda: "waits for the storage" in web.get(job).text, LONG)
    bucket.behave()
    wait_until(lambda: 'data-state="finished"' in web.get(job).text, LONG)
    assert len(dieyuyun_gateway.paid) == 1
    [pk] = set(IMAGE.findall(web.get(job).text))
    original = web.get(f"gallery/{pk}/original/")
    [name] = bucket.names("originals")
    assert hashlib.sha256(original.content).hexdigest() in name
    wait_until(lambda: len(bucket.names("thumbs")) == 2, LONG)
    assert web.get(f"gallery/{pk}/thumb/320/").headers["content-type"] == "image/webp"
    web.stop()
    shutil.rmtree(tmp_path / "here")
    again = start("here", "serve", "--port", "0").wait_until_ready()
    assert again.get(f"gallery/{pk}/original/").content == original.content
    assert again.get(f"gallery/{pk}/thumb/1280/").status_code == 200
    bucket.misbehave("403")
    shutil.rmtree(tmp_path / "here" / "originals")
    assert again.get(f"gallery/{pk}/original/").status_code == 503
    assert "Traceback" not in again.output
