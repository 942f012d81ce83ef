"""Requests as no browser sends them, byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

LONG = 64 * 1024


def ask(url: str, request: bytes, seconds: float = 10.0) -> str:
    """The status of the first answer; 'cut' where there is none."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 80), seconds) as connection:
        try:
            connection.sendall(request)
            head = connection.recv(65_536)
        except OSError:
            return "cut"
    words = head.split(b" ", 2)
    return words[1].decode("latin-1") if head.startswith(b"HTTP/") and len(words) > 1 else "cut"


def get(path: str = "/", *headers: str, host: str = "127.0.0.1") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def post(body: bytes, *headers: str, path: str = "/jobs/") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace") + body


LINES: dict[str, Callable[[], bytes]] = {
    "a foreign host": lambda: get(host="evil.example"),
    "a host with a user": lambda: get(host="127.0.0.1@evil.example"),
    "a host in unicode": lambda: get(host="ex\u00e4mple.com"),
    "two hosts": lambda: get("/", "Host: evil.example"),
    "no host": lambda: b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "an absolute address": lambda: get("http://evil.example/"),
    "an address of 64 KB": lambda: get("/" + "a" * LONG),
    "a query of 64 KB": lambda: get("/gallery/?q=" + "a" * LONG),
    "ten thousand headers": lambda: get("/", *(f"X-{n}: {n}" for n in range(10_000))),
    "a cookie of 100 KB": lambda: get("/", "Cookie: proofsheet_session=" + "a" * 100_000),
    "rubbish in percent": lambda: get("/%zz%f0%28%8c%28/%"),
    "NUL in a path": lambda: get("/gallery/%00/"),
    "NUL in a query": lambda: get("/gallery/?q=%00&before=%00"),
    "out of static": lambda: get("/static/../../manage.py"),
    "out of static, packed": lambda: get("/static/%2e%2e/%2e%2e/manage.py"),
    "a date that is none": lambda: get("/static/css/main.css", "If-Modified-Since: yesterday"),
    "a year beyond all": lambda: get(
        "/static/css/main.css", "If-Modified-Since: Mon, 01 Jan 99999 00:00:00 GMT"
    ),
    "a tag of rubbish": lambda: get("/static/css/main.css", 'If-None-Match: W/"\xff,,'),
    "a range bomb": lambda: get(
        "/static/css/main.css", "Range: bytes=" + ",".join(f"{n}-" for n in range(5_000))
    ),
    "a range of nothing": lambda: get("/static/css/main.css", "Range: bytes=9-1"),
    "a range of letters": lambda: get("/static/css/main.css", "Range: bytes=a-b"),
    "a proxy that lies": lambda: get("/", "X-Forwarded-Host: evil.example"),
    "an unknown method": lambda: b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    "no request": lambda: b"\0" * 1000 + b"\r\n\r\n",
    "a version beyond": lambda: b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "length and chunks": lambda: post(
        b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n", "Content-Length: 4", "Transfer-Encoding: chunked"
    ),
    "two lengths": lambda: post(b"a=1", "Content-Length: 3", "Content-Length: 9"),
    "a length below nothing": lambda: post(b"a=1", "Content-Length: -3"),
    "a length of letters": lambda: post(b"a=1", "Content-Length: many"),
    "chunks of rubbish": lambda: post(b"zz\r\nabc\r\n", "Transfer-Encoding: chunked"),
    "an unknown coding": lambda: post(b"abc", "Transfer-Encoding: brew", "Content-Length: 3"),
    "an expectation": lambda: post(b"", "Expect: 200-maybe", "Content-Length: 0"),
    "two gigabytes announced": lambda: post(b"", "Content-Length: 2147483648"),
    "a folded header": lambda: get("/", "X-A: b\r\n c: d"),
}
