"""A bucket on loopback, as strict as S3: it checks every signature and every digest, and knows
five requests. It misbehaves when told.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS, SECRET, REGION = "AKPROOFSHEET", "very/secret+key", "us-east-1"
BUCKET, PREFIX = "pictures", "studio"
PAGE = 100
"""Names of one page of a listing: few, so that there is a second one."""


class RefusedError(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Thing:
    data: bytes
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
        bucket = self.server.bucket
        with bucket.lock:
            bucket.requests.append(f"{self.command} {self.path}")
            trouble = bucket.trouble_of(self.command, self.path)
        try:
            if trouble.isdigit():
                codes = {"403": "AccessDenied", "500": "InternalError", "503": "SlowDown"}
                raise RefusedError(int(trouble), codes[trouble])
            if trouble in {"reset", "hang"}:
                return self._break_off(is_hanging=trouble == "hang")
            self._check()
            self._answer(is_cut=trouble == "cut")
        except RefusedError as error:
            self._send(error.status, f"<Error><Code>{error.code}</Code></Error>".encode())

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _serve  # noqa: N815

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def _break_off(self, *, is_hanging: bool) -> None:
        self.close_connection = True
        if is_hanging:
            self.server.bucket.closing.wait(60)
            return
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _check(self) -> None:
        """As S3 does, by its documentation of version 4 signatures."""
        said = self.headers.get("authorization", "")
        if not said.startswith(f"AWS4-HMAC-SHA256 Credential={ACCESS}/"):
            raise RefusedError(403, "InvalidAccessKeyId")
        parts = dict(part.strip().split("=", 1) for part in said.partition(" ")[2].split(","))
        if not hmac.compare_digest(self._signature(parts), parts["Signature"]):
            raise RefusedError(403, "SignatureDoesNotMatch")
        if self.headers["x-amz-content-sha256"] != hashlib.sha256(self.body).hexdigest():
            raise RefusedError(400, "XAmzContentSHA256Mismatch")
        if "aws-chunked" in self.headers.get("content-encoding", ""):
            raise RefusedError(501, "NotImplemented")

    def _signature(self, parts: dict[str, str]) -> str:
        address = urlsplit(self.path)
        pairs = sorted(parse_qsl(address.query, keep_blank_values=True))
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
        signed = parts["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{self.headers[name].strip()}\n" for name in signed)
        request = "\n".join((
            self.command, quote(unquote(address.path), safe="/-_.~"), query, headers,
            parts["SignedHeaders"], self.headers["x-amz-content-sha256"],
        ))  # fmt: skip
        _access, scope = parts["Credential"].split("/", 1)
        moment, hashed = self.headers["x-amz-date"], hashlib.sha256(request.encode()).hexdigest()
        key = f"AWS4{SECRET}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        words = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashed}"
        return hmac.new(key, words.encode(), "sha256").hexdigest()

    def _answer(self, *, is_cut: bool) -> None:
        address = urlsplit(self.path)
        _root, bucket, *rest = unquote(address.path).split("/", 2)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        if bucket != BUCKET:
            raise RefusedError(404, "NoSuchBucket")
        key = rest[0] if rest else ""
        known: dict[str, Callable[[str], None]] = {
            "PUT": self._put, "HEAD": self._get, "DELETE": self._delete,
            "GET": lambda key: self._get(key, is_cut=is_cut),
        }  # fmt: skip
        if self.command == "GET" and not key:
            return self._list(query)
        if query.keys() - {"x-id"} or self.command not in known:
            raise RefusedError(501, "NotImplemented")
        return known[self.command](key)

    def _put(self, key: str) -> None:
        source = unquote(self.headers.get("x-amz-copy-source", ""))
        data = self._thing(source.removeprefix(f"{BUCKET}/")).data if source else self.body
        self.server.bucket.things[key] = Thing(data)
        self._send(200, b"<CopyObjectResult></CopyObjectResult>" if source else b"")

    def _get(self, key: str, *, is_cut: bool = False) -> None:
        thing = self._thing(key)
        moment = {"last-modified": format_datetime(thing.changed_at, usegmt=True)}
        self._send(200, thing.data, moment, is_cut=is_cut)

    def _delete(self, key: str) -> None:
        self.server.bucket.things.pop(key, None)
        self._send(204, b"")

    def _list(self, query: dict[str, str]) -> None:
        if query.get("list-type") != "2":
            raise RefusedError(501, "NotImplemented")
        prefix, after = query.get("prefix", ""), query.get("continuation-token", "")
        names = sorted(k for k in self.server.bucket.things if k.startswith(prefix) and k > after)
        rows = "".join(self._row(name) for name in names[:PAGE])
        if names[PAGE:]:
            more = f"<NextContinuationToken>{escape(names[PAGE - 1])}</NextContinuationToken>"
            rows += f"<IsTruncated>true</IsTruncated>{more}"
        self._send(200, f"<ListBucketResult>{rows}</ListBucketResult>".encode())

    def _row(self, name: str) -> str:
        thing = self.server.bucket.things[name]
        moment = thing.changed_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        told = f"<Key>{escape(name)}</Key><Size>{len(thing.data)}</Size>"
        return f"<Contents>{told}<LastModified>{moment}</LastModified></Contents>"

    def _thing(self, key: str) -> Thing:
        try:
            return self.server.bucket.things[key]
        except KeyError:
            raise RefusedError(404, "NoSuchKey") from None

    def _send(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        *,
        is_cut: bool = False,
    ) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
        self.close_connection |= is_cut


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    bucket: Bucket

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever goes in the middle is meant to."""


class Bucket:
    """Serves while it is entered; what it holds stays between two times, at the same port.

    `trouble` is 403, 500, 503, reset, hang or cut for all requests of `methods` whose path
    contains `part`, or '' for none; with `times` only for so many.
    """

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.requests: list[str] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.port = 0
        self.behave()

    def misbehave(self, trouble: str, *methods: str, part: str = "", times: int = -1) -> None:
        self._trouble, self._methods, self._part, self._times = trouble, methods, part, times

    def behave(self) -> None:
        self.misbehave("")

    def trouble_of(self, method: str, path: str) -> str:
        is_meant = (not self._methods or method in self._methods) and self._part in path
        if not (is_meant and self._trouble and self._times):
            return ""
        self._times -= 1
        return self._trouble

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}/{PREFIX}?endpoint=http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}
        shared = {"PROOFSHEET_MEDIA_URL": self.url, "PROOFSHEET_SECRET_KEY": "shared" * 10}
        return keys | shared | {"AWS_EC2_METADATA_DISABLED": "true"}

    def names(self, folder: str) -> list[str]:
        """What is in a folder, without the prefix."""
        start = f"{PREFIX}/{folder}/"
        return sorted(k.removeprefix(f"{PREFIX}/") for k in self.things if k.startswith(start))

    def __enter__(self) -> Self:
        self.closing.clear()
        self._server = _Server(("127.0.0.1", self.port), Exchange)
        self._server.bucket = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
