"""A gateway on loopback over real sockets: counts, records, waits, and misbehaves when told.

A subclass answers in its own protocol; trouble is the same for all.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler
from typing import Self

from . import pictures
from .listening import Listener
from .pictures import Drawing
from .received import Received
from .sizes import within
from .troubles import PICTURE_TROUBLES, TROUBLES, RefusalError

LOOPBACK = "127.0.0.1"
KEY = "good-key"
PRIVATE_LINK = "https://169.254.169.254/latest/meta-data/"


class Exchange(BaseHTTPRequestHandler):
    """One connection; `received` is the request that is being answered."""

    protocol_version = "HTTP/1.1"
    server: _Server
    received: Received

    def do_GET(self) -> None:
        self._serve(self.server.gateway.get)

    def do_POST(self) -> None:
        self._serve(self.server.gateway.post)

    def json(self, body: object, status: int = 200, **headers: str) -> None:
        self.raw(json.dumps(body).encode(), status=status, **headers)

    def raw(
        self, body: bytes, *, status: int = 200, mime: str = "application/json", **headers: str
    ) -> None:
        """An answer; in names of headers `_` stands for `-`."""
        self.send_response(status)
        common = self.server.gateway.headers()
        for name, value in {"content_type": mime, **common, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if "content_length" not in headers:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self._drip(body)
        self.close_connection |= "content_length" in headers

    def _drip(self, body: bytes) -> None:
        """The body, in ten slow pieces where the gateway drips."""
        pause = self.server.gateway.drip
        step = len(body) // 10 + 1 if pause else len(body) or 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.server.gateway.closing.wait(pause)

    def reset(self) -> None:
        """End the connection with a RST instead of an answer."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def hang(self) -> None:
        """No answer until the gateway closes."""
        self.close_connection = True
        self.server.gateway.closing.wait(60)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def _serve(self, answer: Callable[[Exchange], None]) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.received = Received(self.command, self.path, headers, body)
        self.server.gateway.requests.append(self.received)
        try:
            answer(self)
        except RefusalError as error:
            refusal = self.server.gateway.restated(error)
            told = self.server.gateway.refusal(refusal)
            self.json(told, refusal.status, **refusal.headers)


class Gateway:
    """Serves while it is entered. `misbehave` is used up from the left, one for each paid POST.

    `delay` is seconds before an answer, up to `spread` more by chance, `drip` seconds between the
    ten pieces of one, `polls` how often a task is under way before it ends.
    A picture is drawn in its asked shape, unless `picture` is given: with a long side of at most
    512, or with `is_true_size` in all its pixels. `is_same`: all pictures have the same bytes.
    """

    def __init__(
        self,
        *,
        key: str = KEY,
        delay: float = 0.0,
        spread: float = 0.0,
        drip: float = 0.0,
        picture: bytes | None = None,
        is_same: bool = False,
        is_true_size: bool = False,
        polls: int = 2,
        port: int = 0,
    ) -> None:
        self.key = key
        self.delay, self.spread = delay, spread
        self.drip = drip
        self.picture = picture
        self.is_same = is_same
        self.is_true_size = is_true_size
        self.polls = polls
        self._drawings: dict[str, Drawing | None] = {}
        self.misbehave: deque[str] = deque()
        self.misbehave_at_upload: deque[str] = deque()
        self.misbehave_at_check: deque[str] = deque()
        self.requests: list[Received] = []
        self.closing = threading.Event()
        self.numbers = itertools.count(1)
        self._server = _Server((LOOPBACK, port), self)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.closing.set()
        self._server.stop()

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        raise NotImplementedError

    @property
    def posts(self) -> list[Received]:
        return [received for received in self.requests if received.method == "POST"]

    @property
    def paid(self) -> list[Received]:
        """The requests that cost, however they were answered."""
        return [received for received in self.posts if self.is_paid(received)]

    def is_paid(self, received: Received) -> bool:
        """Whether this POST orders pictures; an upload or a dry run is free."""
        return True

    def will(self, *troubles: str) -> None:
        """Misbehave so at the next paid POSTs."""
        self._plan(self.misbehave, troubles, {*self.picture_troubles, *self.own_troubles})

    def will_at_upload(self, *troubles: str) -> None:
        """Misbehave so at the next free POSTs: uploads and dry runs."""
        self._plan(self.misbehave_at_upload, troubles)

    def will_at_check(self, *troubles: str) -> None:
        """Misbehave so at the next GETs other than of pictures: status questions and lists."""
        self._plan(self.misbehave_at_check, troubles)

    def _plan(self, plan: deque[str], troubles: Iterable[str], own: Iterable[str] = ()) -> None:
        unknown = set(troubles) - {*TROUBLES, *own, ""}
        if unknown:
            raise ValueError(f"No such trouble: {unknown}")
        plan.extend(troubles)

    picture_troubles: Iterable[str] = PICTURE_TROUBLES
    """What may be wrong with a picture, however it travels."""

    own_troubles: Iterable[str] = ()
    """Troubles that `answer` sees to; one that bears a shared name replaces the shared one."""

    def post(self, exchange: Exchange) -> None:
        """Answer a POST: by the next trouble, or well after `delay` seconds."""
        is_paid = self.is_paid(exchange.received)
        plan = self.misbehave if is_paid else self.misbehave_at_upload
        trouble = _next(plan)
        if trouble in TROUBLES and not (is_paid and trouble in self.own_troubles):
            TROUBLES[trouble](self, exchange)
            return
        self.check_key(exchange.received)
        self.closing.wait(self.delay + random.uniform(0, self.spread))
        self.answer(exchange, trouble)

    def answer(self, exchange: Exchange, trouble: str) -> None:
        raise NotImplementedError

    def get(self, exchange: Exchange) -> None:
        """A picture by its link; anything else is for the protocol."""
        path, _, trouble = exchange.received.path.partition("?")
        if not path.startswith("/pictures/"):
            TROUBLES.get(_next(self.misbehave_at_check), type(self).look)(self, exchange)
        elif trouble:
            self._give_badly(exchange, trouble.replace("-", " "))
        else:
            picture = self.made(path, self._drawings.get(path))
            exchange.raw(picture, mime=pictures.mime(picture))

    def look(self, exchange: Exchange) -> None:
        raise RefusalError(404, f"Invalid URL (GET {exchange.received.path})", "not_found")

    def check_key(self, received: Received) -> None:
        if self.key and received.headers.get("authorization") != f"Bearer {self.key}":
            raise RefusalError(401, "Incorrect API key provided.", "invalid_api_key")

    def headers(self) -> dict[str, str]:
        """Headers of every answer; in their names `_` stands for `-`."""
        return {}

    def restated(self, refusal: RefusalError) -> RefusalError:
        """The refusal with the vendor's own status, code and headers."""
        return refusal

    def refusal(self, refusal: RefusalError) -> object:
        """The body of a refusal."""
        return {
            "error": {
                "message": refusal.message,
                "type": "invalid_request_error",
                "param": refusal.param or None,
                "code": refusal.code,
            }
        }

    def link(self, trouble: str = "", drawing: Drawing | None = None) -> str:
        """A link to a new picture."""
        if trouble == "private link":
            return PRIVATE_LINK
        query = f"?{trouble.replace(' ', '-')}" if trouble else ""
        path = f"/pictures/{next(self.numbers)}.{drawing.form if drawing else 'png'}"
        self._drawings[path] = drawing
        return f"{self.origin}{path}{query}"

    def made(self, name: str, drawing: Drawing | None = None) -> bytes:
        """The picture of that name, always with the same bytes."""
        name = "same" if self.is_same else name
        if self.picture or not drawing:
            return pictures.stamped(self.picture or pictures.png(pictures.SMALL), name)
        size = drawing.size if self.is_true_size else within(drawing.size, 512)
        return pictures.drawn(Drawing(size, drawing.form), name)

    def bytes_of(self, trouble: str = "", drawing: Drawing | None = None) -> bytes:
        """A new picture, or what is called one."""
        if trouble == "text called picture":
            return b"I cannot draw that, but here is a poem instead."
        picture = self.made(str(next(self.numbers)), drawing)
        return picture[: len(picture) // 2] if trouble == "truncated picture" else picture

    def _give_badly(self, exchange: Exchange, trouble: str) -> None:
        if trouble == "private redirect":
            exchange.raw(b"", status=302, location=PRIVATE_LINK)
        elif trouble == "dead link":
            exchange.raw(b"gone", status=410)
        elif trouble == "expired link":
            exchange.raw(b"<Error><Message>Request has expired</Message></Error>", status=403)
        elif trouble == "broken link":
            exchange.raw(b"busy", status=502)
        elif trouble == "short picture":
            half = self.bytes_of("truncated picture")
            exchange.raw(half, mime="image/png", content_length=str(2 * len(half)))
        else:
            exchange.raw(self.bytes_of(trouble), mime="image/png")


def _next(plan: deque[str]) -> str:
    """The next trouble, or "" where none is left; two requests never get the same one."""
    try:
        return plan.popleft()
    except IndexError:
        return ""


class _Server(Listener):
    def __init__(self, address: tuple[str, int], gateway: Gateway) -> None:
        super().__init__(address, Exchange)
        self.gateway = gateway
