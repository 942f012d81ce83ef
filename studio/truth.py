"""What becomes of each field that a person chose, on its way to the gateway.

passed      under our name and as it was asked
renamed     as it was asked, under the gateway's name
converted   in another word: another spelling, or the nearest that is taken
emulated    by ourselves: several calls, another file format, exact pixels
dropped     not sent, and why
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from . import canvas, offers, typed
from .canvas import SHAPE, Canvas
from .providers import Brief, ModelSpec, Operation, Provider, sizes
from .providers.parameters import Choice, Object, Parameter
from .wire import Wire

What = Literal["passed", "renamed", "converted", "emulated", "dropped"]
Why = Literal["", "model", "references", "alone", "together", "pixels", "surplus"]
MOST = 40
NEAR = 0.02
SIZE, EXACT = "size", "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """`fitted` is what goes out in our word, `sent` as the wire has it, None where nothing does.

    `wire` is the field's name there. `is_told`: worth a word before the click. `why` it was
    dropped: the model does not take it (with references, without them, with the other choices).
    """

    name: str
    asked: str
    fate: What
    fitted: str = ""
    sent: str | None = None
    wire: str = ""
    is_told: bool = False
    why: Why = ""

    def as_json(self) -> dict[str, Any]:
        """As jobs and images keep it."""
        return {
            "name": self.name,
            "asked": typed.plain(self.asked),
            "fitted": self.fitted,
            "sent": None if self.sent is None else typed.plain(self.sent),
            "as": self.wire,
            "fate": self.fate,
            "is_told": self.is_told,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person chose for one model, and `brief`, the first request that follows from it.

    `texts` by field; `wanted` is their canvas, `counts` the images of each request, `copy` what
    we make of the results, `offered` what the page shows.
    """

    provider: Provider
    spec: ModelSpec
    operation: Operation
    brief: Brief
    texts: Mapping[str, str]
    wanted: Canvas
    counts: Sequence[int]
    offered: Mapping[str, Parameter]
    copy: Mapping[str, Any] = field(default_factory=dict)


def fates(wish: Wish) -> list[Fate]:
    """The fate of each field, those of the canvas first. Raises what the provider refuses."""
    wire = Wire(wish.provider, wish.brief)
    return [*_words(wish, wire), *_canvas(wish, wire), *_calls(wish, wire), *_others(wish, wire)]


def asked(kept: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What was asked for otherwise than it went out, as texts by field, from fates of old."""
    found = {str(fate["name"]): str(fate["asked"]) for fate in kept if _is_changed(fate)}
    sides = found.pop(SIZE, "").partition(" × ")
    return found | ({"width": sides[0], "height": sides[2]} if sides[2] else {})


def _is_changed(fate: Mapping[str, Any]) -> bool:
    is_same = fate.get("fate") == "converted" and fate["asked"] == fate.get("fitted")
    is_plain = is_same or fate.get("fate") in {"passed", "renamed"}
    return not is_plain and fate["name"] not in {"model", "prompt", "mask", EXACT}


# What a person wrote and gave


def _words(wish: Wish, wire: Wire) -> Iterator[Fate]:
    """Model, prompt and references go out as they are, wherever they lie."""
    inputs, mask = len(wish.brief.inputs), wish.brief.mask
    whole = {
        "model": wish.spec.id,
        "prompt": wish.brief.prompt,
        "reference_images": str(inputs) if inputs else "",
        "mask": mask.name if mask else "",
    }
    for name, said in whole.items():
        if said and (place := wire.place(name)):
            fate: What = "passed" if place == name else "renamed"
            yield Fate(name=name, asked=said, fitted=said, sent=said, wire=place, fate=fate)


# The canvas


def _canvas(wish: Wish, wire: Wire) -> Iterator[Fate]:
    given = wish.brief.parameters
    if not wish.wanted.is_exact:
        for name in SHAPE:
            yield from _drawn(wish, wire, name)
        return
    size = canvas.size(given, wish.provider, wish.spec)
    is_same = size == (wish.wanted.width, wish.wanted.height)
    names = SHAPE if "aspect_ratio" in given else (SIZE,)
    fitted = canvas.described(given, wish.provider, wish.spec)
    yield _fate(SIZE, wish.wanted.pixels, fitted, wire, *names, is_told=not is_same, why=_why(wish))
    for name in SHAPE:
        if name == SHAPE[1] and SHAPE[0] not in given and name in given:
            yield from _drawn(wish, wire, name)
        elif _is_silenced(wish, name):
            yield Fate(name=name, asked=wish.texts[name], fate="dropped", why="pixels")


def _drawn(wish: Wish, wire: Wire, name: str) -> Iterator[Fate]:
    """A shape or tier; a shape without a word goes out in pixels, of the area of its tier."""
    given, parameter = wish.brief.parameters, wish.operation.parameter(name)
    text = wish.wanted.aspect_ratio if name == SHAPE[0] else wish.wanted.resolution
    if parameter is None and "width" not in given:
        return
    text = text or (typed.default(parameter) if parameter else "")
    if "width" not in given:
        fitted = str(given.get(name, ""))
        if wire.has(name) or not _is_idle(wish, name, text):
            is_told = not canvas.is_same(text, fitted)
            yield _fate(name, text, fitted, wire, name, is_told=is_told, why="together")
    elif text:
        fitted = canvas.described(given, wish.provider, wish.spec)
        yield _fate(name, text, fitted, wire, SIZE, is_told=_is_bent(wish, name), why="together")


def _is_bent(wish: Wish, name: str) -> bool:
    """Whether a shape or tier that went out in pixels is not quite the one that was asked for."""
    if name != SHAPE[0]:
        parameter = wish.operation.parameter(name)
        return isinstance(parameter, Choice) and wish.wanted.resolution not in parameter.choices
    width, height = (int(wish.brief.parameters[side]) for side in canvas.FIELDS)
    return abs(width / height / sizes.parse_ratio(wish.wanted.aspect_ratio) - 1) > NEAR


def _is_silenced(wish: Wish, name: str) -> bool:
    """A shape or tier that typed pixels overrule, though it was no default."""
    text = wish.texts.get(name, "")
    return not _is_idle(wish, name, text) and text != wish.brief.parameters.get(name)


# How many


def _calls(wish: Wish, wire: Wire) -> Iterator[Fate]:
    count, place = sum(wish.counts), wire.place("num_images")
    if len(wish.counts) > 1:
        parts = " + ".join(map(str, wish.counts))
        yield Fate(
            name="num_images", asked=str(count), fitted=parts, sent=parts, wire=place,
            fate="emulated", is_told=True,
        )  # fmt: skip
    elif place or count > 1:
        fate: What = "renamed" if place not in {"", "num_images"} else "passed"
        said = str(count)
        yield Fate(name="num_images", asked=said, fitted=said, sent=said, wire=place, fate=fate)


# All others


def _others(wish: Wish, wire: Wire) -> Iterator[Fate]:
    own = {"num_images", "mask" if wish.brief.mask else "", *typed.CANVAS} - set(SHAPE)
    told = {name for name in SHAPE if wish.operation.parameter(name) or wish.wanted.is_exact}
    for name, parameter in wish.offered.items():
        if name not in told and (name != offers.FORMAT or "format" not in wish.copy):
            yield from _parameter(wish, wire, parameter)
    unknown = wish.texts.keys() - own - told - wish.offered.keys()
    for name in [name for name, text in wish.texts.items() if name in unknown and text][:MOST]:
        told_as = typed.plain(name)
        yield Fate(name=told_as, asked=wish.texts[name], fate="dropped", is_told=True, why="model")
    yield from _copied(wish, wire)


def _parameter(wish: Wish, wire: Wire, parameter: Parameter) -> Iterator[Fate]:
    name = parameter.name
    text = wish.texts.get(name, "") or typed.default(parameter)
    if wire.has(name) and isinstance(parameter, Object):
        place = wire.place(name)
        yield Fate(name=name, asked=text, fitted=text, sent=text, wire=place, fate="passed")
    elif wire.has(name):
        fitted = typed.text(wish.brief.parameters.get(name))
        if name == offers.FORMAT:
            # A gateway may have to make another one, by what else was chosen.
            fitted = str(wire.text(name)).removeprefix("image/")
        yield _fate(
            name,
            text,
            fitted,
            wire,
            name,
            is_told=fitted not in {text, typed.text(wish.brief.parameters.get(name))},
        )
    elif not _is_idle(wish, name, text):
        yield Fate(name=name, asked=text, fate="dropped", is_told=True, why=_why(wish, name))


def _copied(wish: Wish, wire: Wire) -> Iterator[Fate]:
    """What we make of the results ourselves."""
    if format := str(wish.copy.get("format", "")):
        yield Fate(
            name=offers.FORMAT, asked=format, fitted=format, sent=wire.text(offers.FORMAT),
            wire=wire.place(offers.FORMAT), fate="emulated", is_told=True,
        )  # fmt: skip
    if "width" in wish.copy:
        size = canvas.size(wish.brief.parameters, wish.provider, wish.spec)
        is_told = size != (wish.wanted.width, wish.wanted.height)
        pixels = wish.wanted.pixels
        yield Fate(name=EXACT, asked=pixels, fitted=pixels, fate="emulated", is_told=is_told)


def _is_idle(wish: Wish, name: str, text: str) -> bool:
    """Left at its default, or at what means that nothing is to be sent."""
    parameter = wish.offered.get(name)
    is_default = parameter is not None and text == typed.default(parameter)
    is_automatic = isinstance(parameter, Choice) and text == offers.AS_IT_COMES
    return not text or text == "off" or is_default or is_automatic


def _why(wish: Wish, name: str = SHAPE[0]) -> Why:
    """Why a field is not sent: this model has it not at all, only for the other kind of call,
    or not beside what else was chosen."""
    if name not in wish.offered:
        return "model"
    if wish.operation.parameter(name):
        return "together"
    return "references" if wish.brief.operation == "edit" else "alone"


def _fate(
    name: str, asked: str, fitted: str, wire: Wire, *places: str, is_told: bool, why: Why = ""
) -> Fate:
    """The fate of a field that the wire carries under our names `places`, or does not."""
    if (sent := wire.text(*places)) is None:
        return Fate(name=name, asked=asked, fate="dropped", is_told=True, why=why or "model")
    place = wire.place(*places)
    fate: What = "passed" if place == name else "renamed"
    return Fate(
        name=name, asked=asked, fitted=fitted, sent=sent, wire=place, is_told=is_told,
        fate=fate if sent == asked else "converted",
    )  # fmt: skip
