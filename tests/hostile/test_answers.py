"""Whatever a gateway answers, over a real socket: nothing but our own errors comes of it."""

from __future__ import annotations

import gzip
import itertools
import json
import zlib
from pathlib import Path

import pytest

from studio.providers import ProviderError, UnreadableError, get, http
from studio.providers.base import Provider
from studio.providers.http import ask, download, json_of, pay
from studio.providers.requests import Request
from tests.hostile.bombs import inflating
from tests.hostile.raw import RawServer, answer

GOOD = b'{"data": [{"url": "x"}]}'
BOMB = gzip.compress(bytes(20_000_000), 9)
ODD: dict[str, list[bytes]] = {
    "deep": answer(b"[" * 100_000 + b"]" * 100_000),
    "deep objects": answer(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "many values": answer(b"[" + b"[]," * 700_000 + b"1]"),
    "a gzip bomb": answer(BOMB, "Content-Encoding: gzip"),
    "a deflate bomb": answer(inflating(20_000_000), "Content-Encoding: deflate"),
    "no gzip": answer(GOOD, "Content-Encoding: gzip"),
    "half a gzip": answer(gzip.compress(GOOD)[:-9], "Content-Encoding: gzip"),
    "brotli": answer(GOOD, "Content-Encoding: br"),
    "packed twice": answer(gzip.compress(gzip.compress(GOOD)), "Content-Encoding: gzip, gzip"),
    "too long by its word": answer(GOOD, "Content-Length: 5000"),
    "two lengths": answer(GOOD, "Content-Length: 5", "Content-Length: 9"),
    "no number of bytes": answer(GOOD, "Content-Length: many"),
    "less than nothing": answer(GOOD, "Content-Length: -1"),
    "chunks of rubbish": answer(b"zz\r\nrubbish", "Transfer-Encoding: chunked"),
    "endless chunk": answer(b"f" * 40 + b"\r\n", "Transfer-Encoding: chunked"),
    "a header of a megabyte": answer(GOOD, f"X-Long: {'a' * 1_000_000}"),
    "a hundred thousand headers": answer(GOOD, *(f"X-{n}: {n}" for n in range(100_000))),
    "NUL in a header": answer(GOOD, "X-Nul: a\0b"),
    "rubbish in a header": answer(GOOD, "X-\xe4\xf6: \xfc"),
    "status 999": answer(GOOD, status="999 Odd"),
    "status 0": answer(GOOD, status="000 Nothing"),
    "status 199": answer(GOOD, status="199 Early"),
    "only words ahead": answer(b"", status="100 Continue"),
    "HTTP/0.9": [GOOD],
    "a redirect to itself": answer(b"", "Location: /", status="302 Found"),
    "a redirect to a file": answer(b"", "Location: file:///etc/passwd", status="302 Found"),
    "a page": answer(b"<!doctype html><title>502</title>", "Content-Type: text/html"),
    "not a number": answer(b"NaN"),
    "text": answer(b'"yes"'),
    "latin-1": answer(b'{"a": "\xe4\xf6\xfc"}'),
    "a long number": answer(b'{"created": ' + b"9" * 10_000 + b"}"),
    "nothing": [],
}
READABLE = {"not a number", "text"}


@pytest.fixture(autouse=True)
def _small_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_BYTES", 12_000_000)


def provider_at(origin: str, id: str = "openai") -> Provider:
    return get(id)(key="a-good-key-of-ours", base_url=f"{origin}/v1")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_an_error_of_ours(name: str, tmp_path: Path) -> None:
    with RawServer(ODD[name]) as server:
        provider = provider_at(server.origin)
        request = Request(method="POST", url=f"{server.origin}/v1/images", json={})
        try:
            json_of(pay(request, provider=provider, spool=tmp_path / "spool"))
            assert name in READABLE
        except ProviderError:
            assert name not in READABLE
        try:
            ask(request, provider=provider)
            assert name in READABLE
        except ProviderError:
            assert name not in READABLE


@pytest.mark.parametrize("name", sorted(ODD.keys() - READABLE))
def test_an_odd_download_leaves_a_whole_file_or_none(name: str, tmp_path: Path) -> None:
    with RawServer(ODD[name]) as server:
        target = tmp_path / "picture"
        try:
            download(f"{server.origin}/x.png", provider=provider_at(server.origin), target=target)
        except ProviderError:
            assert not target.exists()
    assert [path for path in tmp_path.iterdir() if path != target] == []


def test_a_drip_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_ASK", 0.5)
    monkeypatch.setattr(http, "LONGEST_DOWNLOAD", 0.5)
    heads = (b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for head, drop in zip(heads, (b"X-Drop: 1\r\n", b"1"), strict=True):
        with RawServer([head, *itertools.repeat(drop, 600)], 0.1) as server:
            provider = provider_at(server.origin)
            question = Request(method="GET", url=f"{server.origin}/v1/models")
            with pytest.raises(ProviderError):
                ask(question, provider=provider, timeout=0.4)
            with pytest.raises(ProviderError):
                download(f"{server.origin}/x", provider=provider, target=tmp_path / "x")


def test_a_long_picture_is_read_without_being_parsed(tmp_path: Path) -> None:
    picture = "QUJD" * 1_000_000
    body = json.dumps(
        {"data": [{"b64_json": picture}, {"url": "data:image/png;base64," + picture}]}
    )
    for text in (body, body.replace("QUJDQUJD", "QU\\/DQUJD"), body.replace("data", "d\\u00e4ta")):
        with RawServer(answer(text.encode())) as server:
            question = Request(method="GET", url=f"{server.origin}/v1/models")
            assert ask(question, provider=provider_at(server.origin)) == json.loads(text)


def test_more_than_an_answer_may_hold_is_refused_as_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_BYTES", 1_000_000)
    endless = itertools.chain(answer(b""), itertools.repeat(b'"a"' * 10_000))
    with RawServer(endless) as server:
        provider = provider_at(server.origin)
        request = Request(method="POST", url=f"{server.origin}/v1/images", json={})
        with pytest.raises(UnreadableError, match="larger than 1 MB"):
            pay(request, provider=provider, spool=tmp_path / "spool")
    assert list(tmp_path.iterdir()) == []


def test_no_cookie_comes_back(tmp_path: Path) -> None:
    cookie = "Set-Cookie: who=you; Path=/; Max-Age=9999"
    with RawServer(answer(GOOD, cookie)) as server:
        provider, address = provider_at(server.origin), f"{server.origin}/v1/models"
        spool = tmp_path / "spool"
        for _ in range(2):
            ask(Request(method="GET", url=address), provider=provider)
            pay(Request(method="POST", url=address, json={}), provider=provider, spool=spool)
            download(address, provider=provider, target=tmp_path / "x")
        assert len(server.asked) == 6
        assert not [asked for asked in server.asked if b"cookie" in asked.lower()]
    assert b"who=you" not in spool.read_bytes()


def test_deflate_is_read_with_and_without_its_header() -> None:
    bare = zlib.compressobj(wbits=-15)
    for body in (zlib.compress(GOOD), bare.compress(GOOD) + bare.flush()):
        with RawServer(answer(body, "Content-Encoding: deflate")) as server:
            question = Request(method="GET", url=f"{server.origin}/v1/models")
            assert ask(question, provider=provider_at(server.origin)) == json.loads(GOOD)
