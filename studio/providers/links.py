"""Where a result link may point, decided again for every hop.

Allowed are a public https host, the origin of the provider's base URL and the
hosts that its owner listed; a plain http link is tried as https. The address
is resolved here and the connection goes to exactly that address, so that a
name which changes its answer in between gains nothing.
"""

from __future__ import annotations

import binascii
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from .base import Provider
from .errors import UnavailableError, UnreadableError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
# All that is handed out to the public; Python takes more for global.
_UNICAST = IPv6Network("2000::/3")
_RESERVED = (
    IPv4Network("192.0.0.0/24"),  # for protocols
    IPv4Network("192.88.99.0/24"),  # once the nearest relay to IPv6
    IPv6Network("3fff::/20"),  # for documents
)
_DATA_URI = re.compile(r"(?i)data:image/(?:png|jpe?g|webp|gif|avif|hei[cf])(?:;[^;,]*)*;base64,")


@dataclass(frozen=True, slots=True)
class Route:
    """A link that may be followed, and the checked addresses to connect to, in order.

    An empty address: by name, since its host is trusted or a proxy resolves it.
    """

    url: str
    addresses: tuple[str, ...] = ("",)


def allowed(link: str, provider: Provider) -> Route:
    """The route to `link`; UnreadableError with the reason where it may not be followed."""
    parts = _parts(link)
    if parts is None:
        raise refused("", "is no address")
    if origin(link) == origin(provider.base_url) or _is_listed(parts, provider):
        return Route(link)
    secure = _as_https(parts)
    return Route(secure.geturl(), _public_addresses(secure))


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port, which together say who answers."""
    parts = _parts(url)
    if parts is None:
        return "", "", 0
    return parts.scheme, parts.hostname or "", _port(parts)


def joined(base: str, link: str) -> str:
    """`link` as it stands in something that came from `base`."""
    try:
        return urljoin(base, link)
    except ValueError:
        raise refused("", "is no address") from None


def refused(host: str, reason: str) -> UnreadableError:
    return UnreadableError(f"The link of the result was not followed: {host or 'it'} {reason}.")


def is_data(link: str) -> bool:
    return link[:5].lower() == "data:"


def decoded(link: str) -> bytes:
    """The bytes of a `data:` URI of a raster image."""
    head = _DATA_URI.match(link)
    if not head:
        raise refused("a data: link", "holds no raster image")
    return from_base64(link[head.end() :])


def from_base64(text: str) -> bytes:
    """The bytes behind strict base64; line breaks are let pass."""
    text = "".join(text.split()) if "\n" in text else text
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise UnreadableError(f"A picture is no base64: {error}.") from None


def _parts(link: str) -> SplitResult | None:
    """The link in parts, None where it is none or its port is no number."""
    try:
        parts = urlsplit(link)
        return parts if _port(parts) >= 0 else None
    except ValueError:
        return None


def _port(parts: SplitResult) -> int:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)


def _is_listed(parts: SplitResult, provider: Provider) -> bool:
    host = parts.hostname or ""
    names = {host, f"{host}:{_port(parts)}"}
    listed = {name.lower() for name in provider.result_hosts}
    return parts.scheme in _DEFAULT_PORTS and bool(host) and not names.isdisjoint(listed)


def _as_https(parts: SplitResult) -> SplitResult:
    if parts.scheme not in _DEFAULT_PORTS:
        raise refused("", f"is a {parts.scheme or 'relative'} link")
    if not parts.hostname or parts.username is not None:
        raise refused(parts.hostname or "", "names no host or carries a user name")
    if parts.scheme == "https":
        return parts
    return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80"))


def _public_addresses(parts: SplitResult) -> tuple[str, ...]:
    host = (parts.hostname or "").rstrip(".")
    is_proxied = "https" in getproxies() and not proxy_bypass(host)
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if is_proxied:
            return ("",)
        raise UnavailableError(f"{host} could not be resolved: {error}") from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            raise refused(host, f"is the private address {address}")
    return ("",) if is_proxied else addresses


def is_public(address: str) -> bool:
    """Whether it is on the public internet, also seen through IPv4-in-IPv6 spellings."""
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    return _is_global(inner or ip)


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    is_unicast = ip in _UNICAST if isinstance(ip, IPv6Address) else not ip.is_multicast
    is_reserved = any(ip in network for network in _RESERVED if network.version == ip.version)
    return ip.is_global and is_unicast and not is_reserved


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
