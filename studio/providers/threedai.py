"""3D AI Studio: up to four pictures a task, references as data URIs, prices in credits.

POST {base}/v1/images/gemini/3.1/flash/generate/   → {"task_id", "created_at"}
POST {base}/v1/images/gemini/3.1/flash/edit/       the same with "images": ["data:image/…"]
GET  {base}/v1/generation-request/{task_id}/status/
     {"status", "progress", "failure_reason", "results": [{"asset_url", "asset", "asset_type"}]}

Each path ends in a slash. Links live for a day; a task that FAILED is refunded by itself.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote

from . import http, links
from ._http_provider import HttpProvider
from ._reading import amount, at, layer, layers, left, moment, percent, text
from .errors import NotFoundError, ProviderError
from .outcomes import Account, Cost, Made, Picture, Waiting
from .parameters import ASPECT_RATIO, OUTPUT_FORMAT, RATIOS, RESOLUTION, Value
from .requests import Brief, Field, Json, Request
from .specs import ModelSpec, Operation

CREDITS = {"512": 10, "1K": 15, "2K": 20, "4K": 25}
"""Price of one image in credits, by tier."""
DAY = 86_400.0
WALLETS = ("/account/user/wallet/", "/user/wallet/")
UNDER_WAY = {"PENDING", "IN_PROGRESS"}
DONE = {"FINISHED", "COMPLETED"}
OVER = {"FAILED", "ERROR", "CANCELLED"}
PICTURES = {"IMAGE", "EDITED_IMAGE", ""}

SHAPES = ASPECT_RATIO.having(
    choices=("auto", *RATIOS), default="auto", help="Auto leaves the shape to the model."
)
SHAPES_OF_EDIT = SHAPES.having(help="Auto takes the shape of the references.")
TIERS = RESOLUTION.having(help="An image costs 10, 15, 20 or 25 credits, from 512 to 4K.")
FORMAT = OUTPUT_FORMAT.having(help="PNG keeps every detail, JPEG and WebP make smaller files.")

GENERATE = Operation(
    parameters=(SHAPES, TIERS, FORMAT), per_call=4, max_count=12, usual_seconds=45.0
)
EDIT = Operation(
    parameters=(SHAPES_OF_EDIT, TIERS, FORMAT),
    per_call=4,
    max_count=12,
    max_inputs=14,
    max_bytes=5_000_000,
    max_total=20_000_000,
    max_side=2048,
    usual_seconds=45.0,
)
HELP = (
    "Fast pictures and edits from 512 to 4K, also in very long shapes such as 8:1. "
    "Up to four images a request and up to fourteen references. "
    "Takes three requests a minute, so more of them wait their turn. "
    "No seed and no negative prompt: say in the prompt what shall not be there."
)


class ThreeDAI(HttpProvider):
    id = "threedai"
    label = "3D AI Studio"
    tagline = "Gemini 3.1 Flash Image in fifteen shapes, up to fourteen references, by credits."
    env = "THREEDAI"
    default_base_url = "https://api.3daistudio.com"
    requests_per_minute = 3
    default_links_live = DAY
    check_every = 5.0
    models = (
        ModelSpec(
            id="gemini-3.1-flash-image",
            label="Gemini 3.1 Flash Image",
            generate=GENERATE,
            edit=EDIT,
            help=HELP,
        ),
    )

    def route(self, brief: Brief) -> str:
        """The model is in the path: an id with a slash is taken for that part of it."""
        model = brief.model if "/" in brief.model else "gemini/3.1/flash"
        return f"/v1/images/{quote(model.strip('/'))}/{brief.operation}/"

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        images: list[Json] = [_data_uri(each.mime, each.data) for each in brief.inputs]
        return (
            Field("prompt", brief.prompt, "prompt"),
            *([Field("images", images, "reference_images")] if images else []),
            *self.chosen(brief),
            Field("num_images", brief.count, "num_images"),
        )

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        """Auto is a word of this gateway too, and so goes out."""
        return "512px" if (name, value) == ("resolution", "512") else value

    def price(self, brief: Brief) -> Cost | None:
        each = CREDITS.get(str(brief.parameters.get("resolution", "1K")))
        if each is None or "/" in brief.model:
            return None
        return Cost(amount=Decimal(each * brief.count), currency="credits")

    def question(self, handle: Mapping[str, Json]) -> Request:
        task = quote(str(handle["task_id"]), safe="")
        url = f"{self.base_url}/v1/generation-request/{task}/status/"
        return Request(method="GET", url=url)

    def account(self) -> Account:
        """The wallet, which lies at one of two addresses."""
        try:
            body = self._wallet(WALLETS[0])
        except NotFoundError:
            body = self._wallet(WALLETS[1])
        if "balance" not in layer(body):
            raise self.unusable(body)
        balance = amount(at(body, "balance"))
        if balance is None:
            return Account()
        return Account(balance=Cost(amount=balance, currency="credits", source="told"))

    def _wallet(self, path: str) -> Json:
        return http.ask(Request(method="GET", url=f"{self.base_url}{path}"), provider=self)

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        told = {name: text(body, name) for name in ("task_id", "created_at")}
        known, status = {**told, **handle}, text(body, "status").upper()
        is_under_way = status in UNDER_WAY or (not handle and not status)
        if not known["task_id"]:
            raise self.unusable(body)
        if status in DONE:
            return self._done(body, known)
        if status in OVER:
            raise self._over(body, known, status)
        if not is_under_way:
            raise self.unusable(body)
        return self.under_way(known, percent(at(body, "progress")))

    def _done(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        """Links may come a moment late; one that never does leaves its siblings standing."""
        found = [_link(result) for result in layers(body, "results") if _is_picture(result)]
        there = [links.joined(f"{self.base_url}/", link) for link in found if link]
        if not there or (len(there) < len(found) and not self.is_last(handle)):
            return self.empty(handle)
        return Made(
            pictures=tuple(Picture(url=link) for link in there),
            links_live=left(DAY, moment(text(handle, "created_at"))),
            request_id=text(handle, "task_id"),
        )

    def _over(self, body: Json, handle: Mapping[str, Json], status: str) -> ProviderError:
        error = self.failed(text(body, "failure_reason"), task=text(handle, "task_id"))
        if status == "FAILED":
            error.money = "no"  # the credits come back by themselves
        return error


def _data_uri(mime: str, data: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def _is_picture(result: Mapping[str, Json]) -> bool:
    return text(result, "asset_type").upper() in PICTURES


def _link(result: Mapping[str, Json]) -> str:
    return text(result, "asset_url") or text(result, "asset")
