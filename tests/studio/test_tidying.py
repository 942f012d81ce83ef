"""What is old and serves nobody goes; what may still be wanted stays."""

import os
import time
from pathlib import Path

import pytest

from studio import briefs, tidying
from studio.models import Task
from tests.engine.conftest import MakeTask, make_task  # noqa: F401

pytestmark = pytest.mark.django_db


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


def test_an_answer_that_is_still_to_be_read_stays_however_old(
    tmp_path: Path,
    settings,
    make_task: MakeTask,  # noqa: F811
):
    """The studio was switched off for a month when it had just come."""
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "answers"
    folder.mkdir()
    tasks = {state: make_task(state) for state in Task.State if state != Task.State.QUEUED}
    for task in tasks.values():
        path = folder / str(task.attempt)
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    tidying.tidy()
    left = {state for state, task in tasks.items() if (folder / str(task.attempt)).exists()}
    read = (Task.State.SUBMITTING, Task.State.WAITING, Task.State.RECEIVED)
    assert left == {*read, Task.State.UNCONFIRMED}


def test_an_answer_goes_whose_pictures_are_in_the_gallery(
    tmp_path: Path,
    settings,
    make_task: MakeTask,  # noqa: F811
):
    settings.DATA_DIR = tmp_path
    for state in (Task.State.FINISHED, Task.State.FAILED):
        briefs.spool(make_task(state)).write_bytes(b"x")
    tidying.tidy()
    [left] = (tmp_path / "answers").iterdir()
    assert Task.objects.get(attempt=left.name).state == Task.State.FAILED


def test_a_folder_that_is_not_there_is_tidy(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    tidying.tidy()
