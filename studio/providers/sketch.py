"""The embedded provider: draws a layout proof on this machine. No key, no network, no cost.

It is not AI, and says so. `quick` answers at once, `later` after a few seconds,
as a gateway with a waiting road does, and `trouble` fails on request.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import BoundedSemaphore
from typing import cast

from . import memory
from ._sketch.order import Order
from ._sketch.proof import Proof
from .base import Provider
from .errors import (
    ConfigurationError,
    CreditsError,
    ExpiredError,
    InvalidError,
    NoImageError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)
from .outcomes import Cost, Made, Picture, Waiting
from .parameters import ASPECT_RATIO, OUTPUT_FORMAT, RATIOS, RESOLUTION, SEED, Choice, Parameter
from .requests import Brief, Json
from .specs import ModelSpec, Operation

PARAMETERS: tuple[Parameter, ...] = (
    ASPECT_RATIO.having(
        choices=(*RATIOS, "auto"), help="Auto takes the shape of the first reference."
    ),
    RESOLUTION,
    OUTPUT_FORMAT,
    SEED.having(help="The same seed, prompt and settings make the same picture. Left out, the "
                     "prompt gives it."),
)  # fmt: skip
TROUBLE = Choice(
    name="trouble",
    label="Trouble",
    help="What goes wrong, for demonstrations and tests.",
    choices=(
        "refuse", "credits", "authentication", "not_found", "rate_limit", "invalid",
        "unavailable", "timeout", "interrupted", "bad_response", "no_image", "expired",
        "truncated", "text", "slow", "late", "hang",
    ),
    is_folded=False,
)  # fmt: skip
ERRORS: dict[str, Callable[[], ProviderError]] = {
    "refuse": lambda: RefusedError("The sketch refuses this prompt, as you asked it to."),
    "credits": lambda: CreditsError("The sketch says that the account is empty."),
    "authentication": lambda: ConfigurationError("The sketch says that the key is wrong."),
    "not_found": lambda: NotFoundError("The sketch says that there is no such model."),
    "rate_limit": lambda: RateLimitedError("The sketch says: too many requests.", wait=1.0),
    "invalid": lambda: InvalidError("The sketch says that a field is wrong: trouble."),
    "unavailable": lambda: UnavailableError("The sketch says that it is closed."),
    "timeout": lambda: TimedOutError("The sketch was sent the job and never answered."),
    "interrupted": lambda: UncertainError("The line broke while the sketch was answering."),
    "bad_response": lambda: UnreadableError("The sketch answered something unreadable."),
    "no_image": lambda: NoImageError("The sketch says that it is done, without an image."),
    "expired": lambda: ExpiredError("The sketch's links are dead."),
}
FREE = Cost(amount=Decimal(0), currency="USD", source="free")
NOTE = "Tidied by Sketch, not by a model."
USUAL, LATE = 4.0, 60.0
"""Seconds after which the models `later` and, where asked to be late, `trouble` are done."""
SLOW, HANG = 2.0, 30.0
"""Seconds for which `trouble` holds the request."""

_desk = BoundedSemaphore(2)
"""So many pictures are drawn at once: each takes a core."""
BYTES_EACH = 10
"""Bytes of memory a pixel while it is drawn."""


def _model(
    id: str, label: str, help: str, *more: Parameter, seconds: float, is_debug: bool = False
) -> ModelSpec:
    generate = Operation(
        parameters=(*more, *PARAMETERS), per_call=4, max_count=4, usual_seconds=seconds
    )
    edit = replace(generate, max_inputs=14, max_side=2048)
    return ModelSpec(id=id, label=label, generate=generate, edit=edit, help=help, is_debug=is_debug)


class Sketch(Provider):
    """Every picture follows from prompt, seed and references alone."""

    id = "sketch"
    label = "Sketch"
    tagline = "Draws on this machine"
    needs_key = False
    is_free = True
    models = (
        _model("quick", "Quick sketch", "Draws a layout proof of your prompt on the exact canvas, "
               "at once. It is not AI: use it to try sizes, shapes and the studio itself.",
               seconds=0.5),
        _model("later", "Sketch, a little later", "The same drawing, ready after some seconds, as "
               "from a real gateway. It is not AI.", seconds=USUAL),
        _model("trouble", "Sketch in trouble", "Fails in the way that you choose. It is not AI.",
               TROUBLE, seconds=1.0, is_debug=True),
    )  # fmt: skip

    def price(self, brief: Brief) -> Cost:
        return FREE

    def sent(self, brief: Brief) -> dict[str, Json]:
        """No request goes out: what is drawn is drawn from these."""
        return {"prompt": brief.prompt, **brief.parameters, "num_images": brief.count}

    def submit(self, brief: Brief, spool: Path) -> Waiting | Made:
        """Nothing is paid, so nothing needs `spool`: a lost request is made again."""
        order = Order.of(brief)
        trouble = str(brief.parameters.get("trouble", TROUBLE.initial))
        match brief.model:
            case "quick":
                return _made(order, brief.count)
            case "later":
                return _waiting(order, brief.count, USUAL)
            case "trouble":
                return _troubled(order, brief.count, trouble)
        raise NotFoundError(f"Sketch has no model “{brief.model}”.")

    def check(self, handle: Mapping[str, Json]) -> Waiting | Made:
        """Waiting until its time has come; a clock that went backwards ends it too."""
        usual = float(str(handle["usual"]))
        passed = time.time() - float(str(handle["submitted_at"]))
        if 0 <= passed < usual:
            return Waiting(
                handle=dict(handle),
                progress=int(100 * passed / usual),
                check_after=min(1.0, usual - passed),
            )
        order = cast("dict[str, Json]", handle["order"])
        return _made(Order.from_json(order), int(str(handle["count"])))


def _waiting(order: Order, count: int, usual: float) -> Waiting:
    """The handle holds the whole order: it can be drawn after a restart."""
    handle: dict[str, Json] = {
        "order": order.as_json(),
        "count": count,
        "usual": usual,
        "submitted_at": time.time(),
    }
    return Waiting(handle=handle, progress=0, check_after=1.0)


def _made(order: Order, count: int) -> Made:
    pictures = tuple(_picture(order.frame(index)) for index in range(count))
    return Made(pictures=pictures, cost=FREE, note=NOTE)


def _picture(order: Order) -> Picture:
    with _desk, memory.taken(BYTES_EACH * math.prod(order.size)):
        proof = Proof(order)
        return Picture(data=proof.bytes(), revised_prompt=proof.revised_prompt, seed=order.seed)


def _troubled(order: Order, count: int, trouble: str) -> Waiting | Made:
    """What the job asked for; an error of `ERRORS`, a wait, or bytes that are no picture."""
    if error := ERRORS.get(trouble):
        raise error()
    if trouble == "late":
        return _waiting(order, count, LATE)
    time.sleep({"slow": SLOW, "hang": HANG}.get(trouble, 0))
    made = _made(order, count)
    return replace(made, pictures=tuple(_spoiled(p, trouble) for p in made.pictures))


def _spoiled(picture: Picture, trouble: str) -> Picture:
    match trouble:
        case "truncated":
            return replace(picture, data=picture.data[: len(picture.data) // 2])
        case "text":
            return replace(picture, data=b"This is a text, not a picture.\n" * 40)
    return picture
