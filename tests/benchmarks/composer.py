"""The composer with every provider connected and 14 references: how soon another model's fields
are there, and what the page weighs over the wire without its images.

    python -m tests.benchmarks.composer [--rounds 20]

Times are the server's and the loopback's, of one request after the other.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import Counter
from io import BytesIO
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.servers import chromium

from .harness import Studio, studio

PROVIDERS = (
    "ONEMIN", "THREEDAI", "TOAPIS", "LUMENFALL", "GEMINI", "OPENAI", "DIEYUYUN",
)  # fmt: skip
READY = {f"{name}_API_KEY": "secret-key-of-a-test" for name in PROVIDERS} | {
    "CUSTOM_BASE_URL": "http://localhost:1/v1",
    "CUSTOM_MODELS": "flux-dev",
}
Fields = list[tuple[str, str]]


def png(number: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), (17 * number, 90, 120)).save(file, "PNG")
    return file.getvalue()


def references(client: httpx.Client) -> Fields:
    files = [("file", (f"{n}.png", png(n), "image/png")) for n in range(14)]
    answers = [client.post("/references/", files=[file]) for file in files]
    return [("reference_images", str(answer.json()["id"])) for answer in answers]


def timed(client: httpx.Client, address: str, fields: Fields) -> float:
    """Milliseconds until the whole answer is there."""
    begun = time.perf_counter()
    client.get(address, params=fields, headers={"HX-Request": "true"}).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def measure(at: Studio, rounds: int) -> None:
    client = at.client()
    models = re.findall(r'<option value="(\w+:[^"]+)"', client.get("/").text)
    models = list(dict.fromkeys(models))
    given = references(client)
    print(f"{len({name.split(':')[0] for name in models})} providers, {len(models)} models")
    for said, number, more in (
        ("one model, no reference", 1, []),
        ("one model, 14 references", 1, given),
        ("two models, 14 references", 2, given),
        ("six models, 14 references", 6, given),
    ):
        times = []
        for turn in range(rounds + 3):
            turned = models[turn % len(models) :] + models
            chosen = [("model", name) for name in turned[:number]]
            before = [("drawn_for", models[turn % len(models) - 1])]
            times.append(timed(client, "/composer/fields/", [*chosen, *before, *more]))
        told = statistics.median(times[3:]), max(times[3:])
        print(f"{said:<28} median {told[0]:5.1f} ms, slowest {told[1]:5.1f} ms")


def weigh(at: Studio) -> None:
    """What a first visit loads, by kind, as it comes over the wire."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        wire = page.context.new_cdp_session(page)
        kinds: dict[str, str] = {}
        weights: Counter[str] = Counter()

        def told(event: dict[str, Any]) -> None:
            kinds[event["requestId"]] = event["type"]

        def done(event: dict[str, Any]) -> None:
            weights[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

        wire.on("Network.responseReceived", told)
        wire.on("Network.loadingFinished", done)
        wire.send("Network.enable")
        page.goto(at.base_url, wait_until="networkidle")
        browser.close()
    images = weights.pop("Image", 0)
    parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in weights.most_common())
    print(f"page {weights.total() / 1000:.1f} KB without images ({parts}); images {images} bytes")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with studio(**READY) as at:
        weigh(at)
        measure(at, rounds)


if __name__ == "__main__":
    main()
