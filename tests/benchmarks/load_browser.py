"""A browser's part of HTTP on bare sockets: six connections that stay open, cookies, a cache.

Hundreds of requests a second shall cost the one who asks little; httpx computes about as long for
one as the studio does.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import ceil
from urllib.parse import urlencode

CONNECTIONS = 6
PATIENCE = 60.0
CHUNK = 256 * 1024
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Tally:
    """Seconds of each request by its kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        heads = "".join(f"{head:>9}" for head in ("count", "p50", "p95", "p99", "max", "errors"))
        return [f"{'ms':<28}{heads}", *map(self._line, sorted(self.seconds))]

    def p95(self, kind: str) -> float:
        return high(self.seconds[kind], 0.95) * 1000

    def _line(self, kind: str) -> str:
        times = self.seconds[kind]
        told = (high(times, share) * 1000 for share in (0.5, 0.95, 0.99, 1))
        wrong = sum(count for (of, _what), count in self.errors.items() if of == kind)
        return f"{kind:<28}{len(times):9}" + "".join(f"{each:9.1f}" for each in told) + f"{wrong:9}"


def high(times: list[float], share: float) -> float:
    """What so many of them do not exceed."""
    return sorted(times)[max(0, ceil(len(times) * share) - 1)] if times else 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


class Browser:
    def __init__(self, host: str, port: int, tally: Tally) -> None:
        self.host, self.port, self.tally = host, port, tally
        self.token = ""
        self._cookies: dict[str, str] = {}
        self._idle: list[Streams] = []
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._seen: set[str] = set()

    async def sign_in(self, name: str, password: str) -> None:
        self.read_token(await self.ask("sign in", "/sign-in/"))
        form = {"username": name, "password": password, "csrfmiddlewaretoken": self.token}
        await self.ask("sign in", "/sign-in/", form=form, well=(302,))
        self.read_token(await self.ask("sign in", "/"))

    def read_token(self, answer: Answer) -> None:
        if found := TOKEN.search(answer.text):
            self.token = found[1]

    async def picture(self, kind: str, path: str) -> None:
        """Once: what it gives never changes."""
        if path not in self._seen:
            self._seen.add(path)
            await self.ask(kind, path, is_kept=False)

    async def ask(
        self,
        kind: str,
        path: str,
        *,
        form: dict[str, str] | None = None,
        is_htmx: bool = False,
        is_kept: bool = True,
        well: tuple[int, ...] = (200, 201, 204),
    ) -> Answer:
        """From when one of its connections is free to the last byte. An answer of another status
        is counted as an error.
        """
        request = self._request(path, form, is_htmx)
        try:
            async with self._room, asyncio.timeout(PATIENCE):
                begun = time.perf_counter()
                answer = await self._exchange(request, is_kept)
        except (OSError, EOFError, TimeoutError) as error:
            self.tally.errors[kind, type(error).__name__] += 1
            return Answer(0, {}, b"")
        kind += " 204" if answer.status == 204 and not form else ""
        self.tally.seconds[kind].append(time.perf_counter() - begun)
        if answer.status not in well:
            self.tally.errors[kind, str(answer.status)] += 1
        return answer

    def _request(self, path: str, form: dict[str, str] | None, is_htmx: bool) -> bytes:
        lines = [f"Host: {self.host}:{self.port}", "Accept-Encoding: gzip"]
        lines.append("Cookie: " + "; ".join(f"{n}={value}" for n, value in self._cookies.items()))
        body = b""
        if form is not None:
            body = urlencode(form).encode()
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                f"X-CSRFToken: {self.token}",
            ]
        if is_htmx:
            lines.append("HX-Request: true")
        verb = "GET" if form is None else "POST"
        return "\r\n".join([f"{verb} {path} HTTP/1.1", *lines, "", ""]).encode() + body

    async def _exchange(self, request: bytes, is_kept: bool) -> Answer:
        reader, writer = await self._connection()
        try:
            writer.write(request)
            status, headers = self._head(await reader.readuntil(b"\r\n\r\n"))
            body = await _body(reader, status, headers, is_kept)
        except BaseException:
            writer.close()
            raise
        if headers.get("connection", "").lower() == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return Answer(status, headers, body)

    async def _connection(self) -> Streams:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self.host, self.port)

    def _head(self, data: bytes) -> tuple[int, dict[str, str]]:
        first, *lines = data.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(": ") for line in lines if line):
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
            headers[name.lower()] = value
        return int(first.split()[1]), headers

    def close(self) -> None:
        for _reader, writer in self._idle:
            writer.close()


async def _body(
    reader: asyncio.StreamReader, status: int, headers: dict[str, str], is_kept: bool
) -> bytes:
    if status in (204, 304):
        return b""
    if "chunked" in headers.get("transfer-encoding", ""):
        return await _chunks(reader)
    if is_kept:
        return await reader.readexactly(int(headers.get("content-length", 0)))
    left = int(headers.get("content-length", 0))
    while left:
        data = await reader.read(min(left, CHUNK))
        if not data:
            raise EOFError
        left -= len(data)
    return b""


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while length := int((await reader.readline()).split(b";")[0] or b"0", 16):
        parts.append(await reader.readexactly(length))
        await reader.readexactly(2)
    await reader.readline()
    return b"".join(parts)
