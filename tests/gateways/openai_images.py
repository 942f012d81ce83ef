"""A gateway of the OpenAI Images protocol, in three tongues and strict about every field.

python -m tests.gateways.openai_images --port 9100 --delay 5 --answer b64_json --picture 1K
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from typing import Any

from . import cli, edits, pictures
from .checks import Check, json_object
from .pictures import Drawing
from .server import Exchange, Gateway
from .tongues import FORMS, SQUARE, TONGUES, sides
from .troubles import RefusalError

TASK_TROUBLES = ("task", "task failed", "task refused", "task without picture")
TYPES = {
    "moderation_blocked": "image_generation_user_error",
    "insufficient_quota": "insufficient_quota",
    "rate_limit_exceeded": "requests",
    "server_error": "server_error",
    "overloaded": "server_error",
}
"""The type of an error by its code; any other is an invalid request."""

TEXT_TOKENS, INPUT_TOKENS, PICTURE_TOKENS = 60, 323, 1056
"""For a prompt, for each input of an edit, for each picture."""


class OpenAIImagesGateway(Gateway):
    """`answer_as` overrides how pictures travel, `is_open` whether further fields are taken."""

    own_troubles = (*TASK_TROUBLES, "fewer pictures")

    def __init__(
        self,
        tongue: str = "dieyuyun",
        *,
        answer_as: str = "",
        is_revising: bool | None = None,
        is_open: bool | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.name = tongue
        self.tongue = TONGUES[tongue]
        self.answer_as = answer_as
        self.is_revising = self.tongue.is_revising if is_revising is None else is_revising
        self.is_open = self.tongue.is_open if is_open is None else is_open
        self._tasks: dict[str, tuple[list[int], object]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        prefix = self.name.upper()
        known = {"BASE_URL": self.base_url, "API_KEY": self.key, "MODELS": self.tongue.models[0]}
        return {f"{prefix}_{name}": value for name, value in known.items()}

    def headers(self) -> dict[str, str]:
        if not self.tongue.is_openai:
            return {}
        return {"x_request_id": f"req_{next(self.numbers)}", "openai_version": "2020-10-01"}

    def refusal(self, refusal: RefusalError) -> object:
        told = {
            "message": refusal.message,
            "type": TYPES.get(refusal.code, "invalid_request_error"),
            "param": refusal.param or None,
            "code": refusal.code,
        }
        return {"error": told}

    def answer(self, exchange: Exchange, trouble: str) -> None:
        received = exchange.received
        inputs = 0
        if received.path == "/v1/images/generations":
            fields = self._checked(json_object(received), self.tongue.generate)
        elif received.path == "/v1/images/edits" and self.tongue.edit:
            inputs = edits.check_files(received, self.tongue)
            fields = self._checked(edits.plain_fields(received), self.tongue.edit)
        else:
            raise RefusalError(404, f"Invalid URL (POST {received.path})", "not_found")
        body = self._pictures(fields, trouble, inputs)
        if fields.get("async") is True and trouble not in TASK_TROUBLES:
            trouble = "task"
        exchange.json(self._task(body, trouble) if trouble in TASK_TROUBLES else body)

    def look(self, exchange: Exchange) -> None:
        path = exchange.received.path
        self.check_key(exchange.received)
        if path == "/v1/models":
            exchange.json({"object": "list", "data": list(map(_model, self.tongue.models))})
        elif path.startswith("/v1/models/"):
            exchange.json(_model(self._known(path.removeprefix("/v1/models/"))))
        elif path.removeprefix("/v1/tasks/") in self._tasks:
            exchange.json(self._status(path.removeprefix("/v1/tasks/")))
        else:
            super().look(exchange)

    def _known(self, model: object) -> str:
        if model not in self.tongue.models:
            message = f"The model {model!r} does not exist."
            raise RefusalError(404, message, "model_not_found", "model")
        return str(model)

    def _checked(self, fields: dict[str, Any], checks: Mapping[str, Check]) -> dict[str, Any]:
        self._known(fields.get("model"))
        if "prompt" not in fields:
            raise RefusalError(400, "prompt is missing.", "missing_required_parameter", "prompt")
        for name, value in fields.items():
            if name in ("model", *checks):
                if name != "model" and not checks[name](value):
                    raise _invalid(name)
            elif not self.is_open:
                raise RefusalError(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
        if name := self.tongue.rule(fields):
            raise _invalid(name)
        return fields

    def _pictures(self, fields: Mapping[str, Any], trouble: str, inputs: int) -> dict[str, Any]:
        travels_as = self.answer_as or fields.get("response_format") or self.tongue.answer
        count = fields.get("n", 1)
        given = count - (trouble == "fewer pictures")
        form = fields.get("output_format", "png")
        size = sides(fields.get("size")) or SQUARE
        drawing = Drawing(size, form if form in FORMS else "png")
        data = [self._picture(travels_as, fields, trouble, drawing) for _ in range(given)]
        body: dict[str, Any] = {"created": int(time.time()), "data": data}
        return body | _details(fields, drawing, inputs) if self.tongue.is_openai else body

    def _picture(
        self, travels_as: str, fields: Mapping[str, Any], trouble: str, drawing: Drawing
    ) -> dict[str, str]:
        trouble = "" if trouble in self.own_troubles else trouble
        revised = f"{fields['prompt']}, in soft morning light"
        item = {"revised_prompt": revised} if self.is_revising else {}
        if trouble == "bad base64":
            return {"b64_json": "this is no base64!", **item}
        if travels_as == "url":
            return {"url": self.link(trouble, drawing), **item}
        picture = self.bytes_of(trouble, drawing)
        return {"b64_json": base64.b64encode(picture).decode(), **item}

    def _task(self, body: dict[str, Any], trouble: str) -> dict[str, Any]:
        """A task that ends as `trouble` tells."""
        id = f"task-{next(self.numbers)}"
        end = {
            "task": {"status": "completed", "result": body},
            "task failed": {"status": "failed", "error": {"message": "The renderer fell over."}},
            "task refused": {"status": "failed", "fail_reason": "It violates our content policy."},
            "task without picture": {"status": "completed", "data": []},
        }[trouble]
        self._tasks[id] = ([], end)
        return {"id": id, "object": "task", "status": "queued"}

    def _status(self, id: str) -> object:
        asked, end = self._tasks[id]
        asked.append(1)
        if len(asked) <= self.polls:
            progress = 100 * len(asked) // (self.polls + 1)
            return {"id": id, "status": "processing", "progress": f"{progress}%"}
        return {"id": id, **end} if isinstance(end, dict) else end


def _invalid(name: str) -> RefusalError:
    return RefusalError(400, f"Invalid value for '{name}'.", "invalid_value", name)


def _model(id: str) -> dict[str, object]:
    return {"id": id, "object": "model", "created": 1_780_000_000, "owned_by": "system"}


def _details(fields: Mapping[str, Any], drawing: Drawing, inputs: int) -> dict[str, Any]:
    """What OpenAI tells of its pictures: what "auto" came to, and the tokens."""
    told = {name: fields.get(name, "auto") for name in ("quality", "background")}
    came_to = {"quality": "medium", "background": "opaque"}
    images, output = INPUT_TOKENS * inputs, PICTURE_TOKENS * fields.get("n", 1)
    usage = {
        "input_tokens": TEXT_TOKENS + images,
        "input_tokens_details": {"text_tokens": TEXT_TOKENS, "image_tokens": images},
        "output_tokens": output,
        "output_tokens_details": {"image_tokens": output, "text_tokens": 0},
        "total_tokens": TEXT_TOKENS + images + output,
    }
    return {
        **{name: came_to[name] if value == "auto" else value for name, value in told.items()},
        "output_format": drawing.form,
        "size": "x".join(map(str, drawing.size)),
        "usage": usage,
    }


def main() -> None:
    parser = cli.parser("A gateway of the OpenAI Images protocol.")
    parser.add_argument("--tongue", choices=sorted(TONGUES), default="dieyuyun")
    parser.add_argument("--answer", choices=("url", "b64_json"), default="")
    parser.add_argument("--picture", choices=("512", "1K"), help="of that size, whatever is asked")
    options = parser.parse_args()
    size = {"512": pictures.SMALL, "1K": pictures.ONE_K}.get(options.picture)
    picture = pictures.png(size) if size else None
    told = {**cli.told(options), "answer_as": options.answer, "picture": picture}
    cli.serve(OpenAIImagesGateway(options.tongue, **told))


if __name__ == "__main__":
    main()
