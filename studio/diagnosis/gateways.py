"""The providers: keys and addresses as they are written, and what the gateways say to them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from studio import connections, keys, providers, questions
from studio.capability import Takes
from studio.connections import Connection
from studio.environment import is_loopback
from studio.providers import Provider

from .findings import Finding, Grade, broken, hint

ODD_KEY = re.compile(r"^[\"'`<]|[\"'`>]$|\s|^bearer\b|^[A-Z_]+_API_KEY\b", re.IGNORECASE)
NO_KEY = re.compile(r"(sk-)?(\.{3}|…|x{3,}|your[-_ ].*|change-?me|todo|none|null)", re.IGNORECASE)
ENDINGS = ("/images/generations", "/images/edits", "/chat/completions", "/images", "/models")
NEARBY = (".local", ".lan", ".internal", ".home.arpa", ".test")


def findings() -> Iterator[Finding]:
    """All that are ready are asked at once, which takes as long as the slowest, 5 s at most."""
    ready = [keys.provider(cls.id) for cls in providers.all() if cls.env and keys.is_ready(cls)]
    questions.test_all(ready)
    yield from map(_state, connections.listed())
    for cls in providers.all():
        if cls.env:
            yield from _written(keys.provider(cls.id))


def _state(provider: Connection) -> Finding:
    """A key that is refused or lost is broken; a gateway that is away may come back."""
    error = provider.test.error if provider.test else None
    is_refused = error is not None and error.code == "authentication"
    if provider.is_lost or is_refused:
        grade = Grade.BROKEN
    else:
        grade = Grade.FINE if provider.is_ready and not error else Grade.HINT
    text = f"{provider.label}: {provider.state_text}"
    return Finding(grade, text, provider.test_text, tuple(map(_line, provider.models)))


def _line(model: Takes) -> str:
    edit = model.edit or _("no references")
    return f"{model.label}: {model.generate}; {edit}; {_('price %s') % model.price.text}"


def _written(provider: Provider) -> Iterator[Finding]:
    cls = type(provider)
    if provider.key and (ODD_KEY.search(provider.key) or NO_KEY.fullmatch(provider.key)):
        name = keys.variable(cls, "API_KEY") or _("The key of %s") % provider.label
        advice = _(
            "Enter the key alone, without quotes, spaces or “Bearer”, as the vendor shows it."
        )
        yield broken(_("%s does not look like a key") % name, advice)
    if keys.is_address(provider.base_url):
        name = keys.variable(cls, "BASE_URL") or _("The address of %s") % provider.label
        yield from _address(name, urlsplit(provider.base_url), cls)


def _address(name: str, url: SplitResult, cls: type[Provider]) -> Iterator[Finding]:
    usual = urlsplit(cls.default_base_url or "https://example.com/v1").path.rstrip("/")
    path = url.path.rstrip("/")
    if ending := next((end for end in ENDINGS if path.endswith(end)), ""):
        advice = _("Leave %s off: what is asked for is added to the address.") % ending
        yield broken(_("%s goes too far") % name, advice)
    elif not path.endswith(usual) and not is_loopback(url.hostname or ""):
        advice = _("Unless your gateway differs, add %s.") % usual
        yield hint(_("%(name)s does not end in %(usual)s") % {"name": name, "usual": usual}, advice)
    if url.scheme == "http" and not _is_nearby(url.hostname or ""):
        advice = _("Key, prompts and pictures can be read on their way: use https.")
        yield broken(_("%s is plain http to another network") % name, advice)


def _is_nearby(host: str) -> bool:
    """This machine, a private network, or a name that only one knows."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." not in host or is_loopback(host) or host.endswith(NEARBY)
    return not address.is_global
