"""What `generateContent` answers, read without trust in any level of it.

{"promptFeedback": {"blockReason"}, "candidates": [{"finishReason", "finishMessage",
 "content": {"parts": [{"text"} | {"inlineData": {"mimeType", "data"}, "thoughtSignature"}]},
 "groundingMetadata": {…}}], "usageMetadata": {…}, "modelVersion", "responseId"}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote_plus

from . import _judge, _tokens, links
from ._likeness import distinct
from ._reading import Node, at, layer, layers, text, whole
from .errors import NoImageError, ProviderError, RefusedError, UnreadableError
from .outcomes import Cost, Made, Picture
from .requests import Json

Part = dict[str, Json]

REFUSALS = {
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
}  # fmt: skip
"""What a candidate is ended for that a person mends by another prompt or reference."""

_KNOWN = {"candidates", "promptFeedback", "usageMetadata"}
_DATA_URI = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=]+")
_SEARCH = "https://www.google.com/search?q="


def made(body: Json, *, key: str = "") -> Made:
    """The pictures of an answer with a good status; an error takes usage and cost along."""
    answer = body[0] if isinstance(body, list) and body else body
    candidate = next(iter(layers(answer, "candidates")), {})
    parts = layers(candidate, "content", "parts")
    usage, cost, note = _usage(answer, parts), _cost(answer, parts), _words(parts)
    request_id = text(answer, "responseId")
    try:
        _check(answer, key)
        return Made(
            pictures=_pictures(candidate, parts),
            cost=cost,
            note=note,
            sources=tuple(_sources(layer(candidate, "groundingMetadata"))),
            usage=usage,
            request_id=request_id,
        )
    except ProviderError as error:
        error.usage, error.cost, error.note, error.request_id = usage, cost, note, request_id
        raise


# Why there is no picture


def _check(answer: Json, key: str) -> None:
    """Raise what the answer as a whole complains of."""
    if not isinstance(answer, dict) or answer.get("error"):
        raise _judge.error_in(answer, UnreadableError, key=key)
    feedback = layer(answer, "promptFeedback")
    if reason := text(feedback, "blockReason"):
        raise _blocked(reason, text(feedback, "blockReasonMessage"))
    if not _KNOWN & answer.keys():
        raise UnreadableError("The answer is none of generateContent.")
    if not layers(answer, "candidates"):
        raise NoImageError("Google answered without a candidate and gives no reason.")


def _blocked(reason: str, message: str) -> RefusedError:
    said = f"Google blocked the request ({reason}). {message}".rstrip()
    if reason == "OTHER":
        said += " If it has references, one of them may be the cause: try without it."
    return RefusedError(said)


def _ended(candidate: Part, parts: list[Part]) -> ProviderError:
    """The error of a candidate without a picture, in the words of Google and of the model."""
    reason = text(candidate, "finishReason") or "no reason given"
    kind = RefusedError if reason in REFUSALS else NoImageError
    fact = "Google refused the picture" if kind is RefusedError else "The model drew nothing"
    said = f"{fact} ({reason}). {text(candidate, 'finishMessage')} {_words(parts)}"
    return kind(" ".join(said.split())[: _judge.MESSAGE_CHARACTERS])


# Pictures and words


def _pictures(candidate: Part, parts: list[Part]) -> tuple[Picture, ...]:
    """The finished pictures, each once; the last draft where nothing else was drawn.

    The error that says why where there is none.
    """
    if text(candidate, "finishReason") in {*REFUSALS, "NO_IMAGE"}:
        raise _ended(candidate, parts)
    drawn = [part for part in parts if _drawn(part)]
    final = [part for part in drawn if not part.get("thought")] or drawn[-1:]
    encoded = [_drawn(part) for part in final] or _DATA_URI.findall(_all_words(parts))
    if not encoded:
        raise _ended(candidate, parts)
    return tuple(Picture(data=data) for data in _decoded(encoded))


def _decoded(encoded: Iterable[str]) -> list[bytes]:
    """The bytes, each once; what is no base64 keeps its place for its siblings' sake.

    UnreadableError where none can be read.
    """
    found, errors = [], []
    for one in dict.fromkeys(encoded):
        try:
            found.append(links.decoded(one) if links.is_data(one) else links.from_base64(one))
        except UnreadableError as error:
            errors.append(error)
            found.append(b"not base64")
    if len(errors) == len(found):
        raise errors[0]
    return distinct(found)


def _drawn(part: Part) -> str:
    """The picture of a part in base64, whatever type of image it is called; else ""."""
    inline = layer(part, "inlineData") or layer(part, "inline_data")
    mime = text(inline, "mimeType") or text(inline, "mime_type") or "image/png"
    return text(inline, "data") if mime.lower().startswith("image/") else ""


def _all_words(parts: list[Part]) -> str:
    said = [text(part, "text").strip() for part in parts if not part.get("thought")]
    return "\n".join(filter(None, said))


def _words(parts: list[Part]) -> str:
    """What the model said beside the picture or instead of it."""
    return _DATA_URI.sub("", _all_words(parts))


def _sources(grounding: Part) -> Iterator[dict[str, str]]:
    """The pages and pictures that it drew upon, then what was searched for, each once."""
    found: dict[str, str] = {}
    for chunk in layers(grounding, "groundingChunks"):
        for page in (layer(chunk, "web"), layer(chunk, "image")):
            url = text(page, "sourceUri") or text(page, "uri") or text(page, "imageUri")
            if url.startswith(("https://", "http://")):
                found.setdefault(url, text(page, "title") or text(page, "domain") or url)
    for name in ("webSearchQueries", "imageSearchQueries"):
        for query in _texts(grounding, name):
            found.setdefault(f"{_SEARCH}{quote_plus(query)}", f"Google search: {query}")
    return ({"title": title, "url": url} for url, title in found.items())


# What it took


def _usage(answer: Json, parts: list[Part]) -> dict[str, Json]:
    """Google's own counts, and the signatures that a follow-up turn must send back whole."""
    names = ("thoughtSignature", "thought_signature")
    found = (text(part, name) for part in parts for name in names)
    signatures: list[Json] = [signature for signature in found if signature]
    kept: dict[str, Json] = {"thought_signatures": signatures} if signatures else {}
    return layer(answer, "usageMetadata") | kept


def _cost(answer: Json, parts: list[Part]) -> Cost | None:
    """What Google counted by the price list; thoughts cost as words do."""
    usage = layer(answer, "usageMetadata")
    answered = _count(usage, "candidatesTokenCount")
    images = min(answered, _image_tokens(usage, answered if any(map(_drawn, parts)) else 0))
    taken = _tokens.Tokens(
        text_in=_count(usage, "promptTokenCount") + _count(usage, "toolUsePromptTokenCount"),
        text_out=answered - images + _count(usage, "thoughtsTokenCount"),
        image_out=images,
    )
    return _tokens.cost(re.sub(r"-\d{3}$", "", text(answer, "modelVersion")), taken)


def _image_tokens(usage: Part, otherwise: int) -> int:
    """Those of the answer that are picture, by its details or by what they leave over."""
    details = layers(usage, "candidatesTokensDetails")
    counts = {text(one, "modality"): _count(one, "tokenCount") for one in details}
    return counts.get("IMAGE", max(0, otherwise - counts.get("TEXT", 0)))


def _count(node: Node, name: str) -> int:
    return max(0, whole(node, name))


def _texts(node: Node, name: str) -> list[str]:
    found = at(node, name)
    return [one for one in found if isinstance(one, str) and one] if isinstance(found, list) else []
