"""What the model made of a prompt, taken up phrase by phrase, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from gallery.differences import TOKEN
from tests.chrome import Chrome
from tests.gallery.test_differences import NASTY, texts
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import RunningStudio, wait_until

from .conftest import go

LIGHTHOUSE = "A lighthouse on a headland, printed look, quiet sky"
USED = "A banded lighthouse on a headland, flat layered tones, quiet sky, fine grain"
FOUR = "A green boat at a white pier"
CAT = "قط أحمر على الأريكة"
HARBOUR = "夜の港、静かな海"
EMOJI = "A flag 👍🏽 at sea"
REVISED = {
    LIGHTHOUSE: USED,
    CAT: "قط أزرق كبير على الأريكة",
    HARBOUR: "朝の港、静かな海に浮かぶ小舟",
    EMOJI: "A flag 👍🏿 at sea",
    FOUR: "A green boat at a grey pier",
}


class RevisingGateway(OpenAIImagesGateway):
    """Uses other words than it was given."""

    def _picture(self, travels_as: str, fields: Mapping[str, Any], *rest: Any) -> dict[str, str]:
        item = super()._picture(travels_as, fields, *rest)
        return {**item, "revised_prompt": REVISED[fields["prompt"]]}


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    with RevisingGateway("custom") as gateway:
        yield gateway.environment


@pytest.fixture(scope="module")
def studio(studio: RunningStudio) -> RunningStudio:
    """With one job for each prompt."""
    for prompt in REVISED:
        path = studio.submit(model="custom:house-model", prompt=prompt)
        wait_until(lambda path=path: 'data-state="finished"' in studio.get(path).text)
    return studio


def opened(context: BrowserContext, typed: str, job: str = LIGHTHOUSE) -> Page:
    """The studio with words in its prompt, and what the model made of a job unfolded."""
    page = context.new_page()
    go(page, "./")
    prompt(page).fill(typed)
    card(page, job).get_by_text("What the model used").click()
    return page


def prompt(page: Page) -> Locator:
    return page.get_by_label("Prompt", exact=True)


def card(page: Page, words: str) -> Locator:
    heading = page.get_by_role("heading", name=words, exact=True)
    return page.locator(".job").filter(has=heading)


def press(page: Page, name: str) -> None:
    with page.expect_response("**/composer/adopt/"):
        page.get_by_role("button", name=name).click()


# One phrase


def test_a_phrase_takes_the_place_of_the_one_that_it_replaced(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    press(page, "Adopt “flat layered tones” in place of “printed look”")
    expect(prompt(page)).to_have_value("A lighthouse on a headland, flat layered tones, quiet sky")
    expect(page.get_by_text("Adopted “flat layered tones”.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value(LIGHTHOUSE)
    assert page.evaluate("refused") == []


def test_one_phrase_after_another_makes_the_revised_prompt(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    for phrase in ("fine grain", "banded", "flat layered tones"):
        press(page, f"Adopt “{phrase}”")
        expect(page.get_by_text(f"Adopted “{phrase}”.")).to_be_visible()
    expect(prompt(page)).to_have_value(USED)
    press(page, "Adopt “banded”")
    expect(page.get_by_text("“banded” is in the prompt already.")).to_be_visible()
    expect(prompt(page)).to_have_value(USED)


def test_the_words_that_were_written_since_stay(context: BrowserContext) -> None:
    page = opened(context, f"{LIGHTHOUSE}, at dawn with gulls")
    press(page, "Adopt “banded”")
    expect(prompt(page)).to_have_value(
        "A banded lighthouse on a headland, printed look, quiet sky, at dawn with gulls"
    )


def test_undo_loses_nothing_that_was_typed_after_it(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    press(page, "Adopt “banded”")
    expect(page.get_by_text("Adopted “banded”.")).to_be_visible()
    prompt(page).press_sequentially(" at dawn")
    written = prompt(page).input_value()
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value(LIGHTHOUSE)
    expect(page.get_by_text("The prompt is as it was before.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value(written)


def test_other_words_are_never_overwritten_without_a_word(context: BrowserContext) -> None:
    page = opened(context, "A cat on a mat")
    press(page, "Adopt “banded”")
    expect(prompt(page)).to_have_value("A cat on a mat")
    expect(
        page.get_by_text("The prompt holds other words, so it was left as it is.")
    ).to_be_visible()
    page.get_by_role("button", name="Use this prompt instead").click()
    expect(prompt(page)).to_have_value("A banded lighthouse on a headland, printed look, quiet sky")
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value("A cat on a mat")


def test_all_of_it_is_taken_with_one_press(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    press(page, "Use the revised prompt")
    expect(prompt(page)).to_have_value(USED)
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value(LIGHTHOUSE)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_keys_take_a_phrase_and_stay_where_they_are(context: BrowserContext, key: str) -> None:
    page = opened(context, LIGHTHOUSE)
    phrase = page.get_by_role("button", name="Adopt “banded”")
    phrase.focus()
    with page.expect_response("**/composer/adopt/"):
        phrase.press(key)
    expect(prompt(page)).to_have_value("A banded lighthouse on a headland, printed look, quiet sky")
    expect(phrase).to_be_focused()


def test_a_press_far_down_does_not_scroll_away(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    phrase = page.get_by_role("button", name="Adopt “banded”")
    phrase.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    before = page.evaluate("scrollY")
    assert before > 0
    press(page, "Adopt “banded”")
    expect(page.get_by_text("Adopted “banded”.")).to_be_visible()
    assert page.evaluate("scrollY") == before


def test_the_browser_too_can_take_it_back(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    press(page, "Adopt “banded”")
    expect(page.get_by_text("Adopted “banded”.")).to_be_visible()
    prompt(page).press("Control+z")
    expect(prompt(page)).to_have_value(LIGHTHOUSE)


@pytest.mark.parametrize(
    ("job", "name", "made"),
    [
        (CAT, "Adopt “أزرق كبير” in place of “أحمر”", "قط أزرق كبير على الأريكة"),
        (HARBOUR, "Adopt “朝” in place of “夜”", "朝の港、静かな海"),
        (EMOJI, "Adopt “👍🏿” in place of “👍🏽”", "A flag 👍🏿 at sea"),
        (FOUR, "Adopt “grey” in place of “white”", "A green boat at a grey pier"),
    ],
)
def test_phrases_of_any_script(context: BrowserContext, job: str, name: str, made: str) -> None:
    page = opened(context, job, job)
    press(page, name)
    expect(prompt(page)).to_have_value(made)


def test_what_is_written_from_right_to_left_is_shown_so(context: BrowserContext) -> None:
    page = opened(context, "", CAT)
    expect(card(page, CAT).locator("[data-revised-prompt]")).to_have_css("direction", "rtl")


# Without a composer, and without scripts


def test_on_the_image_page_a_phrase_leads_to_the_composer(context: BrowserContext) -> None:
    page = context.new_page()
    go(page, "./")
    card(page, LIGHTHOUSE).locator("[data-image] a").first.click()
    expect(page.locator("[data-revised-prompt]")).to_have_text(USED)
    page.get_by_role("link", name="Adopt “banded”").click()
    expect(prompt(page)).to_have_value("A banded lighthouse on a headland, printed look, quiet sky")


def test_without_scripts_the_phrases_of_a_card_are_links(
    browser: Browser, studio: RunningStudio
) -> None:
    studio.clear_composer()
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    card(page, LIGHTHOUSE).get_by_text("What the model used").click()
    page.get_by_role("link", name="Adopt “fine grain”").click()
    expect(prompt(page)).to_have_value(f"{LIGHTHOUSE}, fine grain")
    page.goto("./")
    card(page, LIGHTHOUSE).get_by_text("What the model used").click()
    card(page, LIGHTHOUSE).get_by_role("link", name="Use the revised prompt").click()
    expect(prompt(page)).to_have_value(USED)
    context.close()


# To the eye


def test_the_unfolded_words_never_scroll_sideways(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_card_that_is_drawn_anew_while_it_is_read_stays_unfolded(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    read = card(page, LIGHTHOUSE)
    number = read.evaluate("card => (card.old = true, card.id.replace('job-', ''))")
    page.evaluate(f"htmx.ajax('GET', '/jobs/changes/?seen={number}.0', {{ swap: 'none' }})")
    page.wait_for_function(f"!document.getElementById('job-{number}').old")
    expect(read.get_by_role("button", name="Adopt “banded”")).to_be_visible()


def test_nothing_moves_when_a_phrase_is_taken(context: BrowserContext) -> None:
    page = opened(context, LIGHTHOUSE)
    page.evaluate("shifts.length = 0")
    press(page, "Adopt “banded”")
    expect(page.get_by_text("Adopted “banded”.")).to_be_visible()
    assert sum(page.evaluate("shifts")) < 0.001


# Signs as the browser knows them

BREAKS = """texts => {
  const signs = new Intl.Segmenter("und", { granularity: "grapheme" });
  return texts.map(text => [...signs.segment(text)].map(({ index }) => index));
}"""


def starts(text: str) -> set[int]:
    """Of the tokens, as a browser counts."""
    found, at = set(), 0
    for token in TOKEN.findall(text):
        found.add(at)
        at += len(token.encode("utf-16-le", "surrogatepass")) // 2
    return found


@pytest.fixture(scope="module")
def blank(chrome: Chrome) -> Iterator[Page]:
    page = chrome.browser.new_page()
    yield page
    page.close()


@settings(deadline=None)
@given(text=texts)
def test_no_word_begins_within_what_the_browser_takes_for_one_sign(blank: Page, text: str) -> None:
    text = text.encode("utf-16", "replace").decode("utf-16")
    assert starts(text) <= set(blank.evaluate(BREAKS, [text])[0])


def test_no_pair_of_signs_is_split_either(blank: Page) -> None:
    pairs = [one + other for one in NASTY for other in NASTY]
    told = [text.encode("utf-16", "replace").decode("utf-16") for text in pairs]
    for text, breaks in zip(told, blank.evaluate(BREAKS, told), strict=True):
        assert starts(text) <= set(breaks), ascii(text)
