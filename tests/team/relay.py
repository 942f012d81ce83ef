"""A way to a server that can be cut, for machines that are processes on loopback."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

from tests.servers import LOOPBACK, free_port

CHUNK = 65_536


class Relay:
    """Listens on loopback and passes every byte on to `port` while it is entered."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._is_clear = threading.Event()
        self._is_clear.set()
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((LOOPBACK, free_port()))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._is_clear.set()
        self.refuse()

    def silence(self) -> None:
        """Hold every byte back, as a cable does that is pulled: nobody hears of an end."""
        self._is_clear.clear()

    def refuse(self) -> None:
        """End every connection and take no new one."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for end in self._ends:
                _end(end)

    def restore(self) -> None:
        """Pass on again; what was held back comes late, as it does when a cable is plugged in."""
        self._is_clear.set()
        if self._listener.fileno() < 0:
            self._listener = socket.create_server((LOOPBACK, self.port))
            self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                threading.Thread(target=self._join, args=[near], daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._is_clear.wait()
        try:
            far = socket.create_connection((LOOPBACK, self._target))
        except OSError:
            near.close()
            return
        with self._lock:
            self._ends |= {near, far}
        for ends in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self._is_clear.wait()
                target.sendall(data)
        with self._lock:
            self._ends.discard(source)
        _end(target)
        source.close()


def _end(end: socket.socket) -> None:
    """Whoever reads from it is woken, and closes it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
