"""What a gateway's refusal means: code, type and text are read before the status.

Pure: a status, headers and a text in, an error of `errors` out.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from . import _text
from ._secrets import without
from .errors import (
    ConfigurationError,
    CreditsError,
    InvalidError,
    NoImageError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
)
from .requests import Json

DETAIL_CHARACTERS = 4096
MESSAGE_CHARACTERS = 600
LONGEST_WORD = 1500

_CODE_FIELDS = ("code", "type", "status", "reason", "errorCode", "error_code", "blockReason")
_TEXT_FIELDS = (
    "message", "msg", "detail", "details", "error_description",
    "fail_reason", "failure_reason", "errors", "error",
)  # fmt: skip

_ENVELOPES = ("error", "errors", "detail", "details", "message", "non_field_errors")

_words = functools.partial(re.compile, flags=re.IGNORECASE | re.DOTALL)

_CREDITS = _words(
    r"insufficient[_ ](\w+[_ ])?(quota|balance|credit|fund)|billing_hard_limit|余额不足|额度不足"
    r"|(not|n't)( have)? enough (\w+ )?(quota|balance|credit|fund)|requires \d+ credits"
)
_REFUSED = _words(
    r"moderation|safety(?![_ ]?(settings|tolerance))|(content|usage)[ _-]?polic"
    r"|content[ _-]?(filter|violation)|blockreason|prohibited[ _]content"
    r"|nsfw|sensitive[ _](content|word)|违规|敏感"
)
_FIELD = _words(r"unknown_parameter|invalid_(value|type)|unsupported_(value|param)")
_KEY = _words(
    r"(invalid|incorrect|wrong|missing|expired|revoked|no)\b[^.\n]{0,30}\bapi[ _-]?key"
    r"|api[ _-]?key\b[^.\n]{0,30}(invalid|not valid|incorrect|wrong|missing|expired|revoked)"
    r"|invalid_api_key|api_key_(invalid|expired|revoked)|authentication_(failed|error)|令牌"
)
_NO_IMAGE = _words(r"\b(no_image|image_other|image_recitation)\b")
_ROUTE = _words(r"invalid[ _]api[ _]?type")
_MODEL_CODE = _words(r"model_(not_found|disabled)|(unsupported|unknown|invalid)_model")
_MODEL_TEXT = _words(r"\bmodel\b.{0,80}(does not exist|not found)|(unknown|unsupported) model")
_RATE_CODE = _words(r"rate_?limit|too_many_requests|resource_exhausted")
_INVALID_CODE = _words(r"\binvalid_request\b")
_QUOTA_OF_ZERO = _words(r"limit:\s*0(?![\d.])")
_TITLE = _words(r"<title[^>]*>(.*?)</title>")

_BY_STATUS: dict[int, type[ProviderError]] = {
    401: ConfigurationError,
    403: ConfigurationError,
    404: NotFoundError,
    405: NotFoundError,
    408: TimedOutError,
    429: RateLimitedError,
    503: UnavailableError,
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an answer complains of, wherever the gateway put it."""

    codes: str = ""
    message: str = ""
    param: str = ""

    @property
    def everything(self) -> str:
        return f"{self.codes} {self.message}"

    @property
    def status(self) -> int:
        """A status of 4xx that stands in the body, as some gateways put it; else 0."""
        found = re.search(r"\b4\d\d\b", self.codes)
        return int(found[0]) if found else 0


def error_of(
    status: int, headers: Mapping[str, str], text: str, *, key: str = "", request_id: str = ""
) -> ProviderError:
    """The error that an answer with a bad status is. `headers` have lower-case names."""
    body = parsed(text)
    complaint = complaint_of(body)
    if "location" in headers and status < 400:
        complaint = Complaint(message=f"The address leads on to {headers['location']}.")
    kind = kind_of(status, complaint) or InvalidError
    request_id = without(key, request_id)
    error = kind(_short(complaint, key), detail=detail_of(text, key), request_id=request_id)
    error.status = status
    return _with_wait(error, complaint, wait_of(headers, body))


def error_in(body: Json, other: type[ProviderError], *, key: str = "") -> ProviderError:
    """The error that a body with a good status tells of; `other` where its words are unknown."""
    complaint = complaint_of(body)
    kind = kind_of(complaint.status, complaint) or other
    error = kind(_short(complaint, key), detail=excerpt(body, key))
    return _with_wait(error, complaint, wait_of({}, body))


def _short(complaint: Complaint, key: str) -> str:
    return without(key, complaint.message)[:MESSAGE_CHARACTERS]


def _with_wait(error: ProviderError, complaint: Complaint, wait: float | None) -> ProviderError:
    if isinstance(error, RateLimitedError | UnavailableError):
        error.wait = wait
    if isinstance(error, RateLimitedError):
        error.is_permanent = bool(_QUOTA_OF_ZERO.search(complaint.message))
    return error


def kind_of(status: int, complaint: Complaint) -> type[ProviderError] | None:
    """The class of error; None where neither words nor status (0 for none) tell."""
    if status == 402 or _CREDITS.search(complaint.everything):
        return CreditsError
    is_of_field = _FIELD.search(complaint.codes) or _REFUSED.search(complaint.param)
    if _REFUSED.search(complaint.everything) and not is_of_field:
        return RefusedError
    return _of_words(status, complaint) or _of_status(status)


def _of_words(status: int, complaint: Complaint) -> type[ProviderError] | None:
    is_of_client = status < 500
    if not 400 <= status < 500 and _NO_IMAGE.search(complaint.everything):
        return NoImageError
    if _ROUTE.search(complaint.everything):
        return NotFoundError
    if _MODEL_CODE.search(complaint.codes) or (is_of_client and complaint.param == "model"):
        return NotFoundError
    if is_of_client and status != 429 and _KEY.search(complaint.everything):
        return ConfigurationError
    if is_of_client and _MODEL_TEXT.search(complaint.message):
        return NotFoundError
    return None if status else _of_code(complaint.codes)


def _of_code(codes: str) -> type[ProviderError] | None:
    """What a code alone says, where no status does."""
    if _RATE_CODE.search(codes):
        return RateLimitedError
    return InvalidError if _INVALID_CODE.search(codes) else None


def _of_status(status: int) -> type[ProviderError] | None:
    if status in _BY_STATUS or not status:
        return _BY_STATUS.get(status)
    if status < 400:
        return NotFoundError
    return InvalidError if status < 500 else TimedOutError


def complaint_of(body: Json) -> Complaint:
    """Codes and text of an error body: OpenAI's, Google's, FastAPI's, Django's or plain text."""
    if isinstance(body, str):
        return Complaint(message=_plain(body))
    if isinstance(body, list):
        return complaint_of(body[0]) if body else Complaint()
    if not isinstance(body, dict):
        return Complaint()
    inner = body.get("error")
    layers = [inner, body] if isinstance(inner, dict) else [body]
    codes = [str(layer[name]) for layer in layers for name in _CODE_FIELDS if layer.get(name)]
    return Complaint(
        codes=" ".join(codes), message=_message(layers), param=str(layers[0].get("param") or "")
    )


def _message(layers: list[dict[str, Json]]) -> str:
    """The first text there is, with what is wrong with single fields."""
    texts = (layer.get(name) for layer in layers for name in _TEXT_FIELDS)
    found: Json = next((text for text in texts if text), "")
    fields = " ".join(_of_fields(layers[-1]))
    if isinstance(found, str) and (found or fields):
        return f"{found} {fields}".strip()
    if not found and "code" not in layers[0]:
        found = layers[0]
    return fields or (json.dumps(found, ensure_ascii=False) if found else "")


def _of_fields(node: Json, name: str = "") -> Iterator[str]:
    """Django's {"size": ["Too wide."]} as "size: Too wide.", however deep it lies."""
    if isinstance(node, dict):
        for inner, value in node.items():
            path = name if inner in _ENVELOPES else f"{name}.{inner}".lstrip(".")
            yield from _of_fields(value, path)
    elif isinstance(node, list) and node and all(isinstance(text, str) for text in node):
        yield f"{name}: {' '.join(map(str, node))}".removeprefix(": ")


def _plain(text: str) -> str:
    """The words of a page or a plain text: of a page only its title."""
    if "<" not in text[:200]:
        return text.strip()
    title = _TITLE.search(text)
    return " ".join(title[1].split()) if title else ""


def wait_of(headers: Mapping[str, str], body: Json) -> float | None:
    """The longest pause in seconds that headers or body ask for; None where they ask for none."""
    waits = [*_header_waits(headers), *_body_waits(body)]
    return max(waits, default=None)


def _header_waits(headers: Mapping[str, str]) -> Iterator[float]:
    if seconds := _number(headers.get("retry-after-ms", "")):
        yield seconds / 1000
    after = headers.get("retry-after", "")
    if (seconds := _number(after)) is not None:
        yield seconds
    elif after:
        yield from _seconds_until(after)


def _seconds_until(date: str) -> Iterator[float]:
    try:
        then = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    yield max(0.0, (then - datetime.now(UTC)).total_seconds())


def _body_waits(body: Json) -> Iterator[float]:
    """Google's RetryInfo ("35s") and its kin, wherever they stand."""
    if isinstance(body, list):
        for item in body:
            yield from _body_waits(item)
    elif isinstance(body, dict):
        for name, value in body.items():
            is_wait = name in {"retryDelay", "retry_delay", "retry_after"}
            seconds = _number(str(value).removesuffix("s")) if is_wait else None
            yield from _body_waits(value) if seconds is None else [seconds]


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,9}(\.\d*)?\s*", text) else None


def parsed(text: str) -> Json:
    """The JSON of `text`, or the text itself where it is none."""
    try:
        return _text.loaded(text)
    except (ValueError, RecursionError):
        return _text.kept(text)


def detail_of(text: str, key: str) -> str:
    """The raw answer for those who want to see it: without the key, cut."""
    return _text.kept(without(key, text))[:DETAIL_CHARACTERS]


def excerpt(body: Json, key: str) -> str:
    """An answer for those who want to see it: without key and bytes, cut."""
    return detail_of(json.dumps(_shortened(body), ensure_ascii=False), key)


def _shortened(value: Json) -> Json:
    """Long strings without a space, which are pictures or signatures, told by their length."""
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST_WORD and " " not in value[:LONGEST_WORD]:
        return f"{value[:40]}… ({len(value)} characters)"
    return value
