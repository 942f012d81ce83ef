"""1min.ai: one picture an order, at once or by its uuid later, changed from uploaded assets.

python -m tests.gateways.onemin --port 9102 --polls 3
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from . import cli, onemin_fields, sizes
from .checks import json_object
from .pictures import Drawing
from .received import Received
from .server import Exchange, Gateway
from .troubles import LOST_ANSWERS, RefusalError

FEATURES = "/api/features"
ASSETS = "/api/assets"
RESULTS = "/api/results/"
SIGNATURE = "X-Amz-Expires=3600&X-Amz-Signature=5ca1ab1e"

CREDITS = ("payment_required", "insufficient_balance", "insufficient_quota")
NO_CREDITS = "The feature requires 1726 credits, but the Team only has 139 credits"

REASONS = {
    "failure": ["The image could not be generated."],
    "failure at once": ["The image could not be generated."],
    "failure by moderation": ["The prompt was rejected by the safety system."],
    "failure by moderation at once": ["The prompt was rejected by the safety system."],
    "failure for credits": [f"INSUFFICIENT_CREDITS:{NO_CREDITS}"],
    "failure without reason": [],
}
"""`resultObject` of an order that fails."""
AT_ONCE = ("success at once", "failure at once", "failure by moderation at once")
LATER = ("processing unasked", "never done", "lost record", "lost record at first", "no uuid")
SHAPES = ("always square", "jpeg")


@dataclass
class _Record:
    key: str
    fields: Mapping[str, Any]
    trouble: str
    link: str
    number: int
    uuid: str = field(default_factory=lambda: str(uuid4()))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    asked: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def is_later(self) -> bool:
        """Whether the order is answered before it is done."""
        is_asked = self.fields.get("async", False) or self.trouble in LATER
        return is_asked and self.trouble not in AT_ONCE


@dataclass(frozen=True)
class _Asset:
    key: str
    size: sizes.Size


class OneMinGateway(Gateway):
    """`assets`: the uploads by their paths; `records`: the orders that were accepted, by uuid."""

    own_troubles = (
        *REASONS, *AT_ONCE, *LATER, *SHAPES, *LOST_ANSWERS, "unsupported model", "no link",
        "no picture",
    )  # fmt: skip

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.assets: dict[str, _Asset] = {}
        self.records: dict[str, _Record] = {}

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        return {"ONEMIN_BASE_URL": self.base_url, "ONEMIN_API_KEY": self.key}

    def is_paid(self, received: Received) -> bool:
        return received.path.partition("?")[0] == FEATURES

    def check_key(self, received: Received) -> None:
        if self.key and received.headers.get("api-key") != self.key:
            raise RefusalError(401, "The API key is invalid.", "invalid_api_key")

    def headers(self) -> dict[str, str]:
        return {"x_request_id": f"req-{next(self.numbers)}"}

    def refusal(self, refusal: RefusalError) -> object:
        if refusal.code in CREDITS:
            return {"errorCode": "INSUFFICIENT_CREDITS", "message": NO_CREDITS}
        if refusal.code == "model_not_found":
            return {"errorCode": "UNSUPPORTED_MODEL", "message": refusal.message}
        if refusal.status == 422:
            details = [{"field": refusal.param, "message": refusal.message}]
            return {"error": {"message": refusal.message, "details": details}}
        return {"success": False, "error": {"message": refusal.message}}

    def answer(self, exchange: Exchange, trouble: str) -> None:
        path = exchange.received.path
        if path in (FEATURES, f"{FEATURES}?isStreaming=false"):
            self._order(exchange, trouble)
        elif path == ASSETS:
            self._upload(exchange)
        else:
            raise RefusalError(404, f"Cannot POST {path}", "not_found")

    def look(self, exchange: Exchange) -> None:
        path = exchange.received.path
        uuid = path.removeprefix(RESULTS)
        if not path.startswith(RESULTS) or not uuid:
            raise RefusalError(404, f"Cannot GET {path}", "not_found")
        self.check_key(exchange.received)
        exchange.json({"aiRecord": self._found(uuid, _key(exchange.received))})

    def get(self, exchange: Exchange) -> None:
        """A picture is private: without its signature there is none."""
        received = exchange.received
        path, _, query = received.path.partition("?")
        if path.startswith("/pictures/"):
            if SIGNATURE not in query:
                exchange.raw(b"<Error><Code>AccessDenied</Code></Error>", status=403)
                return
            trouble = query.removesuffix(SIGNATURE).removesuffix("&")
            exchange.received = replace(received, path=f"{path}?{trouble}")
        super().get(exchange)

    def link(self, trouble: str = "", drawing: Drawing | None = None) -> str:
        plain = super().link(trouble, drawing)
        return f"{plain}{'&' if '?' in plain else '?'}{SIGNATURE}"

    def _order(self, exchange: Exchange, trouble: str) -> None:
        fields = json_object(exchange.received)
        key = _key(exchange.received)
        if trouble == "unsupported model":
            raise RefusalError(400, "The model is not supported.", "model_not_found")
        onemin_fields.check(fields)
        self._check_inputs(fields["promptObject"], key)
        record = self._made_record(fields, trouble, key)
        if trouble in LOST_ANSWERS:
            LOST_ANSWERS[trouble](self, exchange)
        else:
            exchange.json({"aiRecord": self._told(record, is_done=not record.is_later)})

    def _check_inputs(self, prompt: Mapping[str, Any], key: str) -> None:
        """Refuse what was not uploaded with this very key."""
        for name in onemin_fields.INPUTS:
            asset = self.assets.get(prompt[name]) if name in prompt else None
            if name in prompt and (not asset or asset.key != key):
                raise onemin_fields.refuse(f"{name}: no such asset.", name)

    def _made_record(self, fields: Mapping[str, Any], trouble: str, key: str) -> _Record:
        prompt = fields["promptObject"]
        ratio = prompt.get("aspectRatio", "1:1")
        if fields["type"] == "IMAGE_EDITOR":
            ratio = sizes.nearest(self.assets[prompt["imageUrl"]].size)
        size = sizes.google("1:1" if trouble == "always square" else ratio, prompt["imageSize"])
        drawing = Drawing(size, "jpeg" if trouble == "jpeg" else "png")
        link = self.link("" if trouble in self.own_troubles else trouble, drawing)
        record = _Record(key, fields, trouble, link, next(self.numbers))
        self.records[record.uuid] = record
        return record

    def _found(self, uuid: str, key: str) -> dict[str, Any] | None:
        """What is told of a record at this question; of an unknown one nothing."""
        record = self.records.get(uuid)
        if not record or record.key != key or record.trouble == "lost record":
            return None
        asked = next(record.asked)
        if record.trouble == "lost record at first" and asked == 1:
            return None
        is_done = asked > self.polls and record.trouble != "never done"
        return self._told(record, is_done=is_done or not record.is_later)

    def _told(self, record: _Record, *, is_done: bool) -> dict[str, Any]:
        detail: dict[str, Any] = {"promptObject": record.fields["promptObject"], "resultObject": []}
        told: dict[str, Any] = {
            "uuid": record.uuid,
            "userId": "user-1",
            "teamId": "team-1",
            "model": record.fields["model"],
            "type": record.fields["type"],
            "status": "PROCESSING",
            "createdAt": record.created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "aiRecordDetail": detail,
        }
        if is_done:
            self._end(record, told)
        if record.trouble == "no uuid":
            del told["uuid"]
        return told

    def _end(self, record: _Record, told: dict[str, Any]) -> None:
        if record.trouble in REASONS:
            told["status"] = "FAILURE"
            told["aiRecordDetail"]["resultObject"] = REASONS[record.trouble]
            return
        told["status"] = "SUCCESS"
        if record.trouble != "no picture":
            stored = f"development/images/{record.created:%Y_%m_%d}_{record.number}_image.png"
            told["aiRecordDetail"]["resultObject"] = [stored]
        if record.trouble not in ("no link", "no picture"):
            told["temporaryUrl"] = record.link

    def _upload(self, exchange: Exchange) -> None:
        parts = exchange.received.parts
        if [part.name for part in parts] != ["asset"] or not parts[0].filename:
            raise onemin_fields.refuse("Give one file named asset.", "asset")
        path = f"images/{datetime.now(UTC):%Y_%m_%d}_{next(self.numbers)}_{parts[0].filename}"
        self.assets[path] = _Asset(_key(exchange.received), onemin_fields.size(parts[0]))
        exchange.json(onemin_fields.uploaded(parts[0], path, self.origin))


def _key(received: Received) -> str:
    return received.headers.get("api-key", "")


def main() -> None:
    parser = cli.parser("A gateway of the 1min.ai protocol.")
    cli.serve(OneMinGateway(**cli.told(parser.parse_args())))


if __name__ == "__main__":
    main()
