"""The panel "What will be sent": its page, its table, and the names of references in it."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from gallery import store
from gallery.models import Image
from studio import briefs, keys, sent
from studio.models import Job
from studio.sent import Row, Sent
from tests import factories

from .composing import all_ready, models  # noqa: F401 (a fixture)
from .composing import sent as posted
from .conftest import MakeImage, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]

PATH = "/composer/sent/"
GOOGLE = "google:gemini-3.1-flash-image"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"
OPENAI = "openai:gpt-image-2"
TOAPIS = "toapis:gemini-3.1-flash-image-preview"
THREEDAI = "threedai:gemini-3.1-flash-image"
SKETCH = "sketch:quick"


def of(**fields: Any) -> Sent:
    (found,) = sent.of(sent.posted(posted(**fields)))
    return found


def row(label: str, **fields: Any) -> Row:
    (found,) = (row for row in of(**fields).rows if row.label == label)
    return found


def code(language: str, **fields: Any) -> str:
    (found,) = (each for each in of(**fields).examples if each.language == language)
    return found.text


# Each field and what becomes of it


@pytest.mark.parametrize(
    ("fields", "label", "mark", "said", "how"),
    [
        ({"model": THREEDAI, "aspect_ratio": "4:5"}, "Shape", "passed", "4:5", ""),
        ({"model": GOOGLE, "resolution": "2K"}, "Resolution", "renamed", "2K", "as imageSize"),
        ({"model": THREEDAI, "resolution": "512"}, "Resolution", "converted", "512",
         "as 512px"),
        ({"model": GOOGLE, "num_images": "3"}, "Images", "emulated", "1 + 1 + 1", "3 calls"),
        ({"model": ONEMIN, "output_format": "webp"}, "Format", "emulated", "not sent",
         "by the studio"),
        ({"model": ONEMIN, "seed": "7"}, "Seed", "dropped", "not sent",
         "this model does not take it"),
        ({"model": THREEDAI}, "Prompt", "passed", "A boat", ""),
    ],
)  # fmt: skip
def test_each_field_bears_its_mark(
    fields: dict[str, str], label: str, mark: str, said: str, how: str
) -> None:
    found = row(label, **fields)
    assert (found.mark, found.way.sent, found.way.how) == (mark, said, how)


def test_the_page_shows_mark_and_label_as_the_composer_calls_it(htmx: Client) -> None:
    page = htmx.post(PATH, {"model": GOOGLE, "prompt": "A boat", "resolution": "2K"})
    line = re.search(r'<tr><th scope="row">Resolution</th>.*?</tr>', page.content.decode())
    assert line is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", line[0])
    assert cells == ["2K", "2K<small>as imageSize</small>", "renamed"]


# What stands above the code


def test_of_several_requests_it_says_which_it_shows() -> None:
    assert of(model=GOOGLE).calls == ""
    assert of(model=GOOGLE, num_images="3").calls == "3 requests like this one go out."
    first = of(model=THREEDAI, num_images="6")
    assert first.calls == "The first of 2 requests, for 4 + 2 images."
    assert '"num_images": 4' in first.examples[-1].text


def test_a_form_that_would_be_refused_says_why_and_shows_what_it_can(htmx: Client) -> None:
    page = htmx.post(PATH, {"model": GOOGLE, "prompt": " ", "seed": "many"})
    assertContains(page, "Nothing would be sent: Write what you want to see.")
    assertContains(page, "Nothing would be sent: Seed takes whole numbers")
    assertContains(page, ":generateContent")


@pytest.mark.parametrize("depth", [200, 300, 400, 800])
def test_what_is_too_deep_to_be_sent_or_shown_has_no_code(htmx: Client, depth: int) -> None:
    deep = f'{{"a": {"[" * depth}{"]" * depth}}}'
    page = htmx.post(PATH, {"model": "custom:flux-dev", "prompt": "A boat", "further_fields": deep})
    assert page.status_code == 200
    assertContains(page, "Nothing would be sent: The further fields are no JSON object.")
    assertNotContains(page, "<code>")


def test_sketch_sends_no_request(htmx: Client) -> None:
    page = htmx.post(PATH, {"model": SKETCH, "prompt": "A boat"})
    assertContains(page, "No request goes out: Sketch draws on this machine, from this.")
    assertNotContains(page, "curl")
    assertContains(page, "&quot;prompt&quot;: &quot;A boat&quot;")


def test_several_models_each_have_their_request(htmx: Client) -> None:
    page = htmx.post(PATH, {"model": [GOOGLE, OPENAI, SKETCH], "prompt": "A boat"})
    found = re.findall(r"<h2>(.*?) <span>(.*?)</span></h2>", page.content.decode())
    assert [provider for _label, provider in found] == ["Google", "OpenAI", "Sketch"]
    assertContains(page, "/images/generations")
    assertContains(page, ":generateContent")


def test_a_model_that_is_not_here_is_said(htmx: Client) -> None:
    page = htmx.post(PATH, {"model": "nobody:nothing", "prompt": "A boat"})
    assertContains(page, "There is no model “nobody:nothing” here.")


# The names of what goes along


def drawn(kind: str) -> Image:
    pictures = {
        "a small png": lambda: factories.png(),
        "a large png": lambda: factories.encoded(factories.grain()),
        "a transparent png": lambda: factories.encoded(see_through()),
        "a transparent webp": lambda: factories.encoded(see_through(), "WEBP", lossless=True),
        "a webp": lambda: factories.encoded(factories.drawing(), "WEBP"),
        "a jpeg": lambda: factories.encoded(factories.drawing(), "JPEG"),
    }
    return store.accept(factories.upload(pictures[kind]()), None)


def see_through() -> Any:
    picture = factories.drawing(mode="RGBA")
    picture.paste((0, 0, 0, 0), (8, 8, 24, 24))
    return picture


@pytest.mark.parametrize(
    "kind",
    ["a small png", "a large png", "a transparent png", "a transparent webp", "a webp", "a jpeg"],
)
@pytest.mark.parametrize("model", [GOOGLE, OPENAI])
def test_a_reference_has_the_name_and_type_that_it_goes_out_with(
    client: Client, model: str, kind: str
) -> None:
    fields = {"model": model, "prompt": "A boat", "reference_images": [str(drawn(kind).pk)]}
    told = of(**fields).form.brief.inputs
    assert client.post("/jobs/", {**fields, "submission": str(uuid4())}).status_code == 303
    inputs = briefs.inputs_of(Job.objects.get(), keys.find(model)[1])
    assert [(each.name, each.mime) for each in told] == [(i.name, i.mime) for i in inputs]


def test_the_files_that_the_code_reads_are_said_to_be_the_references(
    htmx: Client, make_image: MakeImage
) -> None:
    image = make_image(name="harbour.png")
    data = {"model": GOOGLE, "prompt": "A boat", "reference_images": [image.pk]}
    page = htmx.post(PATH, data)
    link = f'<code>reference-1.png</code> is <a href="/gallery/{image.pk}/original/">harbour.png'
    assertContains(page, link)


def test_files_that_wait_in_the_browser_are_counted() -> None:
    text = code("curl", model=OPENAI, file_count="2")
    assert "-F 'image[]=@reference-2.png;type=image/png'" in text


def test_a_mask_that_waits_in_the_browser_goes_along(make_image: MakeImage) -> None:
    fields = {"model": OPENAI, "reference_images": [make_image().pk], "mask": "hole.png"}
    assert "-F 'mask=@mask.png;type=image/png'" in code("curl", **fields)
    assert row("Mask", **fields).mark == "passed"


def test_ends_of_lines_are_the_same_in_panel_and_job(client: Client) -> None:
    fields = {"model": SKETCH, "prompt": " One\r\nline\ragain \r\n"}
    client.post("/jobs/", {**fields, "submission": str(uuid4())})
    assert Job.objects.get().prompt_sent == "One\nline\nagain"
    assert '"One\\nline\\nagain"' in code("json", **fields)


# Where it is


def test_the_composer_holds_the_closed_panel_and_no_code(client: Client) -> None:
    page = client.get(f"/?model={GOOGLE}&prompt=A+boat")
    assertContains(page, f'hx-post="{PATH}"')
    assertNotContains(page, ":generateContent")
    panel = re.search(r"<sent-panel.*?</sent-panel>", page.content.decode(), re.DOTALL)
    assert panel is not None
    assert len(panel[0]) < 2_000


def test_without_scripts_it_is_the_whole_page_and_keeps_the_files(client: Client) -> None:
    data = {"model": OPENAI, "prompt": "A boat", "references": [upload("boat.png")]}
    page = client.post(PATH, data)
    assertContains(page, "<details open>", count=1)
    assertContains(page, "-F &#x27;image=@reference-1.png;type=image/png&#x27;")
    kept = Image.objects.get()
    assertContains(page, f'name="reference_images" value="{kept.pk}"')
    assertContains(page, ">\nA boat</textarea>")


def test_a_file_that_is_no_picture_is_said_without_scripts(client: Client) -> None:
    wrong = SimpleUploadedFile("words.png", b"words", "image/png")
    page = client.post(PATH, {"model": OPENAI, "prompt": "A boat", "references": [wrong]})
    assertContains(page, "Nothing would be sent: words.png is no picture")


def test_nothing_is_kept_and_little_is_asked(
    htmx: Client, make_image: MakeImage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    images = [make_image().pk for _ in range(14)]
    data = {"model": TOAPIS, "prompt": "A boat", "reference_images": images}
    htmx.post(PATH, data)
    with django_assert_max_num_queries(4):
        page = htmx.post(PATH, data)
    assertContains(page, "reference-14.png")
    assert not Job.objects.exists()


def test_every_model_has_its_code(htmx: Client) -> None:
    for name in models():
        page = htmx.post(PATH, {"model": name, "prompt": "A boat"})
        assertContains(page, 'data-language="json"' if name[:6] != "sketch" else "No request goes")
        assertNotContains(page, "Nothing would be sent")
        assertNotContains(page, "secret-key-of-a-test")


def test_what_was_written_cannot_leave_its_place(htmx: Client) -> None:
    evil = "</code></pre><script>alert(1)</script>"
    page = htmx.post(PATH, {"model": GOOGLE, "prompt": evil, evil: evil}).content.decode()
    assert "<script>" not in page
    assert "alert(1)" in html.unescape(page)
