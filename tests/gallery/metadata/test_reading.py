"""Recipes of other programs are understood, and no file does harm."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gallery import metadata
from gallery.metadata import Embedded, bounded, comfyui
from tests.factories import drawing, encoded
from tests.gallery.metadata import files
from tests.gallery.metadata.files import exif, flux, graph, in_webp, kept, png, workflow

PARAMETERS = (
    "a lighthouse, (fog:1.2)\nin two inks\nNegative prompt: blurry,\nlow quality\n"
    "Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 2872343587, Size: 512x768, "
    'Model hash: 6ce0161689, Model: v1-5, Lora hashes: "ink: abc, fog: def", Version: v1.9.4'
)
OLD = {
    "model": "stable diffusion",
    "model_weights": "stable-diffusion-1.5",
    "image": {
        "prompt": [{"prompt": "a lighthouse [blurry]", "weight": 1}],
        "steps": 30,
        "cfg_scale": 7.5,
        "width": 512,
        "height": 640,
        "seed": 99,
        "sampler": "k_lms",
    },
}
NEW = {
    "positive_prompt": "a lighthouse",
    "negative_prompt": "blurry",
    "width": 1024,
    "height": 768,
    "seed": 99,
    "steps": 30,
    "scheduler": "euler",
    "model": {"name": "FLUX Dev", "base": "flux"},
}
DREAM = '"a lighthouse [blurry]" -s30 -S99 -W512 -H640 -C7.5 -Ak_lms'


def read(folder: Path, data: bytes) -> Embedded | None:
    return metadata.read(kept(folder, data))


def found(folder: Path, data: bytes) -> Embedded:
    recipe = read(folder, data)
    assert recipe
    return recipe


def by_comment(format: str, order: str) -> bytes:
    """As piexif writes it."""
    words = PARAMETERS.encode(f"utf-16-{order}")
    return encoded(drawing(), format, exif=exif(comment=b"UNICODE\0" + words))


@pytest.mark.parametrize(
    "data",
    [
        png(parameters=PARAMETERS),
        by_comment("JPEG", "be"),
        by_comment("JPEG", "le"),
        by_comment("WEBP", "be"),
        encoded(drawing(), "JPEG", comment=PARAMETERS.encode()),
    ],
    ids=["png", "jpeg", "jpeg turned", "webp", "comment"],
)
def test_automatic1111(tmp_path: Path, data: bytes) -> None:
    recipe = found(tmp_path, data)
    assert recipe.software == "automatic1111"
    assert recipe.prompt == "a lighthouse, (fog:1.2)\nin two inks"
    assert recipe.negative_prompt == "blurry,\nlow quality"
    assert (recipe.seed, recipe.model) == (2872343587, "v1-5")
    assert (recipe.width, recipe.height) == (512, 768)
    assert recipe.parameters["Sampler"] == "DPM++ 2M Karras"
    assert recipe.parameters["Lora hashes"] == "ink: abc, fog: def"


@pytest.mark.parametrize(
    "text", ["", "a caption", '{"sui_image_params": {}}', "Steps", "a: b, c: d"]
)
def test_other_texts_are_no_recipe(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, png(parameters=text)) is None
    assert read(tmp_path, png(Comment=text)) is None


def test_comfyui_by_the_graph_that_was_run(tmp_path: Path) -> None:
    data = png(prompt=json.dumps(graph()), workflow=json.dumps(workflow()))
    recipe = found(tmp_path, data)
    assert recipe.software == "comfyui"
    assert (recipe.prompt, recipe.negative_prompt) == ("a lighthouse, fog", "blurry")
    assert (recipe.seed, recipe.model) == (156680208700286, "dream.safetensors")
    assert (recipe.width, recipe.height) == (768, 512)
    assert (recipe.parameters["sampler_name"], recipe.parameters["guidance"]) == ("euler", "3.5")


def test_comfyui_with_a_guider(tmp_path: Path) -> None:
    recipe = found(tmp_path, png(prompt=json.dumps(flux())))
    assert (recipe.prompt, recipe.negative_prompt) == ("a quay at night", "")
    assert (recipe.seed, recipe.model) == (42, "flux1-dev.safetensors")
    assert (recipe.width, recipe.height) == (1024, 768)


@pytest.mark.parametrize(
    "data", [png(workflow=json.dumps(workflow())), in_webp("workflow", workflow())]
)
def test_comfyui_by_the_graph_that_was_drawn(tmp_path: Path, data: bytes) -> None:
    recipe = found(tmp_path, data)
    assert (recipe.prompt, recipe.negative_prompt) == ("a lighthouse, fog", "blurry")
    assert (recipe.seed, recipe.width, recipe.height) == (7, 768, 512)


def test_comfyui_in_webp(tmp_path: Path) -> None:
    assert found(tmp_path, in_webp("prompt", graph())).prompt == "a lighthouse, fog"


def test_a_graph_that_bites_its_tail_ends(tmp_path: Path) -> None:
    nodes = graph()
    nodes["10"]["inputs"]["conditioning"] = ["10", 0]
    nodes["11"]["inputs"]["value"] = ["6", 0]
    assert read(tmp_path, png(prompt=json.dumps(nodes))) is None


@pytest.mark.parametrize(
    ("data", "model"),
    [
        (png(invokeai_metadata=json.dumps(NEW)), "FLUX Dev"),
        (png(sd__metadata=json.dumps(OLD), Dream="nothing"), "stable-diffusion-1.5"),
        (png(Dream=DREAM), ""),
    ],
)
def test_invokeai(tmp_path: Path, data: bytes, model: str) -> None:
    recipe = found(tmp_path, data)
    assert recipe.software == "invokeai"
    assert (recipe.prompt, recipe.negative_prompt) == ("a lighthouse", "blurry")
    assert (recipe.seed, recipe.model) == (99, model)
    assert recipe.height in {640, 768}
    assert str(recipe.parameters["steps"]) == "30"


@pytest.mark.parametrize("seed", [-1, 2**63, 2**64, "many", None, 1.5, True])
def test_a_seed_that_no_column_holds_is_none(tmp_path: Path, seed: object) -> None:
    assert found(tmp_path, png(invokeai_metadata=json.dumps(NEW | {"seed": seed}))).seed is None


def test_nothing_is_kept_that_no_database_keeps(tmp_path: Path) -> None:
    said = NEW | {"positive_prompt": "a\0b\ud800c", "steps": float("inf")}
    recipe = found(tmp_path, png(invokeai_metadata=json.dumps(said)))
    assert recipe.prompt == "abc"
    assert "steps" not in recipe.parameters


# Harm


@pytest.mark.parametrize("kind", ["zTXt", "iTXt"])
def test_a_text_that_unpacks_to_very_much_is_left_alone(tmp_path: Path, kind: str) -> None:
    assert read(tmp_path, files.packed(kind, 400_000_000)) is None
    assert len(bounded.inflated(zlib.compress(b"a" * bounded.MOST))) == bounded.MOST
    assert bounded.inflated(zlib.compress(b"a" * (bounded.MOST + 1))) == b""


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 9000, "{" + "9" * 9000])
def test_json_that_is_deep_or_large_is_left_alone(tmp_path: Path, text: str) -> None:
    for name in ("prompt", "invokeai_metadata", "proofsheet"):
        assert read(tmp_path, png(**{name: text})) is None


@pytest.mark.parametrize("name", ["picture.png", "words.txt"])
def test_no_picture_has_no_recipe(tmp_path: Path, name: str) -> None:
    assert metadata.read(kept(tmp_path, b"words", name)) is None
    assert metadata.read(kept(tmp_path, b"", name)) is None


GRAPH = json.dumps(graph())
SEEDS = [
    png(parameters=PARAMETERS, prompt=GRAPH, Dream=DREAM),
    by_comment("JPEG", "be"),
    by_comment("WEBP", "le"),
    encoded(
        drawing(), "AVIF", xmp=b"<x:xmpmeta><proofsheet:recipe>{}</proofsheet:recipe></x:xmpmeta>"
    ),
]


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=some.data())
def test_hostile_bytes_never_raise(tmp_path: Path, data: Any) -> None:
    raw = bytearray(data.draw(some.sampled_from(SEEDS)))
    for _ in range(data.draw(some.integers(0, 6))):
        at = data.draw(some.integers(0, len(raw) - 1))
        raw[at : at + data.draw(some.integers(0, 4))] = data.draw(some.binary(max_size=6))
    read(tmp_path, bytes(raw[: data.draw(some.integers(0, len(raw)))]))


WORDS = some.sampled_from(
    ["text", "seed", "positive", "negative", "inputs", "class_type", "KSampler", "1", "2", "prompt"]
)
LEAVES = some.none() | some.booleans() | some.integers() | some.floats() | some.text() | WORDS
JSON = some.recursive(LEAVES, lambda inner: some.lists(inner) | some.dictionaries(WORDS, inner))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=JSON, name=some.sampled_from(["prompt", "workflow", "invokeai_metadata", "proofsheet"]))
def test_strange_json_never_raises(tmp_path: Path, said: object, name: str) -> None:
    read(tmp_path, png(**{name: json.dumps(said).encode()}))


NODES = some.dictionaries(
    some.sampled_from("12345"),
    some.fixed_dictionaries(
        {
            "class_type": some.just("KSampler"),
            "inputs": some.dictionaries(
                WORDS, some.text() | some.lists(some.sampled_from("12345"), min_size=2, max_size=2)
            ),
        }
    ),
)


@settings(max_examples=200, deadline=None)
@given(nodes=NODES)
def test_any_graph_is_walked_to_an_end(nodes: dict[str, Any]) -> None:
    comfyui.read({"prompt": json.dumps(nodes)})


def test_folders_of_exif_that_point_anywhere_are_read_no_further(tmp_path: Path) -> None:
    for start in (0, 7, 8, 2**31, 2**32 - 1):
        tiff = b"II*\0" + struct.pack("<I", start) + b"\xff" * 40
        body = b"eXIf" + tiff
        chunk = struct.pack("!I", len(tiff)) + body + struct.pack("!I", zlib.crc32(body))
        plain = encoded(drawing())
        assert read(tmp_path, plain[:33] + chunk + plain[33:]) is None
