"""1min.ai: one picture a request, references uploaded first, tasks that can be asked for.

POST {base}/features        {"type", "model", "async", "promptObject": {"prompt", "imageSize", …}}
POST {base}/assets          multipart, the file as `asset` → {"fileContent": {"path"}}
GET  {base}/results/{uuid}  {"aiRecord": {"uuid", "status", "aiRecordDetail", "temporaryUrl"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, quote

from . import http, links
from ._http_provider import HttpProvider
from ._reading import at, layer, left, moment, text, whole
from .errors import NoImageError, UnreadableError
from .outcomes import Account, Made, Picture, Waiting
from .parameters import ASPECT_RATIO, RATIOS, RESOLUTION, TEMPERATURE, TOP_P
from .requests import Brief, Field, File, Input, Json, Request
from .specs import ModelSpec, Operation

SHAPES = ASPECT_RATIO.having(
    choices=("auto", *RATIOS), default="auto", help="Auto leaves the shape to the model."
)
TIERS = RESOLUTION.having(help="How large the picture is; 1K is about a million pixels.")
NO_UUID = "00000000-0000-4000-8000-000000000000"
PLACES = ("imageUrl", "referenceImage1", "referenceImage2")
MOST_MISSING = 4
LONGEST_LIFE = 604_800.0  # seven days, the most that the storage signs for

GENERATE = Operation(
    parameters=(SHAPES, TIERS, TEMPERATURE, TOP_P), max_count=10, usual_seconds=25.0
)
EDIT = Operation(
    parameters=(TIERS, TEMPERATURE, TOP_P),
    max_count=10,
    max_inputs=len(PLACES),
    usual_seconds=30.0,
)
HELP = (
    "Fast pictures and edits at every size up to 4K, in fourteen shapes. "
    "Up to three references: the first is the picture to change, the others guide it. "
    "With references the picture takes their shape, since this gateway then takes none. "
    "Each image is a request of its own."
)


class OneMin(HttpProvider):
    id = "onemin"
    label = "1min.ai"
    tagline = "Gemini 3.1 Flash Image with up to three references, up to 4K."
    env = "ONEMIN"
    default_base_url = "https://api.1min.ai/api"
    models = (
        ModelSpec(
            id="gemini-3.1-flash-image-preview",
            label="Gemini 3.1 Flash Image",
            generate=GENERATE,
            edit=EDIT,
            help=HELP,
        ),
    )
    needs_upload = True
    upload_path = "fileContent.path"
    check_every = 2.0
    paths = {
        "aspect_ratio": "promptObject.aspectRatio",
        "resolution": "promptObject.imageSize",
        "temperature": "promptObject.temperature",
        "top_p": "promptObject.topP",
    }

    def auth(self) -> dict[str, str]:
        return {"API-KEY": self.key} if self.key else {}

    def route(self, brief: Brief) -> str:
        return "/features"

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        """`async` gives a uuid at once, by which a crash finds its picture again."""
        sized = replace(brief, parameters={"resolution": "1K", **brief.parameters})
        kind = "IMAGE_EDITOR" if brief.operation == "edit" else "IMAGE_GENERATOR"
        return (
            Field("type", kind),
            Field("model", brief.model, "model"),
            Field("async", True),
            Field("promptObject.prompt", brief.prompt, "prompt"),
            *self.chosen(sized),
            *(
                Field(f"promptObject.{place}", input.url or input.name, "reference_images")
                for place, input in zip(PLACES, brief.inputs, strict=False)
            ),
        )

    def upload_request(self, input: Input) -> Request:
        file = File(field="asset", name=input.name, mime=input.mime, data=input.data)
        return Request(method="POST", url=f"{self.base_url}/assets", files=(file,))

    def upload(self, input: Input) -> str:
        body = http.ask(self.upload_request(input), provider=self)
        path = text(body, *self.upload_path.split(".")) or text(body, "asset", "key")
        if not path:
            raise self.unusable(body)
        return path

    def question(self, handle: Mapping[str, Json]) -> Request:
        uuid = quote(str(handle["uuid"]), safe="")
        return Request(method="GET", url=f"{self.base_url}/results/{uuid}")

    def account(self) -> Account:
        """A result that never was: no record for a good key, 401 for another."""
        body = http.ask(self.question({"uuid": NO_UUID}), provider=self)
        if "aiRecord" not in layer(body):
            raise self.unusable(body)
        return Account()

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        record = layer(body, "aiRecord")
        uuid, status = text(record, "uuid") or text(handle, "uuid"), text(record, "status").upper()
        known = {**handle, "uuid": uuid}
        if handle and not record and "aiRecord" in layer(body):
            return self._missing(known)
        if status == "PROCESSING" and uuid:
            return self.under_way(known)
        if status == "FAILURE":
            raise self.failed(_reason(record), task=uuid)
        if status != "SUCCESS":
            raise self.unusable(body)
        if link := text(record, "temporaryUrl"):
            return self._made(link, layer(record, "aiRecordDetail"), uuid)
        if not uuid:
            raise NoImageError("The answer holds no picture.")
        return self.empty(known)

    def _missing(self, handle: Mapping[str, Json]) -> Waiting:
        """A record may come late or be lost: it is asked for again, but not for ever."""
        missing = whole(handle, "missing") + 1
        if missing > MOST_MISSING:
            raise UnreadableError("1min.ai no longer knows this result.")
        return self.under_way({**handle, "missing": missing})

    def _made(self, link: str, detail: Mapping[str, Json], uuid: str) -> Made:
        """One link, however many keys there are: the bare keys of the storage open nothing."""
        revised = text(detail, "revisedPrompt") or text(detail, "revised_prompt")
        picture = Picture(url=links.joined(f"{self.base_url}/", link), revised_prompt=revised)
        return Made(pictures=(picture,), links_live=_life(link), request_id=uuid)


def _reason(record: Json) -> str:
    """Why it failed, as the first of the results says."""
    told = at(record, "aiRecordDetail", "resultObject") or at(record, "resultObject")
    first = told[0] if isinstance(told, list) and told else told
    return first if isinstance(first, str) else text(first, "message") or text(first, "error")


def _life(link: str) -> float | None:
    """Seconds that a signed link has left, None where it does not say."""
    signed = dict(parse_qsl(link.partition("?")[2]))
    seconds = signed.get("X-Amz-Expires", "")
    if not seconds.isdecimal():
        return None
    return left(min(float(seconds), LONGEST_LIFE), moment(signed.get("X-Amz-Date", "")))
