"""A recipe goes into a file, and all goes out of it, without a pixel being touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image as Pillow

from gallery import metadata, renditions
from gallery.metadata import MetadataError
from gallery.models import Image
from tests import factories
from tests.factories import drawing, encoded
from tests.gallery.metadata import files
from tests.gallery.metadata.files import XMP, chunks, kept, opened, rich

pytestmark = pytest.mark.django_db
FORMATS = ("PNG", "JPEG", "WEBP")
EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
PROMPT = 'A "lighthouse" <early> & fog,\nzwei Farben 霧の灯台 \x07'


def made(**recipe: Any) -> Image:
    known: dict[str, Any] = {
        "provider": "google",
        "provider_label": "Google",
        "model": "gemini",
        "model_label": "Gemini",
        "prompt": PROMPT,
        "prompt_sent": "sent",
        "revised_prompt": "revised",
        "aspect_ratio": "4:3",
        "resolution": "1K",
        "parameters_asked": {"thinking": "high"},
        "seed": 7,
    }
    return factories.image(**known | recipe)


def embedded(folder: Path, data: bytes, image: Image) -> Path:
    target = folder / "with-recipe"
    metadata.embed(kept(folder, data), image, target)
    return target


def stripped(folder: Path, data: bytes) -> Path:
    target = folder / "clean"
    metadata.strip(kept(folder, data), target)
    return target


def xmp(path: Path) -> str:
    picture = opened(path)
    found = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp", "")
    return found.decode() if isinstance(found, bytes) else str(found)


def properties(path: Path) -> dict[str, str]:
    """What an XMP reader that knows nothing of us finds."""
    tree = ET.fromstring(xmp(path).partition("?>")[2].rpartition("<?")[0])
    return {element.tag: element.text or "" for element in tree.iter()}


@pytest.mark.parametrize("format", FORMATS)
def test_what_was_written_is_read_again(tmp_path: Path, format: str) -> None:
    image = made()
    found = metadata.read(embedded(tmp_path, encoded(drawing(), format), image))
    assert found
    assert found.name == "Proofsheet"
    assert found.prompt == image.prompt
    assert (found.prompt_sent, found.revised_prompt) == ("sent", "revised")
    assert (found.provider, found.model, found.seed) == ("google", "gemini", 7)
    assert (found.aspect_ratio, found.resolution) == ("4:3", "1K")
    assert (found.width, found.height, found.digest) == (64, 48, image.digest)
    assert found.parameters == {"thinking": "high"}
    assert found.made_at == image.created_at.isoformat(timespec="seconds")


@pytest.mark.parametrize("format", FORMATS)
def test_pixels_profile_and_orientation_stay(tmp_path: Path, format: str) -> None:
    before = opened(kept(tmp_path, rich(format), "before"))
    after = opened(embedded(tmp_path, rich(format), made()))
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == files.PROFILE
    assert dict(after.getexif()) == dict(before.getexif())
    assert after.getexif()[0x010E] == "a private note"


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("size", [(64, 48), (63, 47), (1, 1)])
def test_a_simple_webp_becomes_an_extended_one(
    tmp_path: Path, size: tuple[int, int], lossless: bool, mode: str
) -> None:
    picture = drawing(*size, mode=mode)
    if mode == "RGBA":
        picture.putalpha(80)
    data = encoded(picture, "WEBP", lossless=lossless)
    before, after = opened(kept(tmp_path, data, "before")), embedded(tmp_path, data, made())
    assert (opened(after).tobytes(), opened(after).mode) == (before.tobytes(), before.mode)
    raw = after.read_bytes()
    assert int.from_bytes(raw[4:8], "little") == len(raw) - 8


def test_every_frame_of_an_animation_stays(tmp_path: Path) -> None:
    frames = [drawing(seed=seed) for seed in range(3)]
    for format in ("PNG", "WEBP"):
        data = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
        for path in (embedded(tmp_path, data, made()), stripped(tmp_path, data)):
            with Pillow.open(path) as picture:
                assert getattr(picture, "n_frames", 1) == 3


@pytest.mark.parametrize("format", FORMATS)
def test_any_program_reads_what_made_it(tmp_path: Path, format: str) -> None:
    found = properties(embedded(tmp_path, encoded(drawing(), format), made()))
    words = PROMPT.replace("\x07", "")
    types = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    assert found[f"{EXT}DigitalSourceType"] == f"{types}trainedAlgorithmicMedia"
    assert found[f"{EXT}AISystemUsed"] == "Google, Gemini"
    assert found[f"{EXT}AIPromptInformation"] == words
    assert found["{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"] == words
    assert found["{http://ns.adobe.com/xap/1.0/}CreatorTool"] == "Proofsheet"


@pytest.mark.parametrize(
    ("recipe", "word"),
    [
        ({"fates": [{"name": "mask", "sent": "a.png"}]}, "compositeWithTrainedAlgorithmicMedia"),
        ({"fates": [{"name": "mask", "sent": None}]}, "trainedAlgorithmicMedia"),
        ({"provider": "sketch"}, "algorithmicMedia"),
        ({"provider": "", "model": ""}, None),
    ],
)
def test_the_source_type_is_what_happened(
    tmp_path: Path, recipe: dict[str, Any], word: str | None
) -> None:
    found = properties(embedded(tmp_path, encoded(drawing()), made(**recipe)))
    said = found.get(f"{EXT}DigitalSourceType")
    assert (said.rpartition("/")[2] if said else None) == word


def test_no_person_key_or_cost_is_written(tmp_path: Path, django_user_model: Any) -> None:
    person = django_user_model.objects.create(username="ada-lovelace")
    image = made(made_by=person, cost="0.123456", currency="USD", note="a private note")
    data = embedded(tmp_path, encoded(drawing()), image).read_bytes()
    for word in (b"lovelace", b"0.123456", b"USD", b"private", b"made_by"):
        assert word not in data


@pytest.mark.parametrize("format", FORMATS)
def test_a_second_recipe_takes_the_place_of_the_first(tmp_path: Path, format: str) -> None:
    once = embedded(tmp_path, encoded(drawing(), format), made(prompt="first")).read_bytes()
    twice = embedded(tmp_path, once, made(prompt="second")).read_bytes()
    assert b"first" not in twice
    assert twice.count(b"<x:xmpmeta") == 1
    found = metadata.read(tmp_path / "with-recipe")
    assert found
    assert found.prompt == "second"


@pytest.mark.parametrize("format", FORMATS)
def test_a_picture_that_only_xmp_turns_stays_turned(tmp_path: Path, format: str) -> None:
    told: Any = {"pnginfo": files.texts(**{"XML:com.adobe.xmp": XMP})} if format == "PNG" else {}
    data = encoded(drawing(), format, **(told or {"xmp": XMP}))
    assert renditions.inspect(kept(tmp_path, data)).width == 48
    for path in (embedded(tmp_path, data, made()), stripped(tmp_path, data)):
        assert renditions.inspect(path).width == 48


def test_a_png_stays_whole(tmp_path: Path) -> None:
    before = chunks(rich("PNG"))
    after = chunks(embedded(tmp_path, rich("PNG"), made()).read_bytes())
    assert [chunk for chunk in after if chunk in before] == before
    names = [body.partition(b"\0")[0] for kind, body in after if (kind, body) not in before]
    assert names == [b"proofsheet", b"XML:com.adobe.xmp"]
    own = next(body for _, body in after if body.startswith(b"proofsheet\0"))
    assert json.loads(own[len("proofsheet") + 5 :])["seed"] == 7


def test_a_jpeg_keeps_what_stands_behind_its_first_picture(tmp_path: Path) -> None:
    data = encoded(drawing(), "JPEG") + b"a second picture"
    assert embedded(tmp_path, data, made()).read_bytes().endswith(b"a second picture")
    assert stripped(tmp_path, data).read_bytes().endswith(b"\xff\xd9")


def test_a_long_recipe_loses_what_matters_least_in_a_jpeg(tmp_path: Path) -> None:
    long = {"prompt_sent": "s" * 32_000, "revised_prompt": "r" * 32_000}
    image = made(prompt="p" * 20_000, **long)
    found = metadata.read(embedded(tmp_path, encoded(drawing(), "JPEG"), image))
    assert found
    assert (found.prompt, found.revised_prompt) == (image.prompt, "")
    whole = metadata.read(embedded(tmp_path, encoded(drawing(), "PNG"), image))
    assert whole
    assert whole.revised_prompt == image.revised_prompt


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("progressive", [True, False])
def test_a_clean_copy_is_the_picture_alone(tmp_path: Path, format: str, progressive: bool) -> None:
    options: Any = {"progressive": progressive} if format == "JPEG" else {}
    plain = kept(tmp_path, encoded(drawing(), format, **options), "plain")
    told = embedded(tmp_path, plain.read_bytes(), made()).read_bytes()
    data = rich(format)
    with_all = stripped(tmp_path, embedded(tmp_path, data, made()).read_bytes())
    picture = opened(with_all)
    assert picture.tobytes() == opened(kept(tmp_path, data, "before")).tobytes()
    assert picture.info["icc_profile"] == files.PROFILE
    assert dict(picture.getexif()) == {0x0112: 6}
    for word in (b"private", b"lighthouse", b"proofsheet", b"xmpmeta", b"Google"):
        assert word not in with_all.read_bytes()
    clean = stripped(tmp_path, told)
    assert not opened(clean).getexif()
    assert opened(clean).tobytes() == opened(plain).tobytes()
    assert metadata.read(clean) is None


@pytest.mark.parametrize("format", FORMATS)
def test_a_broken_file_is_refused(tmp_path: Path, format: str) -> None:
    data = encoded(factories.grain(120, 90), format)
    for length in (0, 3, 12, 20, 40, len(data) // 2, len(data) - 3):
        path = kept(tmp_path, data[:length])
        with pytest.raises(MetadataError):
            metadata.embed(path, made(), tmp_path / "target")
        with pytest.raises(MetadataError):
            metadata.strip(path, tmp_path / "target")


@pytest.mark.parametrize("format", ["AVIF", "HEIF", "GIF"])
def test_other_formats_are_refused(tmp_path: Path, format: str) -> None:
    path = kept(tmp_path, encoded(drawing(), format))
    with pytest.raises(MetadataError, match="Only PNG, JPEG and WebP"):
        metadata.embed(path, made(), tmp_path / "target")


def test_an_avif_that_is_made_with_the_recipe_is_read(tmp_path: Path) -> None:
    image = made()
    path = kept(tmp_path, encoded(drawing(), "AVIF", xmp=metadata.packet(image)))
    found = metadata.read(path)
    assert found
    assert found.prompt == PROMPT
