"""TLS over real sockets: whose certificate is believed, and for which name."""

import ssl
import subprocess
from http.server import HTTPServer

import pytest

from studio.providers import ConfigurationError, NotFoundError, _wire
from tests.gateways.pictures import SMALL, png
from tests.gateways.server import LOOPBACK, Gateway
from tests.running import PATIENCE
from tests.servers import needs

NAME = "cdn.example"


@pytest.fixture
def certificate(tmp_path):
    """A certificate of its own making for `NAME`, key and all in one file."""
    file = tmp_path / "certificate.pem"
    subprocess.run(
        [
            needs("openssl", "openssl"), "req", "-x509", "-nodes", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2", "-subj", f"/CN={NAME}",
            "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", file, "-out", tmp_path / "public",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with file.open("ab") as whole:
        whole.write((tmp_path / "public").read_bytes())
    return file


@pytest.fixture
def names_asked():
    return []


@pytest.fixture
def link(certificate, names_asked):
    """A picture behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names_asked.append(name)
    gateway = Gateway(picture=png(SMALL))
    server: HTTPServer = gateway._server
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    with gateway:
        yield f"https://{NAME}:{server.server_address[1]}/pictures/1.png"


@pytest.fixture
def authorities(monkeypatch):
    """`authorities(file)` makes its certificates the only ones that are believed."""
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    _wire._authorities.cache_clear()
    yield lambda file: monkeypatch.setenv("SSL_CERT_FILE", str(file))
    _wire._authorities.cache_clear()


def status(link):
    with _wire.opened("GET", link, headers={}, timeout=PATIENCE, address=LOOPBACK) as response:
        return response.status_code


def test_a_pinned_connection_asks_for_the_name_and_checks_it(
    link, certificate, authorities, names_asked
):
    authorities(certificate)
    assert status(link) == 200
    assert names_asked == [NAME]


def test_a_certificate_of_another_name_is_refused(link, certificate, authorities):
    authorities(certificate)
    with pytest.raises(NotFoundError, match=r"certificate of other\.example"):
        status(link.replace(NAME, "other.example"))


def test_a_certificate_that_nobody_signed_is_refused(link, authorities):
    with pytest.raises(NotFoundError, match="self-signed"):
        status(link)


def test_a_missing_file_of_authorities_is_said(link, authorities, tmp_path):
    authorities(tmp_path / "missing.pem")
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        status(link)
