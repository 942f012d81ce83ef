"""Free questions to providers: five seconds at most, and the same one not twice in a minute.

They are never asked before a page is painted: a page asks for their answer once it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import gettext as _

from .providers import Account, Brief, Cost, Provider, ProviderError, UnavailableError

Answer = TypeVar("Answer")

LIMIT = 5.0
REMEMBERED = 60
_pool = ThreadPoolExecutor(4, thread_name_prefix="question")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """How the free call of a gateway went: `error` None where its key is good."""

    seconds: float
    account: Account | None = None
    error: ProviderError | None = None


def test(provider: Provider) -> Test:
    """Ask with the key in use, now: a person wants to know."""
    begun = monotonic()
    try:
        account = _within_limit(provider.account)
    except ProviderError as error:
        return Test(seconds=monotonic() - begun, error=error)
    return Test(seconds=monotonic() - begun, account=account)


def quote(provider: Provider, brief: Brief) -> Cost | None:
    """What a request would cost by the gateway's own word; None where it does not say."""
    if not provider.can_quote:
        return None
    asked = f"{provider.base_url} {provider.key} {provider.request(brief).sent()}"
    name = f"quote-{sha256(asked.encode()).hexdigest()}"
    known: Cost | None = cache.get(name)
    if known is None:
        known = _quoted(provider, brief)
        cache.set(name, known, REMEMBERED)
    return known


def _quoted(provider: Provider, brief: Brief) -> Cost | None:
    try:
        return _within_limit(lambda: provider.quote(brief))
    except ProviderError:
        return None


def _within_limit(question: Callable[[], Answer]) -> Answer:
    asked = _pool.submit(question)
    try:
        return asked.result(LIMIT)
    except TimeoutError:
        asked.cancel()
        raise UnavailableError(_("No answer came within %d seconds.") % LIMIT) from None
