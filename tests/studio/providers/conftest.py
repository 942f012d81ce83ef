"""What tests of providers stand on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from studio.providers import (
    Brief,
    ConfigurationError,
    Input,
    Made,
    Provider,
    RateLimitedError,
    UnavailableError,
    UnreadableError,
    Waiting,
    _wire,
    get,
)
from tests.gateways import pictures
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway

Handler = Callable[[httpx.Request], httpx.Response]
Wire = Callable[[Handler], AbstractContextManager[None]]

AT_CHECK = {
    "401": ConfigurationError,
    "429": RateLimitedError,
    "500": UnavailableError,
    "503": UnavailableError,
    "504": UnavailableError,
    "html": UnreadableError,
    "empty object": UnreadableError,
    "reset": UnavailableError,
}
"""What a free question that meets a trouble comes to: nothing of it is uncertain."""


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "answers" / "attempt"


@pytest.fixture
def wire() -> Wire:
    """`with wire(handler):` hands every request to `handler` instead of the network."""

    @contextmanager
    def through(handler: Handler) -> Iterator[None]:
        token = _wire.transport.set(httpx.MockTransport(handler))
        try:
            yield
        finally:
            _wire.transport.reset(token)

    return through


def provider_of(gateway: OpenAIImagesGateway, **options: object) -> Provider:
    """The provider that speaks to `gateway`, with the gateway's key."""
    known = {"key": gateway.key, "base_url": gateway.base_url, "models": gateway.tongue.models[:1]}
    return get(gateway.name)(**{**known, **options})  # type: ignore[arg-type]


def finished(provider: Provider, brief: Brief, spool: Path) -> Made:
    """The end of one paid request, whose task is asked for until it has one."""
    answer = provider.submit(brief, spool)
    outcome = answer if isinstance(answer, Waiting | Made) else provider.read(answer)
    for _ in range(20):
        if isinstance(outcome, Made):
            return outcome
        outcome = provider.check(outcome.handle)
    raise AssertionError(f"It is still under way: {outcome}")


def reference(number: int, form: str = "png") -> Input:
    """A picture of its own shape, 64 pixels wide and 40 high."""
    data = pictures.stamped(pictures.flat((64, 40), form), str(number))
    return Input(name=f"reference-{number}.{form}", mime=f"image/{form}", data=data)
