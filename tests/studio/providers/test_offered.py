"""Whatever the composer offers of a model, its strict gateway takes, and draws as many pictures.

One gateway over real sockets for each provider; a provider without one fails.
"""

import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio import providers
from studio.providers import Brief, Input, ModelSpec, Operation
from studio.providers.parameters import Choice, Flag, Integer, Number, Object, Text
from tests.gateways import pictures
from tests.gateways.google import GoogleGateway
from tests.gateways.lumenfall import LumenfallGateway
from tests.gateways.onemin import OneMinGateway
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Gateway
from tests.gateways.threedai import ThreeDAIGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.gateways.tongues import TONGUES

from .conftest import finished

GOOGLE = ("gemini-3.1-flash-image", "gemini-4-image")
GATEWAYS: dict[str, Callable[..., Gateway]] = {
    "custom": partial(OpenAIImagesGateway, "custom"),
    "dieyuyun": partial(OpenAIImagesGateway, "dieyuyun"),
    "google": partial(GoogleGateway, models=GOOGLE),
    "lumenfall": partial(LumenfallGateway, balance=1_000_000.0),
    "onemin": OneMinGateway,
    "openai": partial(OpenAIImagesGateway, "openai"),
    "threedai": partial(ThreeDAIGateway, balance=10_000_000),
    "toapis": ToAPIsGateway,
}
MODELS = {"google": GOOGLE, **{name: TONGUES[name].models for name in ("custom", "openai")}}
"""The ids of those that have none built in, or that take others than the built-in ones."""

ALL = [cls for cls in providers.all() if cls.id != "sketch"]
SIDE = 64
MINE = {"", "model", "prompt", "num_images", "reference_images", "size", "mask"}


@dataclass(frozen=True)
class Case:
    """One operation of one model; `inputs` are the numbers of references that it is tried with."""

    provider: str
    spec: ModelSpec
    name: str
    operation: Operation

    def __str__(self) -> str:
        return f"{self.provider}-{self.spec.id}-{self.name}"

    @property
    def inputs(self) -> list[int]:
        most = self.operation.max_inputs if self.name == "edit" else 0
        return sorted({min(1, most), min(2, most), most})


def cases():
    for cls in ALL:
        for spec in cls(models=MODELS.get(cls.id, ())).offered():
            for name, operation in (("generate", spec.generate), ("edit", spec.edit)):
                if operation:
                    yield Case(cls.id, spec, name, operation)


CASES = list(cases())
numbers = count()


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Make a brief at its provider's gateway; it is open until the module is done."""
    spool = tmp_path_factory.mktemp("answers") / "attempt"
    opened: dict[str, Gateway] = {}
    kept: dict[tuple[str, str], Input] = {}

    def uploaded(provider, one):
        place = (provider.id, one.name)
        kept[place] = kept.get(place) or replace(one, url=provider.upload(one))
        return kept[place]

    def made(case: Case, brief: Brief):
        if case.provider not in opened:
            gateway = GATEWAYS[case.provider](polls=0, picture=pictures.flat((SIDE, SIDE)))
            opened[case.provider] = stack.enter_context(gateway)
        gateway = opened[case.provider]
        provider = providers.get(case.provider)(
            key=gateway.key, base_url=gateway.base_url, models=MODELS.get(case.provider, ())
        )
        gateway.requests.clear()
        if provider.needs_upload:
            brief = replace(brief, inputs=tuple(uploaded(provider, one) for one in brief.inputs))
        return finished(provider, brief, spool)

    with ExitStack() as stack:
        yield made


@cache
def reference(number: int) -> Input:
    data = pictures.stamped(pictures.flat((SIDE, SIDE)), str(number))
    return Input(name=f"reference-{number}.png", mime="image/png", data=data)


@cache
def mask() -> Input:
    out = io.BytesIO()
    Image.new("RGBA", (SIDE, SIDE)).save(out, "png")
    return Input(name="mask.png", mime="image/png", data=out.getvalue())


def brief(case, parameters, *, inputs, **more):
    return Brief(
        model=case.spec.id,
        prompt=more.pop("prompt", "a fox"),
        operation=case.name,
        parameters=parameters,
        inputs=tuple(reference(number) for number in range(1, inputs + 1)),
        attempt=f"00000000-0000-4000-8000-{next(numbers):012}",
        **more,
    )


def initial(parameter):
    return parameter.initial if isinstance(parameter, Choice) else parameter.default


# What the composer offers


shapes = st.builds("{}:{}".format, st.integers(1, 40), st.integers(1, 40))
objects = st.sampled_from(
    ["", "{}", '{"mood": "calm"}', '{"layers": [1, {"a": null}], "on": true}']
)


def values(parameter):
    """What may stand in the field of a parameter, None where it is left out."""
    match parameter:
        case Choice():
            offered = st.sampled_from(parameter.choices)
            return offered | shapes if parameter.is_open else offered
        case Integer():
            return st.none() | st.integers(parameter.minimum, parameter.maximum)
        case Number():
            return st.none() | st.floats(parameter.minimum, parameter.maximum)
        case Flag():
            return st.booleans()
        case Text():
            return st.none() | st.text("abc xyz", min_size=1, max_size=parameter.max_length)
        case Object():
            return objects
    raise TypeError(parameter)


@st.composite
def chosen(draw, operation):
    """Parameters as a brief has them: an exact canvas instead of shape and tier, or none."""
    drawn = {one.name: draw(values(one), label=one.name) for one in operation.parameters}
    kept = {name: value for name, value in drawn.items() if value is not None}
    if not operation.pixels or not draw(st.booleans(), label="exact"):
        return kept
    asked = draw(st.tuples(st.integers(1, 9_000), st.integers(1, 9_000)), label="canvas")
    width, height = operation.pixels.nearest(*asked)
    plain = {n: v for n, v in kept.items() if n not in ("aspect_ratio", "resolution")}
    return {**plain, "width": width, "height": height}


@st.composite
def briefs(draw, case):
    inputs = draw(st.sampled_from(case.inputs), label="inputs")
    is_masked = case.operation.takes_mask and inputs and draw(st.booleans(), label="mask")
    return brief(
        case,
        draw(chosen(case.operation)),
        inputs=inputs,
        count=draw(st.integers(1, case.operation.per_call), label="count"),
        prompt=draw(st.sampled_from(["a fox", "ein Fuchs, 狐 🦊\nbei Nacht", '"{}" & %s'])),
        mask=mask() if is_masked else None,
    )


# What must hold


def test_every_provider_has_a_strict_gateway_here():
    assert set(GATEWAYS) == {cls.id for cls in ALL}
    assert {case.provider for case in CASES} == set(GATEWAYS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_shape_in_every_tier_is_taken(make, case):
    plain = {one.name: initial(one) for one in case.operation.parameters}
    known = {name: value for name, value in plain.items() if value is not None}
    names = [name for name in ("aspect_ratio", "resolution") if name in known]
    for pair in product(*(case.operation.parameter(name).choices for name in names)):
        parameters = known | dict(zip(names, pair, strict=True))
        made = make(case, brief(case, parameters, inputs=min(case.inputs)))
        assert len(made.pictures) == 1, pair


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_of_references_is_taken(make, case):
    plain = {one.name: initial(one) for one in case.operation.parameters}
    known = {name: value for name, value in plain.items() if value is not None}
    for inputs in case.inputs:
        most = case.operation.per_call
        assert len(make(case, brief(case, known, inputs=inputs, count=most)).pictures) == most


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_combination_is_taken(make, case):
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(briefs(case))
    def is_taken(brief):
        assert len(make(case, brief).pictures) == brief.count

    is_taken()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_field_that_goes_out_tells_whose_word_it_carries(case):
    provider = providers.get(case.provider)(base_url="https://x.example", models=[case.spec.id])
    names = {one.name for one in case.operation.parameters}

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(briefs(case))
    def is_told(brief):
        assert {field.of for field in provider.fields(brief)} <= MINE | names

    is_told()
