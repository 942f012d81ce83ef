"""Gateways as fixtures; a conftest takes them in by `from tests.gateways.fixtures import *`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .google import GoogleGateway
from .lumenfall import LumenfallGateway
from .onemin import OneMinGateway
from .openai_images import OpenAIImagesGateway
from .threedai import ThreeDAIGateway
from .toapis import ToAPIsGateway

__all__ = [
    "custom_gateway",
    "dieyuyun_gateway",
    "google_gateway",
    "lumenfall_gateway",
    "onemin_gateway",
    "openai_gateway",
    "threedai_gateway",
    "toapis_gateway",
]


@pytest.fixture
def dieyuyun_gateway() -> Iterator[OpenAIImagesGateway]:
    with OpenAIImagesGateway("dieyuyun") as gateway:
        yield gateway


@pytest.fixture
def openai_gateway() -> Iterator[OpenAIImagesGateway]:
    with OpenAIImagesGateway("openai") as gateway:
        yield gateway


@pytest.fixture
def custom_gateway() -> Iterator[OpenAIImagesGateway]:
    with OpenAIImagesGateway("custom") as gateway:
        yield gateway


@pytest.fixture
def toapis_gateway() -> Iterator[ToAPIsGateway]:
    with ToAPIsGateway() as gateway:
        yield gateway


@pytest.fixture
def onemin_gateway() -> Iterator[OneMinGateway]:
    with OneMinGateway() as gateway:
        yield gateway


@pytest.fixture
def lumenfall_gateway() -> Iterator[LumenfallGateway]:
    with LumenfallGateway() as gateway:
        yield gateway


@pytest.fixture
def threedai_gateway() -> Iterator[ThreeDAIGateway]:
    with ThreeDAIGateway() as gateway:
        yield gateway


@pytest.fixture
def google_gateway() -> Iterator[GoogleGateway]:
    with GoogleGateway() as gateway:
        yield gateway
