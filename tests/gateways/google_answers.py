"""What Google answers to an order: parts, tokens, sources, and all that goes wrong in a 200."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .google_order import Order

Part = dict[str, Any]

PICTURE_TOKENS = {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}
INPUT_TOKENS, TEXT_TOKENS, THOUGHT_TOKENS, HARD_THOUGHT_TOKENS = 258, 10, 220, 640

FINISHES = (
    "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT",
    "SPII", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "NO_IMAGE",
)  # fmt: skip
"""Every reason to end but STOP; each is a trouble of that name."""

BLOCKS = {
    f"blocked {reason}": reason
    for reason in ("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY")
}
MESSAGES = {
    "IMAGE_SAFETY": "Unable to show the generated image. It may violate the usage policy.",
    "PROHIBITED_CONTENT": "The response was blocked: it contains prohibited content.",
    "NO_IMAGE": "The model could not generate the image based on the prompt provided.",
    "MAX_TOKENS": "The token budget was used up.",
}
WITHOUT_PICTURE = (
    *FINISHES, "text only", "empty candidates", "candidate without content",
    "content without parts", "unknown finish reason",
)  # fmt: skip
WITH_PICTURE = (
    "only a thought image", "same picture twice", "two pictures", "JPEG called png",
    "unknown finish reason with a picture", "always square", "always 1K",
)  # fmt: skip


def usage(order: Order, *, pictures: int, tier: str = "", has_text: bool = False) -> Part:
    """Tokens; thoughts are paid for whether they are shown or not, a blocked picture is not."""
    prompt, images = 1 + len(order.prompt) // 4, INPUT_TOKENS * len(order.inputs)
    drawn = pictures * PICTURE_TOKENS[tier or order.tier]
    thoughts = HARD_THOUGHT_TOKENS if order.is_thinking_hard else THOUGHT_TOKENS
    answered = drawn + TEXT_TOKENS * has_text
    told = {
        "promptTokenCount": prompt + images,
        "thoughtsTokenCount": thoughts,
        "totalTokenCount": prompt + images + answered + thoughts,
        "promptTokensDetails": _details(TEXT=prompt, IMAGE=images),
    }
    if answered:
        told["candidatesTokenCount"] = answered
        told["candidatesTokensDetails"] = _details(IMAGE=drawn)
    return told


def _details(**counts: int) -> list[Part]:
    return [{"modality": name, "tokenCount": count} for name, count in counts.items() if count]


def candidate(parts: list[Part], order: Order, finish: str = "STOP") -> Part:
    ratings = [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}]
    told: Part = {
        "index": 0,
        "finishReason": finish,
        "content": {"role": "model", "parts": parts},
        "safetyRatings": ratings,
    }
    if finish in MESSAGES:
        told["finishMessage"] = MESSAGES[finish]
    return told | ({"groundingMetadata": _grounding(order)} if order.searches else {})


def note(order: Order) -> list[Part]:
    """The text beside the picture, where it was not suppressed."""
    return [{"text": f"Here is {order.prompt[:60]}."}] if "TEXT" in order.modalities else []


def without_picture(order: Order, trouble: str) -> Part:
    """The body of an answer in 200 that holds no picture."""
    if trouble in BLOCKS:
        feedback = {"blockReason": BLOCKS[trouble], "safetyRatings": []}
        return {"promptFeedback": feedback, "usageMetadata": _prompt_only(order)}
    has_text = trouble in ("text only", "MAX_TOKENS", "NO_IMAGE")
    body: Part = {"usageMetadata": usage(order, pictures=0, has_text=has_text)}
    if trouble == "empty candidates":
        return {**body, "candidates": []}
    finish = {"unknown finish reason": "IMAGE_TOO_DULL"}.get(trouble, trouble)
    finish = finish if finish in (*FINISHES, "IMAGE_TOO_DULL") else "STOP"
    parts = [{"text": "I would draw a lighthouse, but"}] if has_text else []
    told = candidate(parts, order, finish)
    if trouble == "content without parts":
        del told["content"]["parts"]
    elif not has_text:
        del told["content"]
    return {**body, "candidates": [told]}


def _prompt_only(order: Order) -> Part:
    prompt = 1 + len(order.prompt) // 4 + INPUT_TOKENS * len(order.inputs)
    return {"promptTokenCount": prompt, "totalTokenCount": prompt}


def _grounding(order: Order) -> Part:
    """Sources, as the asked kinds of search found them, and what Google wants shown for them."""
    told: Part = {"groundingChunks": [], "groundingSupports": []}
    for kind in order.searches:
        queries, name, source = _SOURCES[kind]
        told[queries] = [order.prompt[:60]]
        told["groundingChunks"].append({name: dict(source)})
    told["groundingSupports"] = [{"groundingChunkIndices": [0], "segment": {"endIndex": 20}}]
    told["searchEntryPoint"] = {
        "renderedContent": "<style>.chip{border-radius:16px}</style><div class='container'>"
        "<a class='chip' href='https://www.google.com/search?q=lighthouse'>lighthouse</a></div>"
    }
    return told


_WEB = {"uri": "https://example.com/lights", "title": "Lighthouses", "domain": "example.com"}
_IMAGE = {
    "sourceUri": "https://example.org/photos",
    "imageUri": "https://example.org/photos/lighthouse.jpg",
    "title": "A lighthouse in fog",
    "domain": "example.org",
}
_SOURCES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "webSearch": ("webSearchQueries", "web", _WEB),
    "imageSearch": ("imageSearchQueries", "image", _IMAGE),
}
