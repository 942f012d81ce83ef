"""A queue on another machine that goes away: nobody waits for it for ever, or twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import redis
from huey import Huey

from studio.processes.worker import Threads
from studio.queue import QueueAwayError, RedisQueue
from tests.running import PATIENCE

from .relay import Relay


@pytest.fixture
def relay(redis_url: str) -> Iterator[Relay]:
    with Relay(urlsplit(redis_url).port or 0) as relay:
        yield relay


@pytest.fixture
def huey(relay: Relay) -> Iterator[Huey]:
    url = f"redis://127.0.0.1:{relay.port}/0?socket_timeout=1.5"
    yield (huey := Huey("team", storage_class=RedisQueue, url=url, utc=True))
    huey.storage.pool.disconnect()


def test_a_bell_that_is_silent_is_given_up_and_left_alone_for_a_moment(relay: Relay, huey: Huey):
    relay.silence()
    with pytest.raises(redis.TimeoutError):
        huey.storage.enqueue(b"lost")
    with pytest.raises(QueueAwayError):
        huey.storage.enqueue(b"not even tried")
    with pytest.raises(QueueAwayError):
        huey.storage.queue_size()


@pytest.mark.parametrize("way", ["silence", "refuse"])
def test_listeners_hear_again_when_the_queue_is_back(relay: Relay, huey: Huey, way: str):
    heard = threading.Event()

    @huey.task()
    def hear() -> None:
        heard.set()

    consumer = Threads(huey, workers=4, periodic=False, check_worker_health=False)
    consumer.start()
    try:
        hear()
        assert heard.wait(PATIENCE)
        heard.clear()
        getattr(relay, way)()
        with pytest.raises(redis.RedisError):
            hear()
        relay.restore()
        huey.storage._quiet_until = 0.0
        hear()
        assert heard.wait(PATIENCE)
    finally:
        huey.storage.stop_listening()
        consumer.stop(graceful=True)
