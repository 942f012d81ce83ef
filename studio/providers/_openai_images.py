"""The wire format of the OpenAI Images protocol, which many gateways speak.

POST {base}/images/generations   JSON
POST {base}/images/edits         multipart: one file as `image`, several as `image[]`
GET  {base}/tasks/{id}           where a gateway answered a task instead of pictures

{"created": 1780000000, "data": [{"url" or "b64_json", "revised_prompt"}], "usage": {…}}
{"id": "…", "status": "queued"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

from . import _judge, http, links
from ._http_provider import HttpProvider
from ._reading import Node, at, layer, layers, percent, text
from .errors import NoImageError, ProviderError, UnreadableError
from .outcomes import Account, Made, Picture, Waiting
from .parameters import ASPECT_RATIO, Choice, Value
from .requests import Brief, Field, File, Json, Request

SIZES = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}
SHAPES = ASPECT_RATIO.having(choices=tuple(SIZES))
SHAPES_OR_AUTO = ASPECT_RATIO.having(
    choices=("auto", *SIZES), default="auto", help="auto: the model picks the shape."
)
RESPONSE_FORMAT = Choice(
    name="response_format",
    label="Answer as",
    choices=("url", "b64_json"),
    help="How the picture travels: as a link to fetch, or inside the answer.",
)
REFERENCES = 14
INPUTS_BYTES = 50_000_000

_UNDER_WAY = {
    "queued", "pending", "submitted", "created", "started", "processing", "in_progress", "running",
}  # fmt: skip
_DONE = {"completed", "complete", "succeeded", "success", "finished", "done"}
_OVER = {"failed", "failure", "error", "cancelled", "canceled", "expired"}
_PLACES = ("data", "result", "results", "images", "output")
_NO_REASON = {"id", "task_id", "object", "status", "state", "progress", "created_at", "url"}


class OpenAIImages(HttpProvider):
    """A gateway of that protocol. "auto" is never sent: it means the gateway's own default."""

    paths = {"aspect_ratio": "size", "resolution": "size"}
    sizes: ClassVar[Mapping[str, str]] = SIZES

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
        """Shape and tier are one field of the wire: the pixels that they come to."""
        if name not in {"aspect_ratio", "resolution"}:
            return super().spelled(brief, name, value)
        shape, tier = (str(brief.parameters.get(n, "")) for n in ("aspect_ratio", "resolution"))
        size = self.size(brief.model, shape, tier)
        return "x".join(map(str, size)) if size else None

    def request(self, brief: Brief) -> Request:
        """As everywhere; a form says once what two choices come to."""
        request = super().request(brief)
        return replace(request, form=tuple(dict.fromkeys(request.form)))

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
        ids = (text(model, "id") for model in layers(http.ask(question, provider=self), "data"))
        return Account(models=tuple(filter(None, ids)))

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        task = _task(body)
        id, status = handle.get("id") or task.get("id") or task.get("task_id"), _status(task)
        items = [] if status in _UNDER_WAY else _items(body)
        if items:
            return Made(pictures=self._pictures(items), usage=layer(body, "usage"))
        if status in _OVER:
            raise self._over(task, str(id or ""))
        if not id or not status:
            raise self.unusable(body)
        known = {**handle, "id": id}
        if status in _DONE:
            return self.empty(known)
        if status in _UNDER_WAY:
            return self.under_way(known, percent(task.get("progress")))
        raise UnreadableError(f"The task stands at {status!r}, which is no known state.")

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
        inside, url = text(item, "b64_json"), text(item, "url")
        if links.is_data(inside or url):
            data = links.decoded(inside or url)
        else:
            data = links.from_base64(inside)
        return Picture(
            data=data,
            url="" if data else links.joined(f"{self.base_url}/", url),
            revised_prompt=text(item, "revised_prompt"),
        )

    def _over(self, task: Mapping[str, Json], id: str) -> ProviderError:
        """How a task ended, in whatever words of it are a reason."""
        reasons: Json = {name: told for name, told in task.items() if name not in _NO_REASON}
        complaint = _judge.complaint_of(reasons)
        error = self.failed(complaint.message if reasons else "", task=id, code=complaint.codes)
        error.usage = layer(task, "usage")
        return error

    def unusable(self, body: Json) -> ProviderError:
        error = super().unusable(body)
        is_empty = any(place in layer(body) for place in _PLACES)
        if is_empty and type(error) is UnreadableError and not at(body, "error"):
            error = NoImageError(f"The answer holds no picture. {text(body, 'message')}".strip())
        error.usage = layer(body, "usage")
        return error


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
    own = [node] if text(node, "b64_json") or text(node, "url") else []
    return next((items for items in inner if items), own or _items(node.get("url"), depth - 1))


def _task(body: Json) -> dict[str, Json]:
    """The task object of an answer, bare or under `data`."""
    inner = layer(body, "data")
    return inner if _status(inner) else layer(body)


def _status(task: Node) -> str:
    return (text(task, "status") or text(task, "state")).lower()
