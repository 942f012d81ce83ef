"""The one place that knows keys: the environment first, then the providers page.

`<PROVIDER>_API_KEY`, `_BASE_URL`, `_MODELS`, `_REQUESTS_PER_MINUTE` and
`_RESULT_HOSTS`, with the prefix that each provider declares.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from . import hiding, providers, setups
from .providers import ModelSpec, Provider

NAMES = ("API_KEY", "BASE_URL", "MODELS", "REQUESTS_PER_MINUTE", "RESULT_HOSTS")


def provider(id: str) -> Provider:
    """The provider as it is configured here; NotFoundError where there is none of this id.

    A key of the environment goes only where the environment sends it, never to an address
    that somebody typed.
    """
    cls = providers.get(id)
    typed, key = setups.typed(id), _told(cls, "API_KEY")
    hiding.remember(key, typed.key)
    return cls(
        key=key or typed.key,
        base_url=_told(cls, "BASE_URL") or ("" if key else typed.base_url),
        models=_list(cls, "MODELS") or _parts(typed.model_ids),
        result_hosts=_list(cls, "RESULT_HOSTS"),
    )


def is_lost(cls: type[Provider]) -> bool:
    """Whether its key was typed and can no longer be opened, and no other takes its place."""
    return setups.typed(cls.id).is_lost and not _told(cls, "API_KEY")


def is_ready(cls: type[Provider]) -> bool:
    """Whether it has all it needs: a key where one is needed, an address, a model."""
    made = provider(cls.id)
    has_key = bool(made.key) or not cls.needs_key
    has_address = bool(made.base_url) or not cls.env
    return has_key and has_address and bool(made.offered()) and not is_lost(cls)


def ready() -> list[Provider]:
    return [provider(cls.id) for cls in providers.all() if is_ready(cls)]


def models() -> list[tuple[Provider, ModelSpec]]:
    """All that a person may choose, the default first."""
    return [pair for made in ready() for pair in _shown(made)]


def find(name: str) -> tuple[Provider, ModelSpec]:
    """The model "provider:model", ready or not; LookupError where it is not offered here."""
    id = name.partition(":")[0]
    for cls in providers.all():
        for made, spec in _shown(provider(id)) if cls.id == id else ():
            if name == f"{id}:{spec.id}":
                return made, spec
    raise LookupError(name)


def mark(id: str) -> str:
    """A fingerprint of key and address, so that limits hold for each account.

    Empty for a provider that calls nobody.
    """
    return mark_of(provider(id))


def mark_of(made: Provider) -> str:
    if not made.env:
        return ""
    return sha256(f"{made.id}\n{made.key}\n{made.base_url}".encode()).hexdigest()[:16]


def requests_per_minute(id: str) -> int:
    """Submissions a minute for its key; 0: no limit."""
    cls = providers.get(id)
    told = _told(cls, "REQUESTS_PER_MINUTE")
    return int(told) if told.isdecimal() else cls.requests_per_minute


def variable(cls: type[Provider], name: str) -> str:
    """The variable of the environment that tells this of a provider, '' where none is set."""
    return f"{cls.env}_{name}" if _told(cls, name) else ""


def variables() -> list[str]:
    """Every variable that tells something of a provider."""
    prefixes = [cls.env for cls in providers.all() if cls.env]
    return [f"{prefix}_{name}" for prefix in prefixes for name in NAMES]


def problems() -> list[str]:
    """What is wrong in the environment, one sentence each. No key is quoted."""
    return [problem for cls in providers.all() if cls.env for problem in _problems(cls)]


def _problems(cls: type[Provider]) -> Iterator[str]:
    key, url = _told(cls, "API_KEY"), _told(cls, "BASE_URL")
    pace = _told(cls, "REQUESTS_PER_MINUTE")
    if not (key.isascii() and key.isprintable()):
        yield _("%s holds a character that no key has. Enter it again.") % f"{cls.env}_API_KEY"
    if url and not is_address(url):
        yield _wrong(f"{cls.env}_BASE_URL", url, _("an address such as https://example.com/v1"))
    if pace and not pace.isdecimal():
        wanted = _("a whole number; 0 means no limit")
        yield _wrong(f"{cls.env}_REQUESTS_PER_MINUTE", pace, wanted)
    for host in _list(cls, "RESULT_HOSTS"):
        if "/" in host:
            yield _wrong(f"{cls.env}_RESULT_HOSTS", host, _("host names, separated by commas"))


def _wrong(name: str, value: str, wanted: str) -> str:
    """A name and a password before the @ of an address are not quoted."""
    words = {"name": name, "value": value.rpartition("@")[2], "wanted": wanted}
    return _("%(name)s is “%(value)s”, but takes %(wanted)s.") % words


def is_address(url: str) -> bool:
    """Whether it may be the base URL of a provider, to which paths are added."""
    try:
        parts = urlsplit(url)
        is_open = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_bare = not any(mark in url for mark in "@?#\\ ") and url.isprintable()
    return is_open and is_bare


def _shown(made: Provider) -> list[tuple[Provider, ModelSpec]]:
    """What it offers; models for demonstrations only where one debugs."""
    return [(made, spec) for spec in made.offered() if settings.DEBUG or not spec.is_debug]


def _told(cls: type[Provider], name: str) -> str:
    return os.environ.get(f"{cls.env}_{name}", "").strip() if cls.env else ""


def _list(cls: type[Provider], name: str) -> tuple[str, ...]:
    return _parts(_told(cls, name))


def _parts(text: str) -> tuple[str, ...]:
    """A value with commas as its parts, each once, in order."""
    parts = (part.strip() for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
