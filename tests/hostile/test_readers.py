"""Answers of every shape, to the reader of every provider: nothing but our own errors leaves it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio import providers
from studio.providers import Answer, Made, Provider, ProviderError, Waiting

ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "60"))
"""Of each provider; many more with `HOSTILE_ROUNDS=5000`."""
NAMES = (
    "data", "b64_json", "url", "urls", "images", "image", "output", "result", "results", "status",
    "state", "id", "task_id", "uuid", "error", "errors", "message", "code", "type", "detail",
    "progress", "usage", "cost", "total_tokens", "revised_prompt", "candidates", "content",
    "parts", "inlineData", "mimeType", "text", "thought", "finishReason", "promptFeedback",
    "blockReason", "usageMetadata", "groundingMetadata", "groundingChunks", "web", "uri",
    "aiRecord", "aiRecordDetail", "resultObject", "temporaryUrl", "teamUser", "credits",
    "created", "expires_at", "created_at", "asset", "metadata", "amount", "currency", "model",
)  # fmt: skip
WORDS = (
    "", "completed", "succeeded", "SUCCESS", "failed", "queued", "processing", "FINISHED",
    "iVBORw0KGgo=", "no base64!", "https://example.com/a.png", "http://[::1", "file:///etc/passwd",
    "data:image/png;base64,AAAA", "data:text/html,x", "STOP", "SAFETY", "image/png", "100%",
    "NaN", "1e999", "2026-08-02T09:00:00Z", "9999-99-99", "insufficient_quota", "\ud83d", "a\0b",
    "\u202e", "9" * 400,
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=25,
)
GOOD: tuple[Any, ...] = (
    {"created": 1, "data": [{"b64_json": "iVBORw0KGgo=", "revised_prompt": "a"}], "usage": {}},
    {"id": "t", "status": "completed", "result": {"data": [{"url": "https://example.com/a.png"}]}},
    {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png",
     "data": "iVBORw0KGgo="}}]}, "finishReason": "STOP"}], "usageMetadata": {"totalTokenCount": 1}},
    {"aiRecord": {"uuid": "u", "status": "SUCCESS", "temporaryUrl": "https://example.com/a.png",
     "aiRecordDetail": {"resultObject": ["a.png"]}}},
    {"task_id": "t", "status": "FINISHED", "results": [{"asset": "https://example.com/a.png"}]},
)  # fmt: skip
PLACES = st.lists(st.integers(0, 5), max_size=6)


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """A good answer with something else at one place of it."""
    body = json.loads(json.dumps(draw(st.sampled_from(GOOD))))
    node, path = body, draw(PLACES)
    for step in path:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = keys[step % len(keys)]
        if not isinstance(node[key], dict | list) or step == path[-1]:
            node[key] = draw(TREES)
            break
        node = node[key]
    return body


@pytest.mark.parametrize("id", [each.id for each in providers.all() if each.id != "sketch"])
def test_a_reader_answers_or_raises_our_own_errors(id: str) -> None:
    provider = providers.get(id)(key="a-good-key", base_url="https://gateway.example/v1")

    @settings(
        max_examples=ROUNDS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TREES | spoiled())
    def read_it(body: Any) -> None:
        look(provider, body)

    read_it()


def look(provider: Provider, body: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spool"
        path.write_bytes(b"{}\n" + json.dumps(body).encode())
        answer = Answer(status=200, headers={}, path=path, base_url=provider.base_url, model="any")
        try:
            outcome = provider.read(answer)
        except ProviderError:
            return
    assert isinstance(outcome, Waiting | Made)
    if isinstance(outcome, Waiting):
        json.dumps(outcome.handle, allow_nan=False).encode()
