"""Where a result link may point, and how it is fetched."""

import base64
import socket

import httpx
import pytest

from studio.providers import ExpiredError, UnavailableError, UnreadableError, download, get, links
from tests.servers import free_port

from .conftest import provider_of

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
PICTURE = b"\x89PNG picture"


@pytest.fixture
def provider():
    return get("custom")(key="secret-key-123", base_url="https://gateway.example/v1")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "picture"


@pytest.fixture
def names(monkeypatch):
    """Names to addresses, in place of the resolver; each look takes the next list of a name."""
    book = {}

    def resolve(host, port, **_options):
        if host not in book:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = book[host].pop(0) if len(book[host]) > 1 else book[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return book


def answering(*answers):
    """A handler that gives one answer after the other, and the requests that it saw."""
    seen, left = [], list(answers)

    def handler(request):
        seen.append(request)
        return left.pop(0)

    return handler, seen


def picture():
    return httpx.Response(200, content=PICTURE)


def onward(location):
    return httpx.Response(302, headers={"Location": location})


def test_a_public_link_is_fetched_at_the_address_that_was_checked(provider, target, wire, names):
    names["cdn.example"] = [[PUBLIC], ["127.0.0.1"]]
    handler, seen = answering(picture())
    with wire(handler):
        download("https://cdn.example/a.png?sig=1", provider=provider, target=target)
    (request,) = seen
    assert target.read_bytes() == PICTURE
    assert str(request.url) == f"https://{PUBLIC}/a.png?sig=1"
    assert request.headers["host"] == "cdn.example"
    assert request.extensions["sni_hostname"] == "cdn.example"


def test_neither_key_nor_cookies_go_along(provider, target, wire, names):
    names["cdn.example"] = [[PUBLIC]]
    first = httpx.Response(302, headers={"Location": "/b.png", "Set-Cookie": "a=b"})
    handler, seen = answering(first, picture())
    with wire(handler):
        download("https://cdn.example/a.png", provider=provider, target=target)
    for request in seen:
        assert "authorization" not in request.headers
        assert "cookie" not in request.headers
        assert "secret-key-123" not in str(request.headers)


def test_a_plain_link_is_tried_as_https(provider, target, wire, names):
    names["cdn.example"] = [[PUBLIC]]
    handler, seen = answering(picture(), picture())
    with wire(handler):
        download("http://cdn.example/a.png", provider=provider, target=target)
        download("http://cdn.example:80/a.png", provider=provider, target=target)
    assert [str(request.url) for request in seen] == [f"https://{PUBLIC}/a.png"] * 2


def test_the_next_address_is_tried_when_one_is_silent(provider, target, wire, names):
    names["cdn.example"] = [[OTHER, PUBLIC]]

    def handler(request):
        if request.url.host == OTHER:
            raise httpx.ConnectError("no route")
        return picture()

    with wire(handler):
        download("https://cdn.example/a.png", provider=provider, target=target)
    assert target.read_bytes() == PICTURE


PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "192.0.0.1",
    "192.0.0.9",
    "192.88.99.1",
    "198.18.0.1",
    "240.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "::10.0.0.1",
    "::ffff:0:127.0.0.1",
    "fec0::1",
    "ff0e::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_with_the_reason(provider, target, wire, names, address):
    names["cdn.example"] = [[PUBLIC, address]]
    handler, seen = answering()
    with (
        wire(handler),
        pytest.raises(UnreadableError, match=r"cdn\.example is the private") as caught,
    ):
        download("https://cdn.example/a.png", provider=provider, target=target)
    assert address in caught.value.message
    assert seen == []
    assert not target.exists()


@pytest.mark.parametrize(
    "address", [PUBLIC, OTHER, "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_a_public_address_is_known(address):
    assert links.is_public(address)


@pytest.mark.parametrize(
    "link",
    [
        "http://localhost/a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://2130706433/a.png",
        "https://127.1/a.png",
        "https://0x7f.1/a.png",
        "https://0177.0.0.1/a.png",
        "https://017700000001/a.png",
        "https://127.0.0.1./a.png",
        "https://LOCALHOST./a.png",
        "https://\u2460\u2461\u2466.0.0.1/a.png",
        "https://127\u30020\u30020\u30021/a.png",
        "https://[::ffff:7f00:1]/a.png",
        "http://127.0.0.1:8000/a.png",
    ],
)
def test_no_spelling_of_this_machine_gets_through(provider, target, link):
    with pytest.raises(UnreadableError, match="private address"):
        download(link, provider=provider, target=target)


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd",
        "ftp://cdn.example/a.png",
        "javascript:alert(1)",
        "//cdn.example/a.png",
        "a.png",
        "",
        "https://",
        "https://user:password@cdn.example/a.png",
        "https://cdn.example:port/a.png",
        "https://[cdn/a.png",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html;base64,AAAA",
        "data:image/png,plain",
        "data:image/png;base64,%%%",
    ],
)
def test_nothing_else_is_followed(provider, target, names, link):
    names["cdn.example"] = [[PUBLIC]]
    with pytest.raises(UnreadableError):
        download(link, provider=provider, target=target)


def test_each_redirect_is_checked(provider, target, wire, names):
    names["cdn.example"] = names["far.example"] = [[PUBLIC]]
    names["evil.example"] = [["10.0.0.1"]]
    handler, seen = answering(onward("//far.example/b"), onward("https://evil.example/c"))
    with wire(handler), pytest.raises(UnreadableError, match=r"evil\.example"):
        download("https://cdn.example/a.png", provider=provider, target=target)
    assert [request.headers["host"] for request in seen] == ["cdn.example", "far.example"]


def test_a_redirect_to_no_address_is_refused(provider, target, wire, names):
    names["cdn.example"] = [[PUBLIC]]
    handler, _ = answering(onward("https://[far/b.png"))
    with wire(handler), pytest.raises(UnreadableError):
        download("https://cdn.example/a.png", provider=provider, target=target)


@pytest.mark.parametrize(("hops", "is_fine"), [(5, True), (6, False)])
def test_five_redirects_are_enough(provider, target, wire, names, hops, is_fine):
    names["cdn.example"] = [[PUBLIC]]
    handler, _ = answering(*[onward("/next")] * hops, picture())
    with wire(handler):
        if is_fine:
            download("https://cdn.example/a.png", provider=provider, target=target)
        else:
            with pytest.raises(UnreadableError, match="circle"):
                download("https://cdn.example/a.png", provider=provider, target=target)
    assert target.exists() is is_fine


@pytest.mark.parametrize("host", ["files.lan", "files.lan:8443", "FILES.lan"])
def test_a_host_that_the_owner_listed_may_be_private(target, wire, names, host):
    provider = get("custom")(base_url="https://gateway.example/v1", result_hosts=[host])
    handler, seen = answering(picture())
    with wire(handler):
        download("http://files.lan:8443/a.png", provider=provider, target=target)
    assert str(seen[0].url) == "http://files.lan:8443/a.png"


def test_a_data_uri_is_read_in_place(provider, target):
    link = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    download(link, provider=provider, target=target)
    assert target.read_bytes() == PICTURE


@pytest.mark.parametrize("is_data", [True, False])
def test_too_large_a_picture_is_not_kept(provider, target, wire, names, is_data):
    names["cdn.example"] = [[PUBLIC]]
    data = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    link = data if is_data else "https://cdn.example/a.png"
    handler, _ = answering(picture())
    with wire(handler), pytest.raises(UnreadableError, match="larger"):
        download(link, provider=provider, target=target, cap=5)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(404), ExpiredError),
        (httpx.Response(410), ExpiredError),
        (httpx.Response(403, text="<Message>Request has expired</Message>"), ExpiredError),
        (httpx.Response(400, text="<Code>ExpiredToken</Code>"), ExpiredError),
        (httpx.Response(403, text="AccessDenied"), UnavailableError),
        (httpx.Response(429), UnavailableError),
        (httpx.Response(500), UnavailableError),
        (httpx.Response(503), UnavailableError),
        (httpx.Response(200, content=b"half", headers={"Content-Length": "8"}), UnavailableError),
    ],
)
def test_what_a_host_answers_instead(provider, target, wire, names, answer, error):
    names["cdn.example"] = [[PUBLIC]]
    handler, _ = answering(answer)
    with wire(handler), pytest.raises(error) as caught:
        download("https://cdn.example/a.png", provider=provider, target=target)
    assert type(caught.value) is error
    assert list(target.parent.iterdir()) == []


def test_a_name_that_nobody_knows_may_come_back(provider, target, names):
    with pytest.raises(UnavailableError, match="nowhere"):
        download("https://nowhere.example/a.png", provider=provider, target=target)


def test_behind_a_proxy_the_proxy_resolves(provider, target, wire, names, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    names["cdn.example"] = [[PUBLIC]]
    names["evil.example"] = [["10.0.0.1"]]
    handler, seen = answering(picture(), picture())
    with wire(handler):
        download("https://cdn.example/a.png", provider=provider, target=target)
        download("https://unresolved.example/a.png", provider=provider, target=target)
        with pytest.raises(UnreadableError):
            download("https://evil.example/a.png", provider=provider, target=target)
    assert [request.url.host for request in seen] == ["cdn.example", "unresolved.example"]


def test_the_gateways_own_origin_may_be_this_machine(dieyuyun_gateway, target):
    provider = provider_of(dieyuyun_gateway)
    download(dieyuyun_gateway.link(), provider=provider, target=target)
    assert target.read_bytes().startswith(b"\x89PNG")
    assert "authorization" not in dieyuyun_gateway.requests[0].headers


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("private redirect", UnreadableError),
        ("private link", UnreadableError),
        ("dead link", ExpiredError),
        ("expired link", ExpiredError),
        ("broken link", UnavailableError),
        ("short picture", UnavailableError),
    ],
)
def test_trouble_over_real_sockets(dieyuyun_gateway, target, trouble, error):
    provider = provider_of(dieyuyun_gateway)
    with pytest.raises(error) as caught:
        download(dieyuyun_gateway.link(trouble), provider=provider, target=target)
    assert type(caught.value) is error
    assert list(target.parent.iterdir()) == []


def test_another_port_of_this_machine_is_not_the_gateway(dieyuyun_gateway, target):
    provider = provider_of(dieyuyun_gateway)
    with pytest.raises(UnreadableError, match="private address"):
        download(f"http://127.0.0.1:{free_port()}/a.png", provider=provider, target=target)
