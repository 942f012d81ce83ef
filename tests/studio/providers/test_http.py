"""The border to the network: each thing that can happen there, and what it becomes."""

import gzip
import os
import ssl
import traceback

import httpx
import pytest

from studio.providers import (
    Brief,
    ConfigurationError,
    CreditsError,
    InvalidError,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    Request,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
    get,
    http,
    saved_answer,
)
from tests.servers import free_port

from .conftest import provider_of

BRIEF = Brief(model="gemini-3.1-flash-image", prompt="a fox")
KEY = "secret-key-123"


@pytest.fixture
def provider():
    return get("dieyuyun")(key=KEY, base_url="https://gateway.example/v1")


@pytest.mark.parametrize(
    ("trouble", "error", "money"),
    [
        ("401", ConfigurationError, "no"),
        ("402", CreditsError, "no"),
        ("403", ConfigurationError, "no"),
        ("404", NotFoundError, "no"),
        ("redirect", NotFoundError, "no"),
        ("quota", CreditsError, "no"),
        ("refused", RefusedError, "no"),
        ("refused by 500", RefusedError, "no"),
        ("429", RateLimitedError, "no"),
        ("400", InvalidError, "no"),
        ("503", UnavailableError, "no"),
        ("500", TimedOutError, "perhaps"),
        ("504", TimedOutError, "perhaps"),
        ("reset", UncertainError, "perhaps"),
        ("broken off", UncertainError, "perhaps"),
        ("html", UnreadableError, "perhaps"),
        ("half json", UnreadableError, "perhaps"),
        ("empty object", UnreadableError, "perhaps"),
        ("bad base64", UnreadableError, "perhaps"),
        ("no picture", NoImageError, "perhaps"),
        ("error in 200", CreditsError, "no"),
    ],
)
def test_trouble_over_real_sockets(dieyuyun_gateway, spool, trouble, error, money):
    dieyuyun_gateway.will(trouble)
    provider = provider_of(dieyuyun_gateway)
    with pytest.raises(error) as caught:
        provider.read(provider.submit(BRIEF, spool))
    assert type(caught.value) is error
    assert caught.value.money == money
    assert len(dieyuyun_gateway.posts) == 1


def test_a_wait_is_told(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("429 for long")
    with pytest.raises(RateLimitedError) as caught:
        provider_of(dieyuyun_gateway).submit(BRIEF, spool)
    assert caught.value.wait == 900


def test_a_gateway_that_says_nothing_times_out(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("hang")
    provider = provider_of(dieyuyun_gateway)
    provider.timeout = 0.2
    with pytest.raises(TimedOutError):
        provider.submit(BRIEF, spool)


def test_a_slow_answer_is_waited_for_as_long_as_it_drips(dieyuyun_gateway, spool):
    dieyuyun_gateway.drip = 0.3
    provider = provider_of(dieyuyun_gateway)
    provider.timeout = 2.5
    assert provider.submit(BRIEF, spool).status == 200


def test_nobody_there_is_surely_not_sent(spool):
    provider = get("custom")(base_url=f"http://127.0.0.1:{free_port()}/v1", models=["m"])
    with pytest.raises(UnavailableError):
        provider.submit(BRIEF, spool)


def test_without_a_key_nothing_is_sent(dieyuyun_gateway, spool):
    with pytest.raises(ConfigurationError):
        provider_of(dieyuyun_gateway, key="").submit(BRIEF, spool)
    assert dieyuyun_gateway.requests == []


def test_a_key_goes_along_with_a_proper_name(dieyuyun_gateway, spool):
    provider_of(dieyuyun_gateway).submit(BRIEF, spool)
    (post,) = dieyuyun_gateway.posts
    assert post.headers["authorization"] == "Bearer good-key"
    assert post.headers["user-agent"].startswith("Proofsheet/")


def failing(error):
    def handler(request):
        raise error(f"Illegal header value b'Bearer {KEY}'")

    return handler


def bad_certificate(_request):
    try:
        flaw = ssl.SSLCertVerificationError("x")
        flaw.verify_message = "self-signed certificate"
        raise flaw
    except ssl.SSLError as error:
        raise httpx.ConnectError("handshake") from error


@pytest.mark.parametrize(
    ("handler", "error", "of_free"),
    [
        (failing(httpx.ConnectError), UnavailableError, UnavailableError),
        (failing(httpx.ConnectTimeout), UnavailableError, UnavailableError),
        (failing(httpx.ProxyError), UnavailableError, UnavailableError),
        (failing(httpx.ReadTimeout), TimedOutError, UnavailableError),
        (failing(httpx.WriteTimeout), TimedOutError, UnavailableError),
        (failing(httpx.WriteError), UncertainError, UnavailableError),
        (failing(httpx.ReadError), UncertainError, UnavailableError),
        (failing(httpx.RemoteProtocolError), UncertainError, UnavailableError),
        (failing(httpx.LocalProtocolError), NotFoundError, NotFoundError),
        (failing(httpx.UnsupportedProtocol), NotFoundError, NotFoundError),
        (bad_certificate, NotFoundError, NotFoundError),
        (lambda _: httpx.Response(504), TimedOutError, UnavailableError),
        (lambda _: httpx.Response(401), ConfigurationError, ConfigurationError),
        (lambda _: httpx.Response(429), RateLimitedError, RateLimitedError),
        (lambda _: httpx.Response(404), NotFoundError, NotFoundError),
    ],
)
def test_each_failure_has_its_error(provider, spool, wire, handler, error, of_free):
    question = Request(method="GET", url="https://gateway.example/v1/tasks/1")
    with wire(handler), pytest.raises(error) as paid:
        provider.submit(BRIEF, spool)
    with wire(handler), pytest.raises(of_free) as free:
        http.ask(question, provider=provider)
    assert (type(paid.value), type(free.value)) == (error, of_free)
    told = "".join(traceback.format_exception(paid.value)) + repr(paid.value.__dict__)
    assert KEY not in told


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines", "tab\tkey"])
def test_a_key_that_cannot_be_sent_is_said_and_not_quoted(spool, key):
    provider = get("dieyuyun")(key=key, base_url="https://gateway.example/v1")
    with pytest.raises(ConfigurationError) as caught:
        provider.submit(BRIEF, spool)
    assert key not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url", ["https://", "gateway.example", "https://host:99999999/v1", "ftp://x"]
)
def test_an_address_that_is_none_is_said(spool, url):
    with pytest.raises(NotFoundError):
        get("custom")(base_url=url, models=["m"]).submit(BRIEF, spool)


def test_an_echoed_key_is_removed(provider, spool, wire):
    def echo(request):
        return httpx.Response(400, json={"error": {"message": str(dict(request.headers))}})

    with wire(echo), pytest.raises(InvalidError) as caught:
        provider.submit(BRIEF, spool)
    assert "[key]" in caught.value.message
    assert KEY not in caught.value.message + caught.value.detail


def test_an_unreadable_answer_is_kept_without_the_key(provider, spool, wire):
    with wire(lambda _: httpx.Response(200, text=f"<p>{KEY}", headers={"X-Request-Id": "r-7"})):
        answer = provider.submit(BRIEF, spool)
    with pytest.raises(UnreadableError) as caught:
        provider.read(answer)
    assert (caught.value.detail, caught.value.request_id) == ("<p>[key]", "r-7")


def test_the_key_goes_to_no_other_origin(provider, wire):
    seen = []

    def handler(request):
        seen.append(request.headers.get("authorization"))
        return httpx.Response(200, json={})

    with wire(handler):
        http.ask(Request(method="GET", url="https://gateway.example/v1/x"), provider=provider)
        http.ask(Request(method="GET", url="https://gateway.example:444/v1/x"), provider=provider)
        http.ask(Request(method="GET", url="http://gateway.example/v1/x"), provider=provider)
    assert seen == [f"Bearer {KEY}", None, None]


def test_an_answer_can_be_read_again(dieyuyun_gateway, spool):
    provider = provider_of(dieyuyun_gateway)
    first = provider.read(provider.submit(BRIEF, spool))
    assert provider.read(saved_answer(spool)) == first
    assert [file.name for file in spool.parent.iterdir()] == [spool.name]


def test_a_bad_answer_is_judged_when_it_is_read_again(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("402")
    provider = provider_of(dieyuyun_gateway)
    with pytest.raises(CreditsError):
        provider.submit(BRIEF, spool)
    with pytest.raises(CreditsError):
        provider.read(saved_answer(spool))


def test_no_answer_of_an_earlier_request_is_left(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("503", "reset")
    provider = provider_of(dieyuyun_gateway)
    with pytest.raises(UnavailableError):
        provider.submit(BRIEF, spool)
    with pytest.raises(UncertainError):
        provider.submit(BRIEF, spool)
    assert saved_answer(spool) is None
    assert list(spool.parent.iterdir()) == []


def test_an_answer_is_on_disk_before_it_has_its_name(dieyuyun_gateway, spool, monkeypatch):
    deeds = []
    sync, rename = os.fsync, type(spool).replace
    monkeypatch.setattr(os, "fsync", lambda file: (deeds.append("sync"), sync(file)))
    monkeypatch.setattr(
        type(spool), "replace", lambda part, to: (deeds.append("rename"), rename(part, to))[1]
    )
    provider_of(dieyuyun_gateway).submit(BRIEF, spool)
    assert deeds == ["sync", "rename", "sync"]


def test_a_packed_answer_is_unpacked(provider, spool, wire):
    packed = gzip.compress(b'{"data": [{"b64_json": "aGVsbG8="}]}')
    with wire(lambda _: httpx.Response(200, content=packed, headers={"Content-Encoding": "gzip"})):
        made = provider.read(provider.submit(BRIEF, spool))
    assert made.pictures[0].data == b"hello"


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_is_defused(provider, spool, wire, monkeypatch, encoding):
    monkeypatch.setattr(http, "ANSWER_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(2_000_000))
    headers = {"Content-Encoding": encoding}
    bomb = gzip.compress(bomb) if "," in encoding else bomb

    def pieces():
        yield bomb

    with (
        wire(lambda _: httpx.Response(200, content=pieces(), headers=headers)),
        pytest.raises(UnreadableError),
    ):
        provider.submit(BRIEF, spool)
    assert list(spool.parent.iterdir()) == []


def test_certificates_are_read_once(dieyuyun_gateway, spool, monkeypatch):
    provider = provider_of(dieyuyun_gateway)
    provider.submit(BRIEF, spool)
    monkeypatch.setattr(httpx, "create_ssl_context", None)
    provider.submit(BRIEF, spool)


def test_a_proxy_of_the_environment_is_used(dieyuyun_gateway, spool, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", dieyuyun_gateway.origin)
    provider = get("dieyuyun")(key="good-key", base_url="http://gateway.example/v1")
    with pytest.raises(NotFoundError):
        provider.submit(BRIEF, spool)
    (post,) = dieyuyun_gateway.posts
    assert post.path == "http://gateway.example/v1/images/generations"
