"""A request to Google's server, and what is in its answer, for its tests."""

import base64
import io

from PIL import Image

from .asking import client

MODEL = "gemini-3.1-flash-image"


def post(gateway, body, *, model=MODEL, version="v1beta", **headers):
    url = f"{gateway.origin}/{version}/models/{model}:generateContent"
    given = {"x-goog-api-key": "good-key", **headers}
    return client.post(url, headers=given, json=body, timeout=30)


def asked(*parts, **fields):
    return {"contents": [{"role": "user", "parts": [{"text": "a fox"}, *parts]}], **fields}


def configured(**config):
    return asked(generationConfig=config)


def inline(data, mime="image/png"):
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}


def parts_of(answer):
    (candidate,) = answer.json()["candidates"]
    return candidate["content"]["parts"]


def opened(part):
    return Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"])))


def final(answer):
    return [part for part in parts_of(answer) if "inlineData" in part and "thought" not in part]


def told(answer):
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return error["code"], error["status"]
