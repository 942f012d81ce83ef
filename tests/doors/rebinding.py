"""Runs in a network namespace of its own: a resolver that changes its mind, and who is reached.

`python -m tests.doors.rebinding CERTIFICATE FOLDER` prints what became of each link as JSON.
"""

from __future__ import annotations

import json
import socket
import socketserver
import ssl
import struct
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from studio.providers import ProviderError, download, get

PUBLIC = "93.184.216.34"
PRIVATE = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "192.0.0.8", "0.0.0.0")
HIDDEN = ("::1", "::ffff:127.0.0.1", "fc00::1", "64:ff9b::a00:1", "fec0::1")
NAMES: dict[str, list[list[str]]] = {
    "rebinds.example": [[PUBLIC], ["127.0.0.1"]],
    "mixed.example": [[PUBLIC, "127.0.0.1"]],
    "onward.example": [[PUBLIC]],
    **{f"v4-{n}.example": [[address]] for n, address in enumerate(PRIVATE)},
    **{f"v6-{n}.example": [[address]] for n, address in enumerate(HIDDEN)},
}
"""What the resolver says of each name, one list after the other; the last one for ever."""


KINDS = {4: 1, 6: 28}
"""Of a question, by the version of an address."""


class Resolver(socketserver.BaseRequestHandler):
    """Answers to A and AAAA over UDP, good for no second."""

    asked: Counter[str] = Counter()

    def handle(self) -> None:
        query, out = self.request
        name, end = _name(query)
        kind = int.from_bytes(query[end : end + 2], "big")
        says = NAMES.get(name, [[]])
        now = map(ip_address, says[min(self.asked[name], len(says) - 1)])
        found = [address for address in now if KINDS.get(address.version) == kind]
        self.asked[name] += kind == KINDS[4]
        head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, len(found), 0, 0)
        answers = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(a.packed)) + a.packed for a in found
        )
        out.sendto(head + query[12 : end + 4] + answers, self.client_address)


def _name(query: bytes) -> tuple[str, int]:
    """The name that is asked for, and where its type stands."""
    at, labels = 12, []
    while size := query[at]:
        labels.append(query[at + 1 : at + 1 + size].decode())
        at += 1 + size
    return ".".join(labels), at + 1


class Host(BaseHTTPRequestHandler):
    """Gives something to everybody, and counts who was reached."""

    reached: Counter[str] = Counter()

    def do_GET(self) -> None:
        self.reached[self.connection.getsockname()[0]] += 1
        if self.path == "/onward":
            self.send_response(302)
            self.send_header("Location", "https://v4-0.example/")
        else:
            self.send_response(200)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"picture")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def listen(address: str, certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = type("Listener", (ThreadingHTTPServer,), {"address_family": family})
    server = kind((address, 443), Host)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()


def outcome(link: str, target: Path) -> str:
    provider = get("custom")(key="secret-key-123", base_url="https://gateway.example/v1")
    try:
        download(link, provider=provider, target=target)
    except ProviderError as error:
        return f"{type(error).__name__}: {error.message}"
    return target.read_text()


def main() -> None:
    certificate, folder = sys.argv[1:]
    resolver = socketserver.ThreadingUDPServer(("127.0.0.1", 53), Resolver)
    Thread(target=resolver.serve_forever, daemon=True).start()
    for address in (PUBLIC, "127.0.0.1", "::1"):
        listen(address, certificate)
    told = {
        name: outcome(
            f"https://{name}/{'onward' if name == 'onward.example' else ''}", Path(folder, name)
        )
        for name in NAMES
    }
    print(json.dumps({"told": told, "reached": Host.reached, "asked": Resolver.asked}))


if __name__ == "__main__":
    main()
