"""The web half: waitress in a thread, so that the main thread is free for signals."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from queue import SimpleQueue
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _
from waitress import create_server, wasyncore

from studio import signs
from studio.metrics import requests
from studio.models import Process

from . import SWITCH_EVERY, database
from .signals import on_stop
from .tie import heed_parent, leave

THREADS = 8
"""That answer at once, in each process."""
CONNECTIONS = 1000
PATIENCE = 2.0
"""Seconds for requests that are under way when the web stops."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; SystemExit with one line where there can be none."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        _refuse_strangers(host, str(address[0]))
        return socket.create_server(address, family=family, backlog=1024)
    except OSError as error:
        raise SystemExit(_why_not(host, port, error)) from None


def _refuse_strangers(host: str, address: str) -> None:
    if not settings.LOGIN_REQUIRED and not ipaddress.ip_address(address).is_loopback:
        raise SystemExit(
            _(
                "--host %(host)s would let other machines in without a sign-in: "
                "set PROOFSHEET_LOGIN=required first."
            )
            % {"host": host}
        )


def _why_not(host: str, port: int, error: OSError) -> str:
    place = {"host": host, "port": port, "reason": error.strerror}
    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)s on %(host)s is in use: choose another with --port.") % place
    return _("The studio cannot listen on %(host)s port %(port)s: %(reason)s.") % place


def _url(host: str, port: int) -> str:
    """Where a browser on this machine finds it."""
    places = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (not bound here)
    place = places.get(host, host)
    return f"http://[{place}]:{port}/" if ":" in place else f"http://{place}:{port}/"


def run_tied(number: int) -> None:
    """Answer at the socket that came along under this number, until the parent says stop."""
    stops: SimpleQueue[None] = SimpleQueue()
    on_stop(lambda: stops.put(None))
    heed_parent(lambda: stops.put(None))
    web = Web(socket.socket(fileno=number))
    web.start()
    stops.get()
    web.stop()
    leave()


class Web:
    def __init__(self, listener: socket.socket) -> None:
        self.url = _url(*listener.getsockname()[:2])
        self.socket = listener.fileno()
        self._channels: dict[int, object] = {}
        self._server = create_server(
            get_wsgi_application(),
            map=self._channels,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            # Our middleware must see them, to refuse or to believe.
            clear_untrusted_proxy_headers=False,
            ident="",
        )
        self._thread = Thread(target=self._server.run, name="web", daemon=True)

    def start(self) -> None:
        database.make_no_other()
        sys.setswitchinterval(SWITCH_EVERY)
        self._thread.start()
        signs.begin(Process.Kind.WEB, requests.flush)

    def stop(self) -> None:
        """Let open requests end, then close every connection."""
        self._server.task_dispatcher.shutdown(timeout=PATIENCE)
        self._server.trigger.pull_trigger(self._close)
        self._thread.join(PATIENCE)
        signs.leave()

    def _close(self) -> None:
        wasyncore.close_all(self._channels, ignore_all=True)
