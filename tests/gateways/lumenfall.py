"""Lumenfall: the OpenAI Images protocol with prices, a balance and a list of requests.

python -m tests.gateways.lumenfall --port 9105 --delay 5 --estimate metadata
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from . import cli, lumenfall_errors, lumenfall_fields, lumenfall_records
from .lumenfall_fields import MODEL, PROVIDERS, Order, refuse
from .lumenfall_records import Record
from .pictures import Drawing
from .received import Received
from .server import Exchange, Gateway
from .troubles import PAGE, RefusalError

ROUTES = {
    "/openai/v1/images/generations": lumenfall_fields.generation,
    "/openai/v1/images/edits": lumenfall_fields.edit,
}
PRICES = {"0.5K": 45_000, "1K": 67_200, "2K": 101_000, "4K": 151_000}
"""Millionths of a dollar for one picture."""

FATES = {
    "accepted": ("", "completed"),
    "processing": ("", "processing"),
    "rejected": ("CONTENT_POLICY_VIOLATION", "rejected"),
    "failed": ("NO_IMAGE", "upstream_failure"),
}
"""Error and status in the list of a request whose answer is lost."""

LOSSES: dict[str, Callable[[Exchange], None]] = {
    "reset": Exchange.reset,
    "504": lambda exchange: exchange.raw(PAGE, status=504, mime="text/html"),
    "hang": Exchange.hang,
}
LOST = tuple(f"{fate}, then {end}" for fate in FATES for end in LOSSES)
ANSWERS = ("no cost", "no metadata", "fewer pictures", "always square")

MODEL_CARD = {
    "id": MODEL,
    "object": "model",
    "created": 1_772_000_000,
    "owned_by": "google",
    "name": "Gemini 3.1 Flash Image",
    "status": "active",
}


class LumenfallGateway(Gateway):
    """`estimate` is "micros" or "metadata", the shape of a dry run; `has_user`: the list tells it.

    `balance` is in dollars, None for an account that pays later; `orders` are those carried out.
    """

    own_troubles = (*lumenfall_errors.ERRORS, *LOST, *ANSWERS)
    will_at_dry_run = Gateway.will_at_upload

    def __init__(
        self,
        *,
        estimate: str = "micros",
        balance: float | None = 1000.0,
        has_user: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.estimate = estimate
        self.balance = balance
        self.has_user = has_user
        self.orders: list[Order] = []
        self.records: list[Record] = []
        self._till = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"{self.origin}/openai/v1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        return {"LUMENFALL_BASE_URL": self.base_url, "LUMENFALL_API_KEY": self.key}

    def is_paid(self, received: Received) -> bool:
        path, _, query = received.path.partition("?")
        return path in ROUTES and query != "dryRun=true"

    def restated(self, refusal: RefusalError) -> RefusalError:
        lumenfall_errors.restate(refusal)
        return refusal

    def refusal(self, refusal: RefusalError) -> object:
        type = lumenfall_errors.TYPES[refusal.code]
        return {"error": {"message": refusal.message, "type": type, "code": refusal.code}}

    def answer(self, exchange: Exchange, trouble: str) -> None:
        path, _, query = exchange.received.path.partition("?")
        if path not in ROUTES:
            raise RefusalError(404, f"Not found: POST {path}", "not_found")
        if query not in ("", "dryRun=true"):
            raise refuse("Unrecognized query parameter")
        if query:
            exchange.json(self._estimated(ROUTES[path](exchange.received)))
            return
        order = None
        try:
            order = ROUTES[path](exchange.received)
            self._refuse(order, trouble)
        except RefusalError as refusal:
            self._record(path, order, _state_of(self.restated(refusal)), refusal)
            raise
        self._carry_out(exchange, path, order, trouble)

    def look(self, exchange: Exchange) -> None:
        self.check_key(exchange.received)
        path, _, query = exchange.received.path.partition("?")
        whole, _, id = path.rpartition("/")
        if path == "/openai/v1/models":
            exchange.json({"object": "list", "data": [MODEL_CARD]})
        elif whole == "/openai/v1/models" and unquote(id) == MODEL:
            exchange.json(MODEL_CARD)
        elif whole == "/openai/v1/models":
            raise refuse(f"Model '{unquote(id)}' not found.", "MODEL_NOT_FOUND", 404)
        elif path == "/v1/balance":
            exchange.json(self._balance())
        elif path == "/v1/requests":
            exchange.json(lumenfall_records.page(self.records, query, path))
        elif whole == "/v1/requests":
            exchange.json(self._kept(unquote(id)))
        else:
            raise refuse(f"Not found: GET {path}", "NOT_FOUND", 404)

    def _balance(self) -> dict[str, Any]:
        return {
            "object": "balance",
            "billing_type": "postpaid" if self.balance is None else "prepaid",
            "available": {"amount": self.balance, "currency": "usd"},
        }

    def _kept(self, id: str) -> dict[str, Any]:
        for record in self.records:
            if record.id == id:
                record.seen()
                return record.told()
        raise refuse(f"Request '{id}' not found.", "NOT_FOUND", 404)

    def _refuse(self, order: Order, trouble: str) -> None:
        """Refuse where the trouble says so, or where the money does not reach."""
        if trouble in lumenfall_errors.ERRORS:
            raise lumenfall_errors.called(trouble)
        cost = _cost(order) / 1e6
        if self.balance is not None and self.balance < cost:
            message = f"Insufficient balance: ${cost:.2f} required, ${self.balance:.2f} available"
            raise refuse(message, "INSUFFICIENT_BALANCE", 402)

    def _record(
        self, path: str, order: Order | None, state: str, refusal: RefusalError | None = None
    ) -> Record:
        """Put a request on the list, and take its price off the balance if it is carried out."""
        cost = _cost(order) if order and state in ("completed", "processing") else 0
        with self._till:
            if self.balance is not None:
                self.balance = round(self.balance - cost / 1e6, 6)
        record = Record(
            id=f"req_{next(self.numbers)}",
            endpoint=path,
            model=MODEL,
            user=order.fields.get("user") if order and self.has_user else None,
            status=state,
            started=datetime.now(UTC) - timedelta(seconds=self.delay),
            cost=cost,
            error_code=refusal.code if refusal else None,
            error_message=refusal.message if refusal else None,
            polls=self.polls,
        )
        self.records.append(record)
        return record

    def _carry_out(self, exchange: Exchange, path: str, order: Order, trouble: str) -> None:
        fate, _, end = trouble.partition(", then ")
        if end:
            name, state = FATES[fate]
            self._record(path, order, state, lumenfall_errors.called(name) if name else None)
            LOSSES[end](exchange)
            return
        self.orders.append(order)
        record = self._record(path, order, "completed")
        headers = {"request_id": record.id, "provider": order.provider, "model": MODEL}
        named = {f"x_lumenfall_{name}": value for name, value in headers.items()}
        exchange.json(self._made(order, trouble), 200, **named)

    def _made(self, order: Order, trouble: str) -> dict[str, Any]:
        drawing = order.drawing
        if trouble == "always square":
            drawing = Drawing(lumenfall_fields.catalogued("1:1", order.tier), drawing.form)
        count = 1 if trouble == "fewer pictures" else order.count
        metadata = {"metadata": _metadata(order)}
        if trouble == "no cost":
            del metadata["metadata"]["cost"]
        return {
            "created": int(time.time()),
            "size": f"{drawing.size[0]}x{drawing.size[1]}",
            "output_format": drawing.form,
            "data": [self._picture(order, drawing, trouble) for _ in range(count)],
            **({} if trouble == "no metadata" else metadata),
        }

    def _picture(self, order: Order, drawing: Drawing, trouble: str) -> dict[str, str]:
        trouble = "" if trouble in self.own_troubles else trouble
        item = {"revised_prompt": f"{order.fields['prompt']}, in soft morning light"}
        is_base64 = order.fields.get("response_format") == "b64_json" or trouble == "bad base64"
        if not is_base64 and not order.fields.get("sync_mode"):
            return {"url": self.link(trouble, drawing), **item}
        body = base64.b64encode(self.bytes_of(trouble, drawing)).decode()
        body = "this is no base64!" if trouble == "bad base64" else body
        if is_base64:
            return {"b64_json": body, **item}
        return {"url": f"data:image/{drawing.form};base64,{body}", **item}

    def _estimated(self, order: Order) -> dict[str, Any]:
        if self.estimate == "metadata":
            return {"estimated": True, "metadata": _metadata(order)}
        one, cost = PRICES[order.tier], _cost(order)
        output = {"type": "output", "metric": "image", "quantity": order.count}
        price = {"billable_quantity": order.count, "unit_price": one / 1e6, "total_cost": cost}
        return {
            "estimated": True,
            "model": MODEL,
            "provider": order.provider,
            "total_cost_micros": cost,
            "currency": "USD",
            "components": [{**output, **price}],
        }


def _cost(order: Order) -> int:
    return PRICES[order.tier] * order.count


def _state_of(refusal: RefusalError) -> str:
    is_theirs = refusal.code in lumenfall_errors.THEIR_FAULT
    return "upstream_failure" if is_theirs else "rejected"


def _metadata(order: Order) -> dict[str, Any]:
    return {
        "model": MODEL,
        "executed_model": f"{order.provider}/{MODEL}",
        "provider": order.provider,
        "provider_name": PROVIDERS[order.provider],
        "cost": _cost(order) / 1e6,
        "cost_currency": "USD",
    }


def main() -> None:
    parser = cli.parser("A gateway of the Lumenfall protocol.")
    parser.add_argument("--estimate", choices=("micros", "metadata"), default="micros")
    options = parser.parse_args()
    cli.serve(LumenfallGateway(estimate=options.estimate, **cli.told(options)))


if __name__ == "__main__":
    main()
