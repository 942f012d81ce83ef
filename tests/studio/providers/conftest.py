"""What tests of providers stand on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from studio.providers import Provider, _wire, get
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway

Handler = Callable[[httpx.Request], httpx.Response]
Wire = Callable[[Handler], AbstractContextManager[None]]


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
