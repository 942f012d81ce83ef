"""The wire format of the OpenAI Images protocol, which many gateways speak.

POST {base}/images/generations   JSON
POST {base}/images/edits         multipart: one file as `image`, several as `image[]`
GET  {base}/tasks/{id}           where a gateway answered a task instead of pictures

{"created": 1780000000, "data": [{"url" or "b64_json", "revised_prompt"}], "usage": {…}}
{"id": "…", "status": "queued"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar
from urllib.parse import quote

from . import _judge, http, links
from ._http_provider import HttpProvider
from .errors import NoImageError, ProviderError, RateLimitedError, UnreadableError
from .outcomes import Account, Made, Picture, Waiting
from .parameters import ASPECT_RATIO, Choice, Value
from .requests import Brief, Field, File, Json, Request

SIZES = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}
SHAPES = ASPECT_RATIO.having(choices=tuple(SIZES))
SHAPES_OR_AUTO = ASPECT_RATIO.having(choices=("auto", *SIZES), default="auto")
RESPONSE_FORMAT = Choice(
    name="response_format",
    label="Answer as",
    choices=("url", "b64_json"),
    help="How the picture travels: as a link to fetch, or inside the answer.",
)
REFERENCES = 14

_UNDER_WAY = {
    "queued", "pending", "submitted", "created", "started", "processing", "in_progress", "running",
}  # fmt: skip
_DONE = {"completed", "complete", "succeeded", "success", "finished", "done"}
_OVER = {"failed", "failure", "error", "cancelled", "canceled", "expired"}
_PLACES = ("data", "result", "results", "images", "output")
_EMPTY_ANSWERS = 5


class OpenAIImages(HttpProvider):
    """A gateway of that protocol. "auto" is never sent: it means the gateway's own default."""

    paths = {"aspect_ratio": "size"}
    sizes: ClassVar[Mapping[str, str]] = SIZES
    check_every: ClassVar[float] = 3.0
    """Seconds between two questions about a task."""

    def sizes_of(self, model: str) -> Mapping[str, str]:
        """Aspect ratio to the pixel pair that the wire takes."""
        return self.sizes

    def size(self, model: str, aspect_ratio: str, resolution: str) -> tuple[int, int] | None:
        width, _, height = self.sizes_of(model).get(aspect_ratio, "").partition("x")
        return (int(width), int(height)) if height else None

    def route(self, brief: Brief) -> str:
        return "/images/generations" if brief.operation == "generate" else "/images/edits"

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        return (
            Field("model", brief.model, "model"),
            Field("prompt", brief.prompt, "prompt"),
            Field("n", brief.count, "num_images"),
            *self.chosen(brief),
        )

    def chosen(self, brief: Brief) -> Iterator[Field]:
        """As everywhere, but an exact canvas is one field of the wire."""
        sides = [brief.parameters.get(name) for name in ("width", "height")]
        if all(sides):
            yield Field("size", "x".join(map(str, sides)), "size")
        yield from super().chosen(brief)

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        if name == "aspect_ratio":
            return self.sizes_of(brief.model).get(str(value))
        return super().spelled(brief, name, value)

    def files(self, brief: Brief) -> tuple[File, ...]:
        """OpenAI takes one file as `image` only, and refuses two of that name."""
        field = "image" if len(brief.inputs) == 1 else "image[]"
        files = [File(field=field, name=i.name, mime=i.mime, data=i.data) for i in brief.inputs]
        if files and (mask := brief.mask):
            files.append(File(field="mask", name=mask.name, mime=mask.mime, data=mask.data))
        return tuple(files)

    def question(self, handle: Mapping[str, Json]) -> Request:
        task = quote(str(handle["id"]), safe="")
        return Request(method="GET", url=f"{self.base_url}/tasks/{task}")

    def account(self) -> Account:
        question = Request(method="GET", url=f"{self.base_url}/models")
        return Account(models=_ids(http.ask(question, provider=self)))

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        task = _task(body)
        id, status = task.get("id") or task.get("task_id") or handle.get("id"), _status(task)
        items = [] if status in _UNDER_WAY else _items(body)
        if items:
            return Made(pictures=self._pictures(items), usage=_usage(body))
        if status in _OVER:
            raise self._failed(task)
        if not id or not status:
            raise self._unusable(body)
        empty = _whole(handle.get("empty")) + (status in _DONE)
        if empty >= _EMPTY_ANSWERS:
            raise NoImageError("The gateway says that it is done, but there is no picture.")
        progress = _percent(task.get("progress"))
        known: dict[str, Json] = {"id": id, "empty": empty}
        return Waiting(handle=known, progress=progress, check_after=self.check_every)

    def _pictures(self, items: Sequence[Mapping[str, Json]]) -> tuple[Picture, ...]:
        """The pictures; one that is no base64 keeps its place as it came, for its siblings' sake.

        UnreadableError where none can be read.
        """
        pictures, errors = [], []
        for item in items:
            try:
                pictures.append(self._picture(item))
            except UnreadableError as error:
                errors.append(error)
                pictures.append(Picture(data=b"not base64"))
        if len(errors) == len(items):
            raise errors[0]
        return tuple(pictures)

    def _picture(self, item: Mapping[str, Json]) -> Picture:
        inside, url = _text(item, "b64_json"), _text(item, "url")
        if links.is_data(inside or url):
            data = links.decoded(inside or url)
        else:
            data = links.from_base64(inside)
        return Picture(
            data=data,
            url="" if data else links.joined(f"{self.base_url}/", url),
            revised_prompt=_text(item, "revised_prompt"),
        )

    def _failed(self, task: dict[str, Json]) -> ProviderError:
        """How a task ended. That the gateway itself was rate limited does not keep it alive."""
        error = _judge.error_in(task, NoImageError, key=self.key)
        if isinstance(error, RateLimitedError):
            return NoImageError(error.message, detail=error.detail)
        return error

    def _unusable(self, body: Json) -> ProviderError:
        """Why an answer with a good status has neither pictures nor a task."""
        layer = body if isinstance(body, dict) else {}
        if any(layer.get(name) for name in ("error", "message", "code")):
            return _judge.error_in(body, UnreadableError, key=self.key)
        if any(place in layer for place in _PLACES):
            return NoImageError("The answer holds no picture.")
        return UnreadableError("The answer holds neither a picture nor a task.")


def _items(node: Json, depth: int = 8) -> list[dict[str, Json]]:
    """What looks like a picture, in the first of the usual places that has any."""
    if not depth:
        return []
    if isinstance(node, str):
        return [{"url": node}] if node.startswith(("https://", "http://", "data:")) else []
    if isinstance(node, list):
        return [item for part in node for item in _items(part, depth - 1)]
    if not isinstance(node, dict):
        return []
    inner = (_items(node.get(place), depth - 1) for place in _PLACES)
    own = [node] if _text(node, "b64_json") or _text(node, "url") else []
    return next((items for items in inner if items), own or _items(node.get("url"), depth - 1))


def _ids(body: Json) -> tuple[str, ...]:
    """The ids of a list of models."""
    listed = body.get("data") if isinstance(body, dict) else None
    models = listed if isinstance(listed, list) else []
    return tuple(_text(model, "id") for model in models if isinstance(model, dict))


def _usage(body: Json) -> dict[str, Json]:
    usage = body.get("usage") if isinstance(body, dict) else None
    return usage if isinstance(usage, dict) else {}


def _task(body: Json) -> dict[str, Json]:
    """The task object of an answer, bare or under `data`."""
    if not isinstance(body, dict):
        return {}
    inner = body.get("data")
    return inner if isinstance(inner, dict) and _status(inner) else body


def _status(task: Mapping[str, Json]) -> str:
    return (_text(task, "status") or _text(task, "state")).lower()


def _text(item: Mapping[str, Json], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _percent(value: Json) -> int | None:
    """Progress as 40, "40%" or 0.4; None where there is none."""
    text = str(value).strip().removesuffix("%")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text):
        return None
    is_share = isinstance(value, float) and value <= 1
    return min(100, round(float(text) * (100 if is_share else 1)))
