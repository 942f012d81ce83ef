"""Sketch draws on this machine: the same picture for the same words, on the exact canvas."""

import hashlib
import json
import time
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageFont, ImageStat

from studio.providers import Brief, Input, InvalidError, Made, Waiting, errors, get, sizes
from studio.providers._sketch import palettes, scenes
from studio.providers._sketch.lettering import BUNDLED, Face, Lettering, fit, installed
from studio.providers._sketch.order import TILE, Order
from studio.providers._sketch.words import Words, revised
from studio.providers.parameters import RATIOS, TIERS

PROMPT = "a lighthouse above folded hills of fog"


@pytest.fixture
def sketch():
    return get("sketch")()


@pytest.fixture
def make(sketch, spool):
    """The answer of `quick` to a prompt with parameters."""

    def made(prompt=PROMPT, *, count=1, inputs=(), model="quick", **parameters):
        operation = "edit" if inputs else "generate"
        brief = Brief(model=model, prompt=prompt, operation=operation, parameters=parameters,
                      count=count, inputs=tuple(inputs))  # fmt: skip
        return sketch.submit(brief, spool)

    return made


def opened(picture):
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def reference(colour="#1060d0", size=(300, 200), name="photo.png"):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return Input(name=name, mime="image/png", data=file.getvalue())


def has_colour(image, colour, share=0.001):
    """Whether so large a share of the picture is about `colour`."""
    far = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, colour))
    worst = ImageChops.lighter(ImageChops.lighter(*far.split()[:2]), far.split()[2])
    return sum(worst.histogram()[:24]) > share * image.width * image.height


def test_it_needs_no_key_costs_nothing_and_says_that_it_is_not_ai(sketch, make):
    assert not sketch.needs_key
    assert sketch.is_free
    assert all("not AI" in spec.help for spec in sketch.models)
    cost = make(resolution="512").cost
    assert (cost.amount, cost.source) == (0, "free")


def test_it_has_a_quick_model_first_and_shows_trouble_to_debuggers_only(sketch):
    assert [spec.id for spec in sketch.models] == ["quick", "later", "trouble"]
    assert [spec.id for spec in sketch.models if spec.is_debug] == ["trouble"]


def test_every_model_takes_every_shape_four_tiers_four_images_and_fourteen_references(sketch):
    for spec in sketch.models:
        for operation in (spec.generate, spec.edit):
            assert set(operation.parameter("aspect_ratio").choices) == {*RATIOS, "auto"}
            assert operation.parameter("resolution").choices == TIERS
            assert operation.parameter("seed").default is None
            assert (operation.per_call, operation.max_count) == (4, 4)
        assert spec.max_inputs == 14


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("tier", ["512", "1K"])
def test_the_canvas_is_exact(sketch, make, ratio, tier):
    picture = make(aspect_ratio=ratio, resolution=tier).pictures[0]
    assert opened(picture).size == sizes.google_pixels(ratio, tier)
    assert opened(picture).size == sketch.size("quick", ratio, tier)


@pytest.mark.parametrize(("ratio", "tier"), [("1:1", "2K"), ("1:8", "2K"), ("21:9", "4K")])
def test_a_large_canvas_is_exact_too(make, ratio, tier):
    picture = make(aspect_ratio=ratio, resolution=tier, output_format="jpeg").pictures[0]
    assert opened(picture).size == sizes.google_pixels(ratio, tier)


def test_auto_takes_the_shape_of_the_first_reference(make):
    tall = [reference(size=(200, 300)), reference(size=(900, 100))]
    picture = make(inputs=tall, aspect_ratio="auto", resolution="512").pictures[0]
    assert opened(picture).size == sizes.google_pixels("2:3", "512")


def test_auto_without_a_reference_is_a_square_and_promises_no_size(sketch, make):
    picture = make(aspect_ratio="auto", resolution="512").pictures[0]
    assert opened(picture).size == (512, 512)
    assert sketch.size("quick", "auto", "512") is None


def test_only_model_and_prompt_are_needed(make):
    image = opened(make().pictures[0])
    assert (image.size, image.format) == ((1024, 1024), "PNG")


@pytest.mark.parametrize(
    ("format", "start"), [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF")]
)
def test_the_bytes_are_of_the_format_asked_for(make, format, start):
    picture = make(output_format=format, resolution="512").pictures[0]
    assert picture.data.startswith(start)
    assert opened(picture).format == format.upper()


@pytest.mark.parametrize(
    "wrong", [{"aspect_ratio": "7:6"}, {"resolution": "8K"}, {"output_format": "gif"}]
)
def test_what_it_does_not_have_is_an_invalid_request(make, wrong):
    with pytest.raises(InvalidError, match=next(iter(wrong.values()))):
        make(**wrong)


def test_an_unknown_model_is_not_found(make):
    with pytest.raises(errors.NotFoundError, match="grand"):
        make(model="grand")


def test_the_same_inputs_make_the_same_bytes(make):
    first, again = (make(resolution="512", inputs=[reference()]).pictures[0] for _ in "ab")
    assert first.data == again.data
    assert first.revised_prompt == again.revised_prompt


def test_another_prompt_or_seed_or_reference_makes_another_picture(make):
    pictures = [
        make(resolution="512"),
        make("a lighthouse above folded hills of smog", resolution="512"),
        make(resolution="512", seed=7),
        make(resolution="512", inputs=[reference()]),
        make(resolution="512", inputs=[reference("#d02010")]),
    ]
    digests = {hashlib.sha256(made.pictures[0].data).hexdigest() for made in pictures}
    assert len(digests) == len(pictures)


@pytest.mark.parametrize("count", [1, 4])
def test_it_makes_as_many_as_asked_and_no_two_are_alike(make, count):
    pictures = make("a fox reading", count=count, resolution="512").pictures
    assert len(pictures) == count
    small = [opened(picture).convert("RGB").resize((32, 32)) for picture in pictures]
    for one, other in pairwise(small):
        difference = sum(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))
        assert difference / len(one.tobytes()) > 8


def test_a_seed_is_drawn_from_the_prompt_and_told(make):
    seeds = [make(prompt, resolution="512").pictures[0].seed for prompt in ("a", "a", "b")]
    assert seeds[0] == seeds[1] != seeds[2]


def test_each_picture_of_a_job_can_be_made_again_by_its_seed(make):
    third = make(count=3, seed=41, resolution="512").pictures[2]
    assert third.seed == 43
    assert make(seed=43, resolution="512").pictures[0].data == third.data


def test_seed_zero_is_a_seed_and_the_last_one_counts_on_to_zero(make):
    assert make(seed=0, resolution="512").pictures[0].seed == 0
    last = make(seed=2**31 - 1, count=2, resolution="512")
    assert [picture.seed for picture in last.pictures] == [2**31 - 1, 0]


@pytest.mark.parametrize("ratio", ["1:1", "8:1", "1:8"])
@pytest.mark.parametrize("count", [1, 14])
def test_references_are_placed_as_tiles(make, ratio, count):
    inks = [f"#{255 - 12 * i:02x}{12 * i:02x}ff" for i in range(count)]
    picture = make(inputs=[reference(ink) for ink in inks], aspect_ratio=ratio).pictures[0]
    image = opened(picture)
    for i in range(count):
        assert has_colour(image, (255 - 12 * i, 12 * i, 255), share=0.0003)


def test_a_reference_with_transparency_is_laid_on_white(make):
    file = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file, "PNG")
    clear = Input(name="clear.png", mime="image/png", data=file.getvalue())
    order = Order.of(Brief(model="quick", prompt=PROMPT, inputs=(clear,)))
    assert ImageStat.Stat(Image.open(BytesIO(order.tiles[0]))).mean == [255, 255, 255]


def test_a_reference_that_cannot_be_read_is_named(make):
    broken = Input(name="notes.png", mime="image/png", data=b"no picture at all")
    with pytest.raises(InvalidError, match=r"Reference 2 \(notes.png\)"):
        make(inputs=[reference(), broken])


def test_the_revised_prompt_is_one_tidy_sentence_that_says_what_was_drawn(make):
    made = make("  a quiet   harbour\nwith blue boats.  ", resolution="512", seed=3)
    text = made.pictures[0].revised_prompt
    assert text.startswith("A quiet harbour with blue boats, as a cut-paper wave sketch in blue")
    assert text.endswith(".")
    assert made.note == "Tidied by Sketch, not by a model."


@pytest.mark.parametrize(
    ("prompt", "start"),
    [
        ("a fox. It is snowing!", "A fox; It is snowing, as"),
        ("Portrait of Mr. Fox", "Portrait of Mr. Fox, as"),
        ("夜の海。", "夜の海, as"),
        ("?!", "?!, as"),
    ],
)
def test_the_revised_prompt_keeps_the_words(prompt, start):
    assert revised(prompt, "a wave sketch", "teal", 0).startswith(start)


def test_the_revised_prompt_counts_the_references():
    assert revised("a fox", "a sketch", "teal", 1).endswith("in teal, with one reference.")
    assert revised("a fox", "a sketch", "teal", 3).endswith("in teal, with 3 references.")


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("mountains in fog", "hills"),
        ("a wave at sea", "wave"),
        ("the old city", "city"),
        ("jungle leaves", "leaf"),
        ("a bouquet of flowers", "flower"),
        ("portrait of a woman", "portrait"),
        ("a vase and two pears", "still-life"),
        ("the letter Q", "letter"),
        ("a planet", "orbit"),
        ("geometric pattern", "geometry"),
        ("poster of a harbour", "wave"),
        ("海", "wave"),
        ("山", "hills"),
    ],
)
def test_words_steer_the_scene(prompt, scene):
    assert scene in scenes.choose(Words(prompt), seed=5).phrase


def test_where_no_word_steers_neighbouring_seeds_get_different_scenes():
    phrases = [scenes.choose(Words("a fox"), seed).phrase for seed in range(4)]
    assert len(set(phrases)) == 4


@pytest.mark.parametrize("seed", range(6))
def test_a_night_is_dark_and_a_day_is_not(seed):
    assert palettes.choose(Words("the town at night"), seed).is_dark
    assert not palettes.choose(Words("the town at noon"), seed).is_dark


def test_colours_named_in_the_prompt_enter_the_palette():
    palette = palettes.choose(Words("a red boat on a blue lake"), seed=1)
    assert palette.name == "red and blue"
    assert palette.accent[0] > 2 * palette.accent[2]
    assert palette.tones[2][2] > palette.tones[2][0]


def test_every_caption_has_contrast():
    for palette in palettes.PALETTES:
        light = sorted((_luminance(palette.paper), _luminance(palette.ink)))
        assert (light[1] + 0.05) / (light[0] + 0.05) > 7, palette.name


def _luminance(colour):
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 3294.6 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


FOREIGN = "夜の海 雾中的狐狸 산과 안개 ثعلب الصباح ภูเขา 🦊 Лиса"


def test_a_word_that_no_font_covers_is_a_bar_and_never_a_box():
    words = Lettering(folders=()).words(FOREIGN)
    assert {word.face for word in words} == {None}
    page = Image.new("RGB", (600, 400), "white")
    paragraph = fit(words, 600, 400, [40])
    paragraph.draw(page, 0, 0, (0, 0, 0), (255, 0, 0))
    inks = {colour for _, colour in page.getcolors()}
    assert (255, 0, 0) in inks
    assert (0, 0, 0) not in inks
    middle = round(paragraph.size * 0.95 - paragraph.size * 0.3)
    assert page.getpixel((paragraph.size // 2, middle)) == (255, 0, 0), "a bar is filled"


def test_with_the_fonts_of_this_system_a_missing_glyph_is_never_set():
    for word in Lettering().words(f"A fox {FOREIGN}"):
        missing = word.face and _glyph(word.face, "\uffff")
        assert word.face is None or all(_glyph(word.face, c) != missing for c in word.text)


def _glyph(face, character):
    mask = face.at(30).getmask(character)
    return mask.size, bytes(mask)


def test_the_bundled_face_covers_latin_letters_and_knows_what_it_lacks():
    assert BUNDLED.covers("A fox, 16:9 & more?")
    assert not any(BUNDLED.covers(c) for c in "狐のخЖ")


def test_a_font_of_the_system_is_found_and_stand_in_fonts_are_not(tmp_path):
    bundled = ImageFont.load_default(20).font_bytes
    names = ("Bundled-Bold.ttf", "Bundled.ttf", "LastResort.ttf", "notes.txt")
    for name in names:
        (tmp_path / name).write_bytes(bundled)
    found = installed((str(tmp_path), str(tmp_path / "none")))
    assert found == (str(tmp_path / "Bundled.ttf"), str(tmp_path / "Bundled-Bold.ttf"))
    assert Face(found[0]).covers("fox")
    assert not Face(found[0]).covers("狐")


def test_a_broken_font_covers_nothing(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert Lettering((str(tmp_path),)).face("狐") is None


def test_marks_that_the_bundled_face_lacks_get_a_stand_in():
    words = Lettering(folders=()).words("“It’s” café – süß…")
    assert [word.text for word in words] == ['"It\'s"', "cafe", "-", "suss..."]
    assert {word.face for word in words} == {BUNDLED}


@pytest.mark.parametrize(
    "prompt", ["one\ntwo\r\n\tthree", "x\u0327 \u0301", "\u200d\ufe0f", "\x00\x1b", ""]
)
def test_signs_that_cannot_be_set_do_no_harm(make, prompt):
    assert opened(make(prompt, resolution="512").pictures[0]).size == (512, 512)
    for word in Lettering(folders=()).words(prompt):
        assert word.face is None or word.face.covers(word.text)


def test_a_long_prompt_is_cut_with_dots():
    paragraph = fit(Lettering(()).words("word " * 400), 300, 200, [40, 30, 20])
    assert paragraph.height <= 200
    assert paragraph.lines[-1][-1].text == "..."


def test_a_word_longer_than_a_line_is_broken():
    paragraph = fit(Lettering(()).words("x" * 200), 300, 2000, [20])
    assert "".join(word.text for line in paragraph.lines for word in line) == "x" * 200
    assert all(sum(word.width(20) for word in line) <= 300 for line in paragraph.lines)


def test_later_waits_first_and_tells_its_progress(sketch, make):
    waiting = make(model="later", resolution="512")
    assert isinstance(waiting, Waiting)
    assert waiting.check_after <= 1
    halfway = {**waiting.handle, "submitted_at": time.time() - 2}
    again = sketch.check(halfway)
    assert isinstance(again, Waiting)
    assert 40 <= again.progress <= 70


def test_later_is_drawn_from_its_handle_alone_as_quick_draws_it(make):
    asked = {"inputs": [reference(), reference("#d0b010")], "count": 2, "resolution": "512"}
    saved = json.dumps(make(model="later", **asked).handle)
    handle = {**json.loads(saved), "submitted_at": time.time() - 5}
    made = get("sketch")().check(handle)
    assert made == make(**asked)


def test_the_handle_stays_small_whatever_the_references(make):
    noisy = Image.effect_noise((1500, 1500), 100)
    file = BytesIO()
    noisy.save(file, "PNG")
    large = Input(name="large.png", mime="image/png", data=file.getvalue())
    handle = make(model="later", inputs=[large] * 14).handle
    assert len(json.dumps(handle)) < 700_000
    order = Order.from_json(handle["order"])
    assert all(max(Image.open(BytesIO(tile)).size) <= TILE for tile in order.tiles)


def test_a_clock_that_goes_backwards_does_not_keep_a_job_waiting(sketch, make):
    handle = make(model="later", resolution="512").handle
    assert isinstance(sketch.check({**handle, "submitted_at": time.time() + 3600}), Made)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("refuse", errors.RefusedError),
        ("credits", errors.CreditsError),
        ("authentication", errors.ConfigurationError),
        ("not_found", errors.NotFoundError),
        ("rate_limit", errors.RateLimitedError),
        ("invalid", errors.InvalidError),
        ("unavailable", errors.UnavailableError),
        ("timeout", errors.TimedOutError),
        ("interrupted", errors.UncertainError),
        ("bad_response", errors.UnreadableError),
        ("no_image", errors.NoImageError),
        ("expired", errors.ExpiredError),
    ],
)
def test_trouble_raises_the_error_that_was_asked_for(make, trouble, error):
    with pytest.raises(error) as raised:
        make(model="trouble", trouble=trouble)
    assert type(raised.value) is error
    assert raised.value.message


def test_trouble_offers_nothing_that_it_does_not_do(sketch):
    offered = set(sketch.models[2].generate.parameter("trouble").choices)
    unhandled = offered - {"truncated", "text", "slow", "late", "hang"}
    for trouble in unhandled:
        with pytest.raises(errors.ProviderError):
            sketch.submit(_in_trouble(trouble), None)


def _in_trouble(trouble):
    return Brief(
        model="trouble", prompt=PROMPT, parameters={"trouble": trouble, "resolution": "512"}
    )


@pytest.mark.parametrize("trouble", ["truncated", "text"])
def test_trouble_hands_out_bytes_that_are_no_picture(make, trouble):
    picture = make(model="trouble", trouble=trouble, resolution="512").pictures[0]
    assert picture.data
    with pytest.raises(OSError, match=r"truncated|cannot identify"):
        opened(picture)


def test_trouble_can_be_late_and_then_delivers(sketch, make):
    waiting = make(model="trouble", trouble="late", resolution="512")
    almost = {**waiting.handle, "submitted_at": time.time() - 55}
    assert isinstance(sketch.check(almost), Waiting)
    over = {**waiting.handle, "submitted_at": time.time() - 61}
    assert isinstance(sketch.check(over), Made)


def test_trouble_can_be_slow(make):
    started = time.monotonic()
    assert len(make(model="trouble", trouble="slow", resolution="512").pictures) == 1
    assert time.monotonic() - started >= 2


def test_an_order_survives_json():
    order = Order(prompt="夜", ratio="8:1", tier="4K", seed=2**31 - 1, tiles=(b"\x00\xff",))
    assert Order.from_json(json.loads(json.dumps(order.as_json()))) == order
    assert replace(order, seed=0) == order.frame(1)
