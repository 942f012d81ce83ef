"""What is old and serves nobody goes; what may still be wanted stays."""

import os
import time
from pathlib import Path

import pytest

from studio import tidying


@pytest.mark.parametrize(("folder", "days"), [("answers", 30), ("incoming", 1)])
def test_only_what_is_old_is_removed(tmp_path: Path, settings, folder: str, days: int):
    settings.DATA_DIR = tmp_path
    (tmp_path / folder).mkdir()
    for name, age in (("old", days * 86400 + 60), ("new", days * 86400 - 60)):
        path = tmp_path / folder / name
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age,) * 2)
    tidying.tidy()
    assert [path.name for path in (tmp_path / folder).iterdir()] == ["new"]


def test_a_folder_that_is_not_there_is_tidy(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    tidying.tidy()
