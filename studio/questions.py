"""Free questions to providers: five seconds at most, and the same one not twice in a minute.

They are never asked before a page is painted: a page asks for their answer once it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from . import keys
from .providers import (
    Account,
    Brief,
    Cost,
    NotFoundError,
    Provider,
    ProviderError,
    UnavailableError,
)

Answer = TypeVar("Answer")

LIMIT = 5.0
REMEMBERED = 60
SILENCE_REMEMBERED = 10
TEST_REMEMBERED = 3600
"""Seconds."""
AT_ONCE = 16
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """How the free call of a gateway went: `error` None where it answered well.

    `account` None: it answered, but does not know the question, as a server of one's own may.
    """

    at: datetime
    seconds: float
    account: Account | None = None
    error: ProviderError | None = None


def test(provider: Provider) -> Test:
    """Ask with the key in use, now: a person wants to know."""
    found = _tested(provider)
    _remember(_name("test", keys.mark_of(provider)), found, TEST_REMEMBERED)
    return found


def test_all(providers: Sequence[Provider]) -> list[Test]:
    """The same for several at once, which together take no longer than one."""
    with ThreadPoolExecutor(len(providers) or 1) as pool:
        return list(pool.map(test, providers))


def last_test(provider: Provider) -> Test | None:
    """The last one of this very key and address, where it was made here within an hour."""
    found: Test | None = _remembered(_name("test", keys.mark_of(provider)))
    return found


def quote(provider: Provider, brief: Brief) -> Cost | None:
    """What a request would cost by the gateway's own word; None where it does not say."""
    if not provider.can_quote:
        return None
    asked = f"{provider.base_url} {provider.key} {provider.request(brief).sent()}"
    name = _name("quote", sha256(asked.encode()).hexdigest())
    known: tuple[Cost | None] | None = _remembered(name)
    if known is None:
        known = (_quoted(provider, brief),)
        _remember(name, known, REMEMBERED if known[0] else SILENCE_REMEMBERED)
    return known[0]


def _remember(name: str, answer: object, seconds: int) -> None:
    """For all processes; where the disk is full or closed it is asked again."""
    with suppress(OSError):
        caches["questions"].set(name, answer, seconds)


def _remembered(name: str) -> Any:
    """None where it was not asked, or too long ago."""
    # Its file may be torn, or of a version whose classes had other names.
    with suppress(Exception):
        return caches["questions"].get(name)
    return None


def _name(kind: str, mark: str) -> str:
    return f"question-{kind}-{mark}"


def _tested(provider: Provider) -> Test:
    at, begun = timezone.now(), monotonic()
    account, error = None, None
    try:
        account = _within_limit(provider.account)
    except ProviderError as met:
        error = None if _is_answer(provider, met) else met
    return Test(at=at, seconds=monotonic() - begun, account=account, error=error)


def _is_answer(provider: Provider, error: ProviderError) -> bool:
    """Whether a gateway is where it should be, and only does not know this question."""
    is_in_place = provider.base_url == provider.default_base_url or not provider.default_base_url
    return isinstance(error, NotFoundError) and error.status in {404, 405} and is_in_place


def _quoted(provider: Provider, brief: Brief) -> Cost | None:
    try:
        return _within_limit(lambda: provider.quote(brief))
    except ProviderError:
        return None


def _within_limit(question: Callable[[], Answer]) -> Answer:
    """Asked in a thread that nobody waits for, so that no silence keeps a process from its end."""
    answer: Future[Answer] = Future()
    Thread(target=_ask, args=(question, answer), name="question", daemon=True).start()
    try:
        return answer.result(LIMIT)
    except TimeoutError:
        answer.cancel()
        raise UnavailableError(_("No answer came within %d seconds.") % LIMIT) from None


def _ask(question: Callable[[], Answer], answer: Future[Answer]) -> None:
    with _places:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(question())
        except Exception as error:
            answer.set_exception(error)
