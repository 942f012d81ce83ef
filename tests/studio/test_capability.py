"""What models take and cost, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from studio import capability, providers
from studio.capability import Price, Takes
from studio.providers import Brief, Cost, ModelSpec, Operation, Provider
from studio.providers.parameters import (
    ASPECT_RATIO,
    RESOLUTION,
    SEED,
    TEMPERATURE,
    TOP_P,
)
from studio.providers.sizes import Pixels

ALL = [
    (cls(), spec) for cls in providers.all() for spec in cls.models or (cls().unknown_model("m"),)
]


def takes(name: str) -> Takes:
    """Of "provider:model", or of the first model of a provider."""
    id, _colon, model = name.partition(":")
    provider = providers.get(id)()
    specs = {spec.id: spec for spec in provider.models}
    return capability.of(provider, specs[model] if model else provider.models[0])


OPENAI = (
    "Up to 10 images a call, 1K to 4K, exact pixels up to 3,840 a side in steps of 16, "
    "PNG, JPEG or WebP"
)
LUMENFALL = (
    "Up to 10 images a call, 512 to 4K, any shape, exact pixels up to 12,288 a side, "
    "PNG, JPEG, WebP, GIF or AVIF, seed"
)


@pytest.mark.parametrize(
    ("name", "generate", "edit"),
    [
        (
            "sketch",
            "Up to 4 images a call, 512 to 4K, PNG, JPEG or WebP, seed",
            "1 to 14 references",
        ),
        ("onemin", "One image a call, 512 to 4K", "1 to 3 references, no shape"),
        ("dieyuyun", "Up to 10 images a call", ""),
        ("google", "One image a call, 512 to 4K, seed", "1 to 14 references"),
        ("openai", OPENAI, "1 to 14 references, a mask, no moderation"),
        ("lumenfall", LUMENFALL, "1 to 14 references, a mask"),
    ],
)
def test_what_a_model_takes(name: str, generate: str, edit: str) -> None:
    assert (takes(name).generate, takes(name).edit) == (generate, edit)


@pytest.mark.parametrize(
    ("name", "price"),
    [
        ("sketch", "free"),
        ("threedai", "10 to 25 credits"),
        ("google", "$0.045 to $0.151"),
        ("toapis", "$0.025 a request, perhaps for each image"),
        ("lumenfall", "told before each job"),
        ("dieyuyun", "unknown"),
    ],
)
def test_what_an_image_costs(name: str, price: str) -> None:
    assert takes(name).price.text == price


@pytest.mark.parametrize(("provider", "spec"), ALL, ids=lambda value: getattr(value, "id", ""))
def test_nothing_declared_is_left_out(provider: Provider, spec: ModelSpec) -> None:
    found = capability.of(provider, spec)
    assert ("one image" in found.generate.lower()) is (spec.generate.per_call == 1)
    assert ("seed" in found.generate) is (spec.generate.parameter("seed") is not None)
    assert ("exact pixels" in found.generate) is (spec.generate.pixels is not None)
    assert str(spec.max_inputs or "") in found.edit
    assert bool(found.edit) is bool(spec.edit)
    assert not spec.edit or ("a mask" in found.edit) is spec.edit.takes_mask


EDIT = Operation(parameters=(ASPECT_RATIO, RESOLUTION, SEED), max_inputs=1)
SMALL = RESOLUTION.having(choices=("512", "1K"))


@pytest.mark.parametrize(
    ("generate", "words"),
    [
        (EDIT, "1 reference"),
        (replace(EDIT, per_call=4), "1 reference, one image a call"),
        (replace(EDIT, parameters=(*EDIT.parameters, TOP_P)), "1 reference, no top P"),
        (replace(EDIT, parameters=(ASPECT_RATIO, RESOLUTION)), "1 reference, seed"),
        (replace(EDIT, pixels=Pixels()), "1 reference, no exact pixels"),
        (
            replace(EDIT, parameters=(ASPECT_RATIO, SMALL, SEED)),
            "1 reference, resolution 512, 1K, 2K, 4K",
        ),
    ],
)
def test_what_is_different_with_references(generate: Operation, words: str) -> None:
    spec = ModelSpec(id="m", label="M", generate=generate, edit=EDIT)
    assert capability.of(Provider(), spec).edit == words


def test_shapes_are_told_from_tall_to_wide() -> None:
    shapes = ASPECT_RATIO.having(choices=("16:9", "auto", "1:8", "3:2", "1:1", "8:1"))
    told = capability.shapes(Operation(parameters=(shapes,)))
    assert told == ("1:8", "1:1", "3:2", "16:9", "8:1")


def test_further_parameters_go_by_their_labels() -> None:
    operation = Operation(parameters=(ASPECT_RATIO, TEMPERATURE, TOP_P))
    assert capability.further(operation) == ["temperature", "top P"]


class _PerRequest(Provider):
    """Ten cents a request, whatever it is for."""

    def price(self, brief: Brief) -> Cost | None:
        return Cost(amount=Decimal("0.1"), currency="USD")


def test_a_price_of_a_request_says_so() -> None:
    one = ModelSpec(id="m", label="M", generate=Operation())
    several = ModelSpec(id="m", label="M", generate=Operation(per_call=4))
    assert capability.price(_PerRequest(), one) == Price(least="$0.100")
    assert capability.price(_PerRequest(), several).text == "$0.100 a request"
