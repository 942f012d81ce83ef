"""A turn is given back however a download ends."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import BoundedSemaphore

import pytest

from gallery.export.turns import BusyError, Turn


def stream() -> Generator[bytes, None, None]:
    yield b"1"
    yield b"2"


def broken() -> Generator[bytes, None, None]:
    yield b"1"
    raise OSError("torn")


def read_all(turn: Turn) -> None:
    assert list(turn) == [b"1", b"2"]


def fail(turn: Turn) -> None:
    with pytest.raises(OSError, match="torn"):
        list(turn)


def begin_and_close(turn: Turn) -> None:
    assert next(turn) == b"1"
    turn.close()


@pytest.mark.parametrize(
    ("make", "end"),
    [(stream, read_all), (broken, fail), (stream, begin_and_close), (stream, Turn.close)],
)
def test_a_turn_is_given_back_once(
    make: Callable[[], Generator[bytes, None, None]], end: Callable[[Turn], None]
) -> None:
    turns = BoundedSemaphore(1)
    turn = Turn(make(), turns)
    with pytest.raises(BusyError):
        Turn(stream(), turns)
    end(turn)
    turn.close()
    read_all(Turn(stream(), turns))
