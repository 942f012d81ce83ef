"""A server in a thread of its own that ends at once when it is told to."""

from __future__ import annotations

import socket
import threading
from http.server import ThreadingHTTPServer


class Listener(ThreadingHTTPServer):
    """Serves from `start` to `stop`, and sleeps while nobody comes."""

    request_queue_size = 512
    daemon_threads = True

    def start(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        socket.create_connection(self.server_address[:2], timeout=5).close()  # wakes it up
        self._thread.join()
        self.server_close()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            self.handle_request()

    def handle_error(self, *arguments: object) -> None:
        """A client that went away is no news."""
