"""3D AI Studio: tasks that are asked for until they end, credits, three requests a minute.

python -m tests.gateways.threedai --port 9103 --polls 3 --per-minute 3
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from . import cli, pictures, threedai_fields
from .checks import json_object
from .pictures import Drawing
from .received import Received
from .server import PRIVATE_LINK, Exchange, Gateway
from .threedai_fields import EDIT, GENERATE
from .troubles import LOST_ANSWERS, RefusalError

STATUS = "/v1/generation-request/"
WALLETS = ("/account/user/wallet/", "/user/wallet/")

CODES = {
    "payment_required": "insufficient_credits",
    "insufficient_balance": "insufficient_credits",
    "insufficient_quota": "insufficient_credits",
    "rate_limit_exceeded": "rate_limited",
    "invalid_value": "validation_failed",
    "invalid_json": "validation_failed",
    "moderation_blocked": "validation_failed",
}
"""The vendor's word for a code of the house; any other stays."""

KEYS = {
    "key expired": ("This API key has expired.", "api_key_expired"),
    "key revoked": ("This API key was revoked.", "api_key_revoked"),
}
FAILURES: dict[str, tuple[str, str | None]] = {
    "failed": ("FAILED", "The renderer gave no image."),
    "failed by safety": ("FAILED", "The prompt was blocked by the safety filters."),
    "failed without reason": ("FAILED", None),
    "error": ("ERROR", "Internal error"),
    "cancelled": ("CANCELLED", None),
}
"""Status and reason of a task that fails; its credits are given back."""
ENDS = (
    "completed", "no results at first", "no results for ever", "no picture", "no links at first",
    "only asset", "only asset_url", "mixed results", "fewer pictures", "no progress", "never done",
    "always square", "no task id", "field errors",
)  # fmt: skip
OTHERS = ("ARCHIVE", "3D_MODEL", "SCALED_3D_MODEL")
"""Results that are no pictures."""


@dataclass
class _Task:
    trouble: str
    is_edit: bool
    links: list[str]
    price: int
    id: str = field(default_factory=lambda: str(uuid4()))
    asked: itertools.count[int] = field(default_factory=lambda: itertools.count(1))


class ThreeDAIGateway(Gateway):
    """`tasks`: all that were accepted, by id; `balance`: the credits that are left.

    `per_minute`: submissions in `minute` seconds, None for any number. `wallet`: its path.
    `tongue`: refusals as "code" and message, as "error_code" and detail, or by "fields" (DRF).
    """

    own_troubles = (*KEYS, *FAILURES, *ENDS, *LOST_ANSWERS)

    def __init__(
        self,
        *,
        per_minute: int | None = None,
        minute: float = 60.0,
        balance: int = 10_000,
        wallet: str = WALLETS[0],
        tongue: str = "code",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.per_minute, self.minute = per_minute, minute
        self.balance = balance
        self.wallet = wallet
        self.tongue = tongue
        self.tasks: dict[str, _Task] = {}
        self._turns: deque[float] = deque()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return self.origin

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        return {"THREEDAI_BASE_URL": self.base_url, "THREEDAI_API_KEY": self.key}

    def is_paid(self, received: Received) -> bool:
        return received.path in (GENERATE, EDIT)

    def restated(self, refusal: RefusalError) -> RefusalError:
        code = CODES.get(refusal.code, refusal.code)
        is_broke = code == "insufficient_credits" and refusal.status == 429
        status = 402 if is_broke else refusal.status
        return RefusalError(status, refusal.message, code, refusal.param, **refusal.headers)

    def refusal(self, refusal: RefusalError) -> object:
        if refusal.param and self.tongue == "fields":
            return {refusal.param: [refusal.message]}
        if self.tongue == "code":
            about = f"{refusal.param}: " if refusal.param else ""
            return {"code": refusal.code, "message": f"{about}{refusal.message}"}
        return {"error_code": refusal.code, "detail": refusal.message}

    def post(self, exchange: Exchange) -> None:
        if not self._leads_to_slash(exchange):
            super().post(exchange)

    def answer(self, exchange: Exchange, trouble: str) -> None:
        path = exchange.received.path
        if path in (GENERATE, EDIT):
            self._take_turn()
            self._submit(exchange, trouble)
        elif self._is_question(path):
            raise RefusalError(405, 'Method "POST" not allowed.', "method_not_allowed")
        else:
            raise RefusalError(404, "Not found.", "not_found")

    def get(self, exchange: Exchange) -> None:
        """`asset` and `asset_url` give the same picture by two links; a thumbnail is small."""
        path = exchange.received.path
        if path.startswith("/thumbnails/"):
            exchange.raw(pictures.drawn(Drawing((64, 64)), path), mime="image/png")
        elif path.startswith("/storage/"):
            path = path.replace("/storage/", "/pictures/", 1)
            exchange.received = replace(exchange.received, path=path)
            super().get(exchange)
        elif not self._leads_to_slash(exchange):
            super().get(exchange)

    def look(self, exchange: Exchange) -> None:
        path = exchange.received.path
        self.check_key(exchange.received)
        id = path.removeprefix(STATUS).removesuffix("/status/")
        if path in (GENERATE, EDIT):
            raise RefusalError(405, 'Method "GET" not allowed.', "method_not_allowed")
        if path == self.wallet:
            exchange.json({"balance": f"{self.balance}.00"})
        elif self._is_question(path) and id in self.tasks:
            exchange.json(self._told(self.tasks[id]))
        else:
            raise RefusalError(404, "Not found.", "not_found")

    def _is_question(self, path: str) -> bool:
        is_status = path.startswith(STATUS) and path.endswith("/status/")
        return path == self.wallet or is_status

    def _leads_to_slash(self, exchange: Exchange) -> bool:
        """Where only the last slash is missing: a redirect, which turns a POST into a GET."""
        path = f"{exchange.received.path}/"
        is_near = path in (GENERATE, EDIT) or self._is_question(path)
        if is_near:
            exchange.raw(b"", status=301, mime="text/html", location=path)
        return is_near

    def _take_turn(self) -> None:
        if self.per_minute is None:
            return
        with self._lock:
            now = time.monotonic()
            while self._turns and now - self._turns[0] >= self.minute:
                self._turns.popleft()
            if len(self._turns) >= self.per_minute:
                wait = str(math.ceil(self.minute - (now - self._turns[0])))
                message = "Rate limit exceeded. Wait and retry."
                raise RefusalError(429, message, "rate_limited", retry_after=wait)
            self._turns.append(now)

    def _submit(self, exchange: Exchange, trouble: str) -> None:
        received = exchange.received
        if trouble in KEYS:
            raise RefusalError(401, *KEYS[trouble])
        if trouble == "field errors":
            exchange.json({"prompt": ["This field may not be blank."]}, 400)
            return
        fields = json_object(received)
        threedai_fields.check(received.path, fields)
        task = self._made_task(fields, trouble, is_edit=received.path == EDIT)
        if trouble in LOST_ANSWERS:
            LOST_ANSWERS[trouble](self, exchange)
            return
        created = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        told = {"task_id": task.id, "created_at": created}
        exchange.json({"created_at": created} if trouble == "no task id" else told)

    def _made_task(self, fields: Mapping[str, Any], trouble: str, *, is_edit: bool) -> _Task:
        price = threedai_fields.price(fields)
        with self._lock:
            if price > self.balance:
                message = "Not enough credits. Top up your wallet."
                raise RefusalError(402, message, "insufficient_credits")
            self.balance -= price
        drawing = threedai_fields.drawing(fields)
        if trouble == "always square":
            drawing = Drawing((1024, 1024), drawing.form)
        count = 1 if trouble == "fewer pictures" else threedai_fields.count(fields)
        flaw = "" if trouble in self.own_troubles else trouble
        links = [self.link(flaw, drawing) for _ in range(count)]
        task = _Task(trouble, is_edit, links, price)
        self.tasks[task.id] = task
        return task

    def _told(self, task: _Task) -> dict[str, Any]:
        """What is told of a task at this question."""
        asked = next(task.asked)
        told: dict[str, Any] = {"failure_reason": None, "results": []}
        if asked <= self.polls or task.trouble == "never done":
            progress = min(99, 100 * (asked - 1) // (self.polls + 1))
            told |= {"status": "IN_PROGRESS" if asked > 1 else "PENDING", "progress": progress}
        elif task.trouble in FAILURES:
            status, reason = FAILURES[task.trouble]
            told |= {"status": status, "progress": 0, "failure_reason": reason}
            self._give_back(task)
        else:
            told["status"] = "COMPLETED" if task.trouble == "completed" else "FINISHED"
            told["progress"] = 100
            told["results"] = self._results(task, is_early=asked <= self.polls + 2)
        return {**told, "progress": None} if task.trouble == "no progress" else told

    def _give_back(self, task: _Task) -> None:
        with self._lock:
            self.balance += task.price
            task.price = 0

    def _results(self, task: _Task, *, is_early: bool) -> list[dict[str, Any]]:
        """The results of a task that is done; some come only after two questions more."""
        results = [self._result(task, link) for link in task.links]
        if task.trouble == "mixed results":
            return [*(self._other(kind) for kind in OTHERS), *results]
        if task.trouble in ("no results for ever", "no picture"):
            return []
        if task.trouble == "no results at first" and is_early:
            return []
        if task.trouble == "no links at first" and is_early:
            return [{**result, "asset": None, "asset_url": None} for result in results]
        return results

    def _result(self, task: _Task, link: str) -> dict[str, Any]:
        stored = link.replace("/pictures/", "/storage/", 1)
        thumbnail = stored.partition("?")[0].replace("/storage/", "/thumbnails/", 1)
        told = {
            "asset_url": link,
            "asset": stored,
            "asset_type": "EDITED_IMAGE" if task.is_edit else "IMAGE",
            "thumbnail": None if link == PRIVATE_LINK else thumbnail,
            "metadata": None,
        }
        if task.trouble in ("only asset", "only asset_url"):
            del told["asset_url" if task.trouble == "only asset" else "asset"]
        return told

    def _other(self, kind: str) -> dict[str, Any]:
        """A result that is no picture, behind a link that leads to none."""
        link = f"{self.origin}/models/{next(self.numbers)}.glb"
        return {"asset_url": link, "asset": link, "asset_type": kind, "metadata": None}


def main() -> None:
    parser = cli.parser("A gateway of the 3D AI Studio protocol.")
    parser.add_argument("--per-minute", type=int, help="submissions, else any number")
    options = parser.parse_args()
    cli.serve(ThreeDAIGateway(per_minute=options.per_minute, **cli.told(options)))


if __name__ == "__main__":
    main()
