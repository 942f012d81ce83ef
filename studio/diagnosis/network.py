"""What stands between this machine and the gateways: proxies and certificates."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from django.utils.translation import gettext as _

from studio.environment import text

from .findings import Finding, broken, fine

PATIENCE = 2.0
PORTS = {"https": 443, "socks5": 1080, "socks5h": 1080}


def findings() -> Iterator[Finding]:
    yield from _certificates()
    proxies = getproxies()
    for name in dict.fromkeys(proxies.get(kind, "") for kind in ("https", "all")):
        yield from _proxy(name) if name else ()


def _certificates() -> Iterator[Finding]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        path = text(name)
        if path and not Path(path).exists():
            advice = _(
                "No gateway can be asked without certificates: unset it, or correct the path."
            )
            said = _("%(name)s names %(path)s, which is not there")
            yield broken(said % {"name": name, "path": path}, advice)


def _proxy(address: str) -> Iterator[Finding]:
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        place = (parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80))
        socket.create_connection(place, timeout=PATIENCE).close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        known = {"place": _place(address), "reason": reason}
        advice = _("No gateway can be asked through it: start it, or correct HTTPS_PROXY.")
        yield broken(_("The proxy %(place)s does not answer: %(reason)s") % known, advice)
    else:
        yield fine(_("Gateways are asked through the proxy %s") % _place(address))


def _place(address: str) -> str:
    """Without a name and a password."""
    return address.rpartition("@")[2].rpartition("//")[2]
