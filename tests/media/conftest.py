"""A bucket, and this process as one of the machines that share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio import spools
from studio.environment import bucket as options_of
from tests.engine.conftest import connect, make_task  # noqa: F401
from tests.gateways.fixtures import *  # noqa: F403
from tests.media.bucket import Bucket

UseFolder = Callable[[str], Path]


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        yield bucket


@pytest.fixture
def use_folder(settings: Any, tmp_path: Path) -> UseFolder:
    """Be the machine whose data folder has this name."""

    def use(name: str) -> Path:
        settings.DATA_DIR = tmp_path / name
        spools._shared.clear()
        settings.DATA_DIR.mkdir(exist_ok=True)
        return tmp_path / name

    return use


@pytest.fixture
def machine(
    bucket: Bucket,
    use_folder: UseFolder,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    db: None,
) -> UseFolder:
    """The machine `here`, which shares the bucket; call it to be another one."""
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    media = {"BACKEND": "gallery.bucket.Bucket", "OPTIONS": options_of("PROOFSHEET_MEDIA_URL")}
    settings.STORAGES = {**settings.STORAGES, "media": media}
    use_folder("here")
    return use_folder
