"""httpx, and nothing of it beyond: connections, bodies, and what can happen to both.

Its exceptions end here as those of `errors`. No cause is chained to them, since
a foreign message may quote a header and with it the key.
"""

from __future__ import annotations

import functools
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import metadata
from typing import Any, Protocol

import httpx

from . import _unpacking, clocks, links
from .errors import (
    ConfigurationError,
    NotFoundError,
    ProviderError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)

CONNECT_SECONDS = 10.0

Response = httpx.Response

transport: ContextVar[httpx.BaseTransport | None] = ContextVar("transport", default=None)
"""What carries requests in this context instead of the network."""

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_MISSPELLED = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)


@contextmanager
def opened(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    timeout: float,
    limit: float | None = None,
    address: str = "",
    is_paid: bool = False,
    **content: Any,
) -> Iterator[Response]:
    """Send one request on a connection of its own; the body is still to be read.

    Nothing is sent again and no redirect followed. `timeout` is seconds without a byte,
    `limit` those of the whole, after which the connection is cut.
    With `address` the connection goes there, past any proxy, whatever the name of the
    host says by now. `content` as in `httpx.Client.stream`.
    """
    try:
        there = httpx.URL(url)
        pinned: dict[str, Any] = _pinned(there, address) if address else {"url": there}
        with _client(timeout, is_direct=bool(address)) as client, _cut_after(limit) as trace:
            client.headers.update(headers)
            extensions = {**pinned.pop("extensions", {}), **trace}
            with client.stream(method, **pinned, **content, extensions=extensions) as response:
                clocks.note(there.host, response.headers.get("date", ""))
                yield response
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise _translated(error, url, is_paid) from None


@contextmanager
def _cut_after(seconds: float | None) -> Iterator[dict[str, Any]]:
    """Extensions of a request whose connection is cut after so long, whatever drips from it."""
    if seconds is None:
        yield {}
        return
    sockets: list[socket.socket] = []
    timer = threading.Timer(seconds, lambda: _cut(sockets))
    timer.daemon = True
    timer.start()

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            sockets.append(info["return_value"].get_extra_info("socket"))

    try:
        yield {"trace": trace}
    finally:
        timer.cancel()


def _cut(connections: Iterable[socket.socket]) -> None:
    for connection in connections:
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


class Sink(Protocol):
    """Where a body goes: a file, or something in front of one."""

    def tell(self) -> int: ...

    def write(self, data: bytes, /) -> object: ...


def receive(response: Response, sink: Sink, cap: int) -> None:
    """Copy the body, at most `cap` unpacked bytes. Behind a bad status a part of it will do."""
    try:
        for chunk in _pieces(response):
            if sink.tell() + len(chunk) > cap:
                raise UnreadableError(f"The answer is larger than {cap // 1_000_000} MB.")
            sink.write(chunk)
    except (httpx.TransportError, UnreadableError):
        if response.is_success:
            raise


def _pieces(response: Response) -> Iterator[bytes]:
    """The body, unpacked by us: httpx unpacks whatever comes at once, however large it grows."""
    if response.is_stream_consumed:  # by a transport that is no network
        return response.iter_bytes()
    return _unpacking.unpacked(response.iter_raw(), response.headers.get("content-encoding", ""))


def _pinned(url: httpx.URL, address: str) -> dict[str, Any]:
    return {
        "url": url.copy_with(host=address),
        "headers": {"Host": url.netloc.decode("ascii")},
        "extensions": {"sni_hostname": url.raw_host.decode("ascii")},
    }


def _client(timeout: float, *, is_direct: bool) -> httpx.Client:
    return httpx.Client(
        transport=transport.get(),
        verify=_authorities(),
        trust_env=not is_direct,
        timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate"},
    )


@functools.cache
def _authorities() -> ssl.SSLContext:
    """One for the process: to read the certificates takes longer than many a request."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise ConfigurationError(f"SSL_CERT_FILE or SSL_CERT_DIR: {error}.") from None


def user_agent() -> str:
    """How the studio names itself; some gateways refuse whoever does not."""
    return f"Proofsheet/{_version()}"


@functools.cache
def _version() -> str:
    try:
        return metadata.version("proofsheet")
    except metadata.PackageNotFoundError:
        return "0"


def _translated(error: Exception, url: str, is_paid: bool) -> ProviderError:
    """Ours for httpx's; once a paid request's first byte is out, all is uncertain."""
    host = links.origin(url)[1]
    if flaw := _flaw_of_certificate(error):
        return NotFoundError(f"The certificate of {host} is not valid: {flaw}.")
    if isinstance(error, _MISSPELLED):
        return NotFoundError("The address or the key cannot be sent as it is written.")
    if isinstance(error, _UNSENT):
        return UnavailableError(f"No connection to {host}: {_reason(error)}.")
    if isinstance(error, httpx.DecodingError):
        return UnreadableError("The answer is packed in a way that cannot be read.")
    said = f"{host}: {type(error).__name__}."
    if not is_paid:
        return UnavailableError(said)
    return (TimedOutError if isinstance(error, httpx.TimeoutException) else UncertainError)(said)


def _flaw_of_certificate(error: BaseException) -> str:
    """What is wrong with a certificate, where that is behind `error`; else ""."""
    flaws = (cause for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError))
    return next((flaw.verify_message or str(flaw) for flaw in flaws), "")


def _reason(error: BaseException) -> str:
    """The system's word for it, such as "Connection refused"; else the name of the error."""
    words = (cause.strerror for cause in _causes(error) if isinstance(cause, OSError))
    return next((word for word in words if word), type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
