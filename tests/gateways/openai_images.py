"""A gateway of the OpenAI Images protocol, in three tongues and strict about every field.

python -m tests.gateways.openai_images --port 9100 --delay 5 --answer b64_json --picture 1K
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import cli, pictures
from .checks import Check, is_image, json_object, one_of, text, whole
from .received import Part, Received
from .server import Exchange, Gateway, RefusalError

SIZES = ("1024x1024", "1536x1024", "1024x1536")


@dataclass(frozen=True)
class Tongue:
    """How one gateway speaks the protocol: what it takes and how it answers when not told."""

    models: tuple[str, ...]
    generate: Mapping[str, Check]
    edit: Mapping[str, Check] = field(default_factory=dict)
    answer: str = "url"
    is_revising: bool = True
    has_usage: bool = False
    file_fields: tuple[str, ...] = ()
    most_files: int = 0


_GPT: dict[str, Check] = {
    "prompt": text(32_000),
    "n": whole(1, 10),
    "size": one_of("auto", *SIZES),
    "quality": one_of("auto", "low", "medium", "high"),
    "background": one_of("auto", "transparent", "opaque"),
    "output_format": one_of("png", "jpeg", "webp"),
    "output_compression": whole(0, 100),
}
_CUSTOM: dict[str, Check] = {
    "prompt": text(32_000),
    "n": whole(1, 10),
    "size": lambda value: bool(re.fullmatch(r"\d+x\d+", str(value))),
    "quality": text(20),
    "response_format": one_of("url", "b64_json"),
}

TONGUES = {
    "dieyuyun": Tongue(
        models=("gemini-3.1-flash-image",),
        generate={
            "prompt": text(32_000),
            "n": whole(1, 10),
            "size": one_of(*SIZES),
            "quality": one_of("standard", "hd"),
            "response_format": one_of("url", "b64_json"),
        },
    ),
    "openai": Tongue(
        models=("gpt-image-2", "gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini"),
        generate={**_GPT, "moderation": one_of("auto", "low")},
        edit={**_GPT, "input_fidelity": one_of("low", "high")},
        answer="b64_json",
        is_revising=False,
        has_usage=True,
        file_fields=("image", "image[]"),
        most_files=16,
    ),
    "custom": Tongue(
        models=("house-model",),
        generate=_CUSTOM,
        edit=_CUSTOM,
        file_fields=("image[]",),
        most_files=16,
    ),
}

TASK_TROUBLES = ("task", "task failed", "task refused", "task without picture")


class OpenAIImagesGateway(Gateway):
    """`answer_as` overrides how pictures travel."""

    own_troubles = TASK_TROUBLES

    def __init__(
        self,
        tongue: str = "dieyuyun",
        *,
        answer_as: str = "",
        is_revising: bool | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.name = tongue
        self.tongue = TONGUES[tongue]
        self.answer_as = answer_as
        self.is_revising = self.tongue.is_revising if is_revising is None else is_revising
        self._tasks: dict[str, tuple[list[int], object]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        prefix = self.name.upper()
        known = {"BASE_URL": self.base_url, "API_KEY": self.key, "MODELS": self.tongue.models[0]}
        return {f"{prefix}_{name}": value for name, value in known.items()}

    def answer(self, exchange: Exchange, trouble: str) -> None:
        received = exchange.received
        if received.path == "/v1/images/generations":
            fields = self._generation(received)
        elif received.path == "/v1/images/edits" and self.tongue.edit:
            fields = self._edit(received)
        else:
            raise RefusalError(404, f"Invalid URL (POST {received.path})", "not_found")
        body = self._pictures(fields, trouble)
        exchange.json(self._task(body, trouble) if trouble in TASK_TROUBLES else body)

    def look(self, exchange: Exchange) -> None:
        id = exchange.received.path.removeprefix("/v1/tasks/")
        if id not in self._tasks:
            super().look(exchange)
        self.check_key(exchange.received)
        asked, end = self._tasks[id]
        asked.append(1)
        if len(asked) <= self.polls:
            progress = 100 * len(asked) // (self.polls + 1)
            exchange.json({"id": id, "status": "processing", "progress": f"{progress}%"})
        else:
            exchange.json({"id": id, **end} if isinstance(end, dict) else end)

    def _generation(self, received: Received) -> dict[str, Any]:
        return self._checked(json_object(received), self.tongue.generate)

    def _edit(self, received: Received) -> dict[str, Any]:
        parts = received.parts
        files = [part for part in parts if part.filename]
        self._check_files(files)
        plain: dict[str, Any] = {}
        for part in parts:
            if not part.filename:
                value = part.data.decode()
                plain[part.name] = int(value) if value.isdecimal() else value
        return self._checked(plain, self.tongue.edit)

    def _checked(self, fields: dict[str, Any], checks: Mapping[str, Check]) -> dict[str, Any]:
        if fields.get("model") not in self.tongue.models:
            message = f"The model {fields.get('model')!r} does not exist."
            raise RefusalError(404, message, "model_not_found", "model")
        if "prompt" not in fields:
            raise RefusalError(400, "prompt is missing.", "missing_required_parameter", "prompt")
        for name, value in fields.items():
            if name != "model" and name not in checks:
                raise RefusalError(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
            if name != "model" and not checks[name](value):
                raise RefusalError(400, f"Invalid value for '{name}'.", "invalid_value", name)
        return fields

    def _check_files(self, files: list[Part]) -> None:
        if not 1 <= len(files) <= self.tongue.most_files:
            raise RefusalError(400, "Give 1 to 16 images.", "invalid_value", "image")
        if [file.name for file in files].count("image") > 1:
            raise RefusalError(400, "Use image[] for several.", "duplicate_parameter", "image")
        for file in files:
            if file.name not in self.tongue.file_fields:
                raise RefusalError(400, f"Unknown parameter: '{file.name}'.", "unknown_parameter")
            if not is_image(file.data, file.mime):
                raise RefusalError(
                    400, f"{file.filename} is no image.", "unsupported_file_mimetype"
                )

    def _pictures(self, fields: Mapping[str, Any], trouble: str) -> dict[str, Any]:
        form = self.answer_as or fields.get("response_format") or self.tongue.answer
        prompt = str(fields["prompt"])
        body: dict[str, Any] = {"created": int(time.time())}
        body["data"] = [self._picture(form, prompt, trouble) for _ in range(fields.get("n", 1))]
        if self.tongue.has_usage:
            body["usage"] = {"input_tokens": 60, "output_tokens": 1056, "total_tokens": 1116}
        return body

    def _picture(self, form: str, prompt: str, trouble: str) -> dict[str, str]:
        trouble = "" if trouble in TASK_TROUBLES else trouble
        item = {"revised_prompt": f"{prompt}, in soft morning light"} if self.is_revising else {}
        if trouble == "bad base64":
            return {"b64_json": "this is no base64!", **item}
        if form == "url":
            return {"url": self.link(trouble), **item}
        return {"b64_json": base64.b64encode(self.bytes_of(trouble)).decode(), **item}

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
