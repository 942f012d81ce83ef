"""A server on a bare socket, for answers that no honest library would send."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import Self

LOOPBACK = "127.0.0.1"


class RawServer:
    """Reads each request as far as it comes at once and answers it with these pieces."""

    def __init__(self, pieces: Iterable[bytes], pause: float = 0.0) -> None:
        self._pieces, self._pause = pieces, pause
        self.asked: list[bytes] = []
        self._listener = socket.create_server((LOOPBACK, 0))
        self._closing = threading.Event()
        self.origin = f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.asked.append(connection.recv(1_000_000))
                for piece in self._pieces:
                    connection.sendall(piece)
                    if self._closing.wait(self._pause):
                        return
                # What is closed unread is reset, and the answer lost with it.
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(30)
                while connection.recv(1_000_000):
                    pass
            except OSError:
                return


def answer(body: bytes, *headers: str, status: str = "200 OK") -> list[bytes]:
    """A whole answer that ends with its connection."""
    lines = [f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""]
    return ["\r\n".join(lines).encode("latin-1"), body]
