"""The bell, in a SQLite file and on a real Redis."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from huey import Huey

from gallery.models import Image
from studio import tasks
from studio.processes.worker import Threads
from studio.queue import FileQueue, RedisQueue
from studio.queue import huey as bell
from tests import factories
from tests.running import PATIENCE

from .conftest import MakeTask

THREADS = 200


@pytest.fixture(params=["file", "redis"])
def huey(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Huey]:
    if request.param == "file":
        filename = str(tmp_path / "queue.sqlite3")
        huey = Huey("test", storage_class=FileQueue, filename=filename, utc=True)
        yield huey
        huey.storage.close()
    else:
        url = request.getfixturevalue("redis_url")
        yield Huey("test", storage_class=RedisQueue, url=url, utc=True)


@pytest.fixture
def listening(huey: Huey) -> Iterator[Callable[[], None]]:
    consumer = Threads(huey, workers=THREADS, periodic=False, check_worker_health=False)
    yield consumer.start
    huey.storage.stop_listening()
    consumer.stop(graceful=True)


def test_every_message_is_heard_once(huey: Huey, listening: Callable[[], None]):
    heard: list[int] = []
    done = threading.Event()

    @huey.task()
    def hear(number: int) -> None:
        heard.append(number)
        if len(heard) >= 300:
            done.set()

    for number in range(300):
        hear(number)
    listening()
    assert done.wait(PATIENCE)
    assert sorted(heard) == list(range(300))


def test_two_hundred_wait_at_once_in_one_process(huey: Huey, listening: Callable[[], None]):
    everyone = threading.Barrier(THREADS, timeout=PATIENCE)
    through = threading.Semaphore(0)

    @huey.task()
    def wait() -> None:
        everyone.wait()
        through.release()

    listening()
    for _ in range(THREADS):
        wait()
    assert all(through.acquire(timeout=PATIENCE) for _ in range(THREADS))


def test_a_delayed_message_is_heard_later_and_not_before(huey: Huey, listening: Callable[[], None]):
    heard = threading.Event()

    @huey.task()
    def hear() -> None:
        heard.set()

    listening()
    begun = time.monotonic()
    hear.schedule(delay=1)
    assert heard.wait(PATIENCE)
    assert time.monotonic() - begun >= 0.9


def test_an_idle_crowd_goes_home_at_once(huey: Huey, listening: Callable[[], None]):
    listening()
    huey.storage.stop_listening()
    assert huey.storage.dequeue() is None


def test_a_bell_that_is_away_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("connection refused")

    monkeypatch.setattr(bell.storage, "enqueue", refuse)
    monkeypatch.setattr(bell.storage, "add_to_schedule", refuse)
    tasks.ring(7)
    tasks.ring(7, delay=3)
    assert caplog.text.count("the sweep will ring for 7") == 2


# The sweep


@pytest.fixture
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_what_ails_the_housework_keeps_no_bell_from_ringing(make_task: MakeTask, data_folder: Path):
    note = data_folder / "leaving" / "a folder.json"
    note.mkdir(parents=True)
    os.utime(note, (0, 0))
    task = make_task()
    bell.storage.flush_all()
    with pytest.raises(IsADirectoryError):
        tasks.sweep()
    assert (task.pk,) in [message.args for message in bell.pending()]


def test_a_queue_that_is_away_leaves_no_housework_undone(
    monkeypatch: pytest.MonkeyPatch, db: None, data_folder: Path
):
    def refuse() -> None:
        raise ConnectionError("connection refused")

    monkeypatch.setattr(bell.storage, "queue_size", refuse)
    factories.image()
    Image.objects.update(trashed_at=timezone.now() - timedelta(days=99))
    with pytest.raises(ConnectionError):
        tasks.sweep()
    assert not Image.objects.exists()
