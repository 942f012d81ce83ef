"""What every gateway may do to a request, and what each provider makes of it."""

from functools import partial

import pytest
from PIL import Image

from studio.providers import (
    Brief,
    ConfigurationError,
    CreditsError,
    InvalidError,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
    download,
    get,
    sizes,
)
from studio.providers.parameters import RATIOS, TIERS
from tests.gateways.google import GoogleGateway
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.onemin import OneMinGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.threedai import ThreeDAIGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.running import PATIENCE, wait_until

from .conftest import AT_CHECK, finished, provider_of, reference

GATEWAYS = {
    "custom": partial(OpenAIImagesGateway, "custom"),
    "dieyuyun": partial(OpenAIImagesGateway, "dieyuyun"),
    "google": GoogleGateway,
    "lumenfall": LumenfallGateway,
    "onemin": OneMinGateway,
    "openai": partial(OpenAIImagesGateway, "openai"),
    "threedai": ThreeDAIGateway,
    "toapis": ToAPIsGateway,
}
AT_SUBMIT = {
    "401": ConfigurationError,
    "402": CreditsError,
    "403": ConfigurationError,
    "404": NotFoundError,
    "429": RateLimitedError,
    "quota": CreditsError,
    "400": InvalidError,
    "refused": RefusedError,
    "refused by 500": RefusedError,
    "500": TimedOutError,
    "503": UnavailableError,
    "504": TimedOutError,
    "html": UnreadableError,
    "half json": UnreadableError,
    "empty object": UnreadableError,
    "error in 200": CreditsError,
    "redirect": NotFoundError,
    "reset": UncertainError,
    "hang": TimedOutError,
    "broken off": UncertainError,
}
"""What a paid request that meets a trouble of every gateway comes to."""

ITS_OWN = {
    "dieyuyun": {
        "task failed": NoImageError,
        "task refused": RefusedError,
        "task without picture": NoImageError,
        "no picture": NoImageError,
    },
    "google": {
        # A missing bill is a precondition of the project here, and a quota used up has a rate.
        "402": ConfigurationError,
        "error in 200": ConfigurationError,
        "quota": RateLimitedError,
        "PERMISSION_DENIED": ConfigurationError,
        "FAILED_PRECONDITION": ConfigurationError,
        "INTERNAL": TimedOutError,
        "UNAVAILABLE": UnavailableError,
        "DEADLINE_EXCEEDED": TimedOutError,
    },
}
"""Where a gateway answers in another way, or has more troubles."""

BECOMES_TASK = {"dieyuyun": ["task"], "onemin": [], "threedai": [], "toapis": []}
"""Gateways with tasks, and what makes one of an order."""

PAID = [
    (name, trouble, error)
    for name in GATEWAYS
    for trouble, error in (AT_SUBMIT | ITS_OWN.get(name, {})).items()
]
QUESTIONS = [(name, *row) for name in BECOMES_TASK for row in AT_CHECK.items()]
PAUSES = [
    (name, trouble, error, wait)
    for name in ("lumenfall", "onemin", "toapis")
    for trouble, error, wait in (
        ("429", RateLimitedError, 2),
        ("429 for long", RateLimitedError, 900),
        ("503", UnavailableError, 1),
    )
]
UPLOADS = [
    (name, trouble, error)
    for name in ("onemin", "toapis")
    for trouble, error in {
        "401": ConfigurationError,
        "402": CreditsError,
        "500": UnavailableError,
        "503": UnavailableError,
        "reset": UnavailableError,
        "html": UnreadableError,
    }.items()
]


@pytest.fixture
def gateway(name):
    with GATEWAYS[name](polls=0) as gateway:
        yield gateway


@pytest.fixture
def provider(name, gateway):
    if isinstance(gateway, OpenAIImagesGateway):
        return provider_of(gateway)
    return get(name)(key=gateway.key, base_url=gateway.base_url)


def brief(provider, **parameters):
    return Brief(model=provider.offered()[0].id, prompt="a fox", parameters=parameters)


@pytest.mark.parametrize(("name", "trouble", "error"), PAID)
def test_each_trouble_of_a_paid_request_is_told_and_nothing_is_sent_twice(
    gateway, provider, spool, trouble, error
):
    gateway.will(trouble)
    provider.timeout = 0.4 if trouble == "hang" else PATIENCE
    with pytest.raises(error) as caught:
        finished(provider, brief(provider), spool)
    assert type(caught.value) is error
    wait_until(lambda: gateway.paid)
    assert len(gateway.paid) == 1
    assert gateway.key not in f"{caught.value.message} {caught.value.detail}"


@pytest.mark.parametrize(("name", "trouble", "error"), QUESTIONS)
def test_each_trouble_of_a_question_leaves_the_task_alone(
    name, gateway, provider, spool, trouble, error
):
    gateway.will(*BECOMES_TASK[name])
    waiting = provider.read(provider.submit(brief(provider), spool))
    gateway.will_at_check(trouble)
    with pytest.raises(error) as caught:
        provider.check(waiting.handle)
    assert type(caught.value) is error
    assert len(provider.check(waiting.handle).pictures) == 1
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(("name", "trouble", "error", "wait"), PAUSES)
def test_a_refused_request_says_how_long_to_wait(gateway, provider, spool, trouble, error, wait):
    gateway.will(trouble)
    with pytest.raises(error) as caught:
        finished(provider, brief(provider), spool)
    assert caught.value.wait == wait


@pytest.mark.parametrize(("name", "trouble", "error"), UPLOADS)
def test_a_failed_upload_costs_nothing_and_is_never_uncertain(gateway, provider, trouble, error):
    gateway.will_at_upload(trouble)
    with pytest.raises(error) as caught:
        provider.upload(reference(1))
    assert type(caught.value) is error
    assert gateway.paid == []


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", ["onemin", "threedai"])
def test_every_shape_in_every_size_is_taken_and_drawn(gateway, provider, spool, tmp_path, tier):
    for ratio in ("auto", *RATIOS):
        made = finished(provider, brief(provider, aspect_ratio=ratio, resolution=tier), spool)
        download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
        with Image.open(tmp_path / "picture") as picture:
            shape = sizes.nearest_ratio(f"{picture.width}:{picture.height}", RATIOS)
        drawn = {"auto": "1:1", "21:9": "4:1" if tier == "512" else "21:9"}  # as Google prints it
        assert shape == drawn.get(ratio, ratio)
    assert len(gateway.paid) == 15
