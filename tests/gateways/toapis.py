"""ToAPIs: tasks that are asked for until they end, references by upload, look-up by own id.

python -m tests.gateways.toapis --port 9104 --polls 3
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from . import cli, toapis_fields
from .checks import is_image_or_gif, json_object
from .pictures import Drawing
from .received import Received
from .server import Exchange, Gateway
from .toapis_fields import MODEL, OFFICIAL
from .troubles import PAGE, RefusalError

SUBMIT = "/v1/images/generations"
UPLOAD = "/v1/uploads/images"
UPLOADED = ("image/jpeg", "image/png", "image/webp", "image/gif")
MOST_BYTES = 10 * 1024 * 1024
LINKS_LIVE = 24 * 3600

CODES: dict[str, tuple[str | int, str]] = {
    "invalid_api_key": ("unauthorized", "authentication_error"),
    "forbidden": ("forbidden", "permission_error"),
    "payment_required": ("insufficient_quota", "insufficient_quota"),
    "insufficient_balance": ("insufficient_quota", "insufficient_quota"),
    "insufficient_quota": ("insufficient_quota", "insufficient_quota"),
    "rate_limit_exceeded": ("rate_limit_exceeded", "rate_limit_exceeded"),
    "moderation_blocked": ("content_policy_violation", "content_policy_violation"),
    "server_error": ("internal_error", "internal_error"),
    "overloaded": ("internal_error", "internal_error"),
    "not_found": (404, "not_found_error"),
    "task_not_found": ("task_not_found", "not_found_error"),
}
"""Code and type for each code of the house; any other is an invalid request."""

ANSWER_TROUBLES = (
    "accepted, then reset", "accepted, then 504", "accepted, then hang", "invalid apitype",
)  # fmt: skip
"""What may become of the answer to a submit; the last is a refusal, the others made the task."""

FIRST_WORDS = {"pending": "pending", "submitted": "submitted"}

ERRORS: dict[str, object] = {
    "failed": {"code": "generation_failed", "message": "The model gave no image."},
    "failed by number": {"code": 500, "message": "upstream error", "type": "upstream_error"},
    "failed by content policy": {
        "code": "content_policy_violation",
        "message": "The prompt was refused by the content policy.",
    },
    "failed with a text": "The model gave no image.",
}
"""The error of a task that fails, by the name of the trouble."""

TASK_TROUBLES = (
    *FIRST_WORDS, *ERRORS, "url beside the result", "url without result", "jpeg",
    "no data at first", "no data for ever", "never done", "fewer pictures", "always square",
    "past its time",
)  # fmt: skip


class UploadRefusalError(RefusalError):
    """An upload that is not taken; it has a body of another shape."""


@dataclass
class _Task:
    """One order. `done_at`: Unix seconds of the first answer that said so, 0 before."""

    id: str
    fields: dict[str, Any]
    trouble: str
    drawing: Drawing
    created_at: int = field(default_factory=lambda: int(time.time()))
    done_at: int = 0
    links: list[str] = field(default_factory=list)
    asked: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def business_id(self) -> str:
        return toapis_fields.business_id(self.fields)


class ToAPIsGateway(Gateway):
    """`uploads`: type and bytes by their links; `tasks`: all that were accepted, in order."""

    own_troubles = (*ANSWER_TROUBLES, *TASK_TROUBLES)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.tasks: list[_Task] = []

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        return {"TOAPIS_BASE_URL": self.base_url, "TOAPIS_API_KEY": self.key}

    def is_paid(self, received: Received) -> bool:
        return received.path == SUBMIT

    def check_key(self, received: Received) -> None:
        """Also refuses what names no product: nothing, or only the library that sent it."""
        agent = received.headers.get("user-agent", "").lower()
        if not agent.strip() or agent.startswith("python"):
            raise RefusalError(403, "Forbidden", "forbidden")
        super().check_key(received)

    def restated(self, refusal: RefusalError) -> RefusalError:
        if refusal.code == "moderation_blocked" and refusal.status == 400:
            refusal.status = 422
        return refusal

    def refusal(self, refusal: RefusalError) -> object:
        if isinstance(refusal, UploadRefusalError):
            return {"success": False, "message": refusal.message}
        code, type = CODES.get(refusal.code, ("invalid_request", "invalid_request_error"))
        told = {"code": code, "message": refusal.message, "type": type}
        return {"error": {**told, "param": refusal.param or None}}

    def answer(self, exchange: Exchange, trouble: str) -> None:
        path = exchange.received.path
        if path == UPLOAD:
            self._upload(exchange)
        elif path == SUBMIT:
            self._submit(exchange, trouble)
        elif path == "/v1/chat/completions":
            raise RefusalError(400, "invalid apitype: -1", "invalid_value")
        else:
            raise RefusalError(404, f"Invalid URL (POST {path})", "not_found")

    def look(self, exchange: Exchange) -> None:
        path = exchange.received.path
        if path.startswith("/uploads/") and f"{self.origin}{path}" in self.uploads:
            mime, data = self.uploads[f"{self.origin}{path}"]
            exchange.raw(data, mime=mime)
            return
        self.check_key(exchange.received)
        if path == "/v1/models":
            models = [{"id": id, "object": "model"} for id in (MODEL, OFFICIAL)]
            exchange.json({"object": "list", "data": models})
        elif path.startswith(f"{SUBMIT}/"):
            self._status(exchange, unquote(path.removeprefix(f"{SUBMIT}/")))
        else:
            super().look(exchange)

    def _upload(self, exchange: Exchange) -> None:
        parts = {part.name: part for part in exchange.received.parts}
        if len(exchange.received.parts) != len(parts) or not parts.keys() <= {"file", "purpose"}:
            raise UploadRefusalError(400, "Give one part named file.", "invalid_value")
        if "file" not in parts or not parts["file"].filename:
            raise UploadRefusalError(400, "file is required", "invalid_value")
        if "purpose" in parts and parts["purpose"].data != b"generation":
            raise UploadRefusalError(400, "unknown purpose", "invalid_value")
        mime, data = parts["file"].mime, parts["file"].data
        if mime not in UPLOADED or not is_image_or_gif(data, mime):
            raise UploadRefusalError(400, "only JPEG, PNG, WebP and GIF", "invalid_value")
        if len(data) > MOST_BYTES:
            raise UploadRefusalError(400, "file size exceeds 10MB", "invalid_value")
        exchange.json({"success": True, "message": "", "data": self._kept(mime, data)})

    def _kept(self, mime: str, data: bytes) -> dict[str, Any]:
        number = next(self.numbers)
        link = f"{self.origin}/uploads/{number}.{mime.removeprefix('image/')}"
        self.uploads[link] = (mime, data)
        return {"id": f"upload_{number}", "url": link, "mime_type": mime, "size": len(data)}

    def _submit(self, exchange: Exchange, trouble: str) -> None:
        fields = json_object(exchange.received)
        toapis_fields.check(fields, self.uploads)
        if trouble == "invalid apitype":
            raise RefusalError(400, "invalid apitype: -1", "invalid_value")
        task = self._made_task(fields, trouble)
        if trouble == "accepted, then reset":
            exchange.reset()
        elif trouble == "accepted, then 504":
            exchange.raw(PAGE, status=504, mime="text/html")
        elif trouble == "accepted, then hang":
            exchange.hang()
        else:
            exchange.json(self._under_way(task, FIRST_WORDS.get(trouble, "queued"), 0))

    def _made_task(self, fields: dict[str, Any], trouble: str) -> _Task:
        drawing = toapis_fields.drawing(fields)
        if trouble == "jpeg":
            drawing = Drawing(drawing.size, "jpeg")
        elif trouble == "always square":
            drawing = Drawing((1024, 1024), drawing.form)
        prefix = "tsk_img" if trouble == "pending" else "task_img"
        task = _Task(f"{prefix}_{next(self.numbers)}", fields, trouble, drawing)
        count = 1 if trouble == "fewer pictures" else fields.get("n", 1)
        picture_trouble = "" if trouble in self.own_troubles else trouble
        if trouble == "past its time":
            picture_trouble = "dead link"
        task.links += [self.link(picture_trouble, drawing) for _ in range(count)]
        self.tasks.append(task)
        return task

    def _status(self, exchange: Exchange, id: str) -> None:
        """Of several tasks with one id of the customer the latest is told."""
        found = [task for task in self.tasks if id in (task.id, task.business_id)]
        if not id or not found:
            raise RefusalError(404, "task not found", "task_not_found")
        task = found[-1]
        asked = next(task.asked)
        if asked <= self.polls or task.trouble == "never done":
            word = "in_progress" if asked > 1 else FIRST_WORDS.get(task.trouble, "queued")
            progress = min(99, 100 * asked // (self.polls + 1))
            exchange.json(self._under_way(task, word, progress))
        else:
            exchange.json(self._ended(task, asked - self.polls))

    def _under_way(self, task: _Task, status: str, progress: int) -> dict[str, Any]:
        own = {"client_business_id": task.business_id} if task.business_id else {}
        return {
            "id": task.id,
            "object": "generation.task",
            "model": task.fields["model"],
            "status": status,
            "progress": progress,
            "created_at": task.created_at,
            "metadata": {},
            **own,
        }

    def _ended(self, task: _Task, times: int) -> dict[str, Any]:
        """How the task ended, told for the so manieth time."""
        if task.trouble in ERRORS:
            failed = self._under_way(task, "failed", 100)
            return {**failed, "error": ERRORS[task.trouble]}
        task.done_at = task.done_at or int(time.time())
        body = self._under_way(task, "completed", 100)
        live = -60 if task.trouble == "past its time" else LINKS_LIVE
        body |= {"completed_at": task.done_at, "expires_at": task.done_at + live}
        if task.trouble == "no data for ever" or (task.trouble == "no data at first" and times < 3):
            return body
        if task.trouble in ("url beside the result", "url without result"):
            body["url"] = task.links[0]
        if task.trouble != "url without result":
            data = [{"url": link} for link in task.links]
            body["result"] = {"type": "image", "data": data}
        return body


def main() -> None:
    parser = cli.parser("A gateway of the ToAPIs protocol.")
    cli.serve(ToAPIsGateway(**cli.told(parser.parse_args())))


if __name__ == "__main__":
    main()
