"""What differs between two prompts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.differences import TOKEN, Part, Tokens, compare, comparison

LIGHTHOUSE = "A lighthouse on a headland, printed look, quiet upper third for type"
NASTY = [
    *("a", "the", "boat", "Boat", "red", " ", "  ", "\n", "\r\n", ",", ", ", ".", "’", "'", "-"),
    *("色", "灯", "塔", "，", "が", "か\u3099", "ｶ\uff9e", "한국", "\u1100", "\u1161", "_", "7"),
    *("แ", "ม", "ว", "น้ำ", "เกาะ", "ເມືອງ", "ខ្មែ", "\u17d2", "မြန်", "င်္ဘော", "\u1039"),
    *("हिन्दी", "क्ष", "र्\u200dम", "قط", "\u064e", "שׁ", "e\u0301", "\u0301", "é", "\u200b", "\u200e"),
    *("👍", "🏽", "👩", "\u200d", "👧", "❤\ufe0f", "1\ufe0f\u20e3", "🇩", "🇪", "\u200c", "\ud83d"),
    *("\ude00", "🏴\U000e0067\U000e0062\U000e007f"),
]
"""What is put together to texts that a careless cut would break."""

texts = st.one_of(st.text(), st.lists(st.sampled_from(NASTY)).map("".join))


def changed(parts: Sequence[Part]) -> list[str]:
    return [part.text for part in parts if part.is_changed]


def text(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


def swaps(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.out, change.put) for change in comparison(before, after).changes]


@pytest.mark.parametrize(
    ("before", "after", "taken", "put"),
    [
        ("a red boat", "a red boat", [], []),
        ("a red boat", "a blue boat", ["red"], ["blue"]),
        ("a boat", "a small red boat", [], ["small red"]),
        ("a boat, at night", "a boat", [", at night"], []),
        ("A Boat", "a boat", [], []),
        ("the boat's mast", "the ship's mast", ["boat's"], ["ship's"]),
        ("", "a boat", [], ["a boat"]),
        ("红色的灯塔", "蓝色的灯塔", ["红"], ["蓝"]),
        ("夜の港 4K", "朝の港 4K", ["夜"], ["朝"]),
        ("แมวสีแดง", "แมวสีน้ำเงิน", ["แดง"], ["น้ำเงิน"]),
        ("ເມືອງເກົ່າ", "ເມືອງໃໝ່", ["ເກົ່າ"], ["ໃໝ່"]),
        ("ឆ្មាពណ៌ក្រហម", "ឆ្មាពណ៌ខៀវ", ["ក្រហម"], ["ខៀវ"]),
        ("ကြောင်နီ", "ကြောင်ပြာ", ["နီ"], ["ပြာ"]),
        ("قط أحمر على الأريكة", "قط أزرق على الأريكة", ["أحمر"], ["أزرق"]),
        ("लाल नाव", "नीली नाव", ["लाल"], ["नीली"]),
        ("빨간 배", "파란 배", ["빨간"], ["파란"]),
        ("a 👍🏽 sign", "a 👍🏿 sign", ["👍🏽"], ["👍🏿"]),
        ("flag 🇩🇪", "flag 🇩🇰", ["🇩🇪"], ["🇩🇰"]),
        ("👩‍👩‍👧 at sea", "👩‍👩‍👦 at sea", ["👩‍👩‍👧"], ["👩‍👩‍👦"]),
    ],
)
def test_words_and_signs_that_changed_are_marked(
    before: str, after: str, taken: list[str], put: list[str]
) -> None:
    olds, news = compare(before, after)
    assert changed(olds) == taken
    assert changed(news) == put


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("don't say “boat”", 'don’t say "boat"'),
        ("a  boat\r\nat sea", "a boat at sea"),
        ("café", "cafe\u0301"),
        ("STRASSE", "straße"),
        ("\u200fقط\u200f أحمر", "قط أحمر"),
    ],
)
def test_what_nobody_sees_is_no_change(before: str, after: str) -> None:
    assert swaps(before, after) == []


def test_each_phrase_that_was_put_in_knows_the_one_that_it_replaces() -> None:
    revised = (
        "A banded lighthouse on a headland, flat layered tones like a screen print, fine grain, "
        "quiet upper third for type"
    )
    assert swaps(LIGHTHOUSE, revised) == [
        ("", "banded"),
        ("printed look", "flat layered tones like a screen print, fine grain"),
    ]
    inserted = [part.change for part in comparison(LIGHTHOUSE, revised).after if part.is_changed]
    assert [change and change.number for change in inserted] == [1, 2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "a cat sleeping in the sun on a red sofa, cozy",
            "In a warmly lit living room, a ginger tabby dozes while golden rays stream through.",
        ),
        (
            "红色的猫在阳光下睡觉，温馨的房间",
            "一只毛茸茸的橘色虎斑幼崽蜷缩在复古沙发上打盹，金色光线透过窗户洒落，氛围宁静而舒适的居家摄影",
        ),
    ],
)
def test_a_prompt_that_was_written_anew_is_one_change_and_no_confetti(
    before: str, after: str
) -> None:
    assert swaps(before, after) == [(before, after)]


def test_single_words_between_long_changes_are_part_of_them() -> None:
    before = "An old tower near the sea and two small white boats, quiet upper third for type"
    after = "A tall lighthouse on the cliff above a few sailing ships, quiet upper third for type"
    assert len(swaps(before, after)) == 1
    assert changed(compare(before, after)[1])[0].endswith("sailing ships")


def test_words_between_insertions_stay_what_they_are() -> None:
    before = "fog, early morning"
    assert swaps(before, "thick grey fog, soft warm early morning") == [
        ("", "thick grey"),
        ("", "soft warm"),
    ]


def test_single_words_that_were_swapped_stay_single() -> None:
    assert swaps("red boat in blue sea", "green boat in yellow sea") == [
        ("red", "green"),
        ("blue", "yellow"),
    ]


def test_a_phrase_begins_and_ends_where_its_clause_does() -> None:
    assert swaps("a boat, a ship", "a boat, a big boat, a ship") == [("", "a big boat,")]
    assert swaps("a boat, a big boat, a ship", "a boat, a ship") == [("a big boat,", "")]


# For any texts


@given(texts, texts)
def test_the_parts_joined_are_the_prompts(before: str, after: str) -> None:
    olds, news = compare(before, after)
    assert (text(olds), text(news)) == (before, after)
    assert all(part.text for part in (*olds, *news))


@given(texts)
def test_the_words_joined_are_the_text(whole: str) -> None:
    assert "".join(TOKEN.findall(whole)) == whole


@given(texts, texts)
def test_no_part_begins_or_ends_within_a_sign(before: str, after: str) -> None:
    for whole, side in zip((before, after), compare(before, after), strict=True):
        tokens = [token for part in side for token in TOKEN.findall(part.text)]
        assert tokens == TOKEN.findall(whole)


@given(texts, texts)
def test_what_was_kept_is_the_same_in_both(before: str, after: str) -> None:
    olds, news = compare(before, after)
    kept = [[key for part in side if not part.is_changed for key in Tokens(part.text).keys]
            for side in (olds, news)]  # fmt: skip
    assert kept[0] == kept[1]


@given(texts, texts)
def test_all_changes_made_give_the_revised_prompt(before: str, after: str) -> None:
    made, done = "", 0
    for change in comparison(before, after).changes:
        made += before[done : change.start] + change.text
        done = change.end
    assert Tokens(made + before[done:]).keys == Tokens(after).keys


@given(texts)
def test_a_text_does_not_differ_from_itself(whole: str) -> None:
    assert comparison(whole, whole).changes == ()


# In time


def numbered(numbers: Iterable[int]) -> str:
    return " ".join(f"w{number}" for number in numbers)


def test_very_long_prompts_differ_as_a_whole() -> None:
    before, after = "boat " * 4000, "ship " * 4000
    assert swaps(f"A {before}at sea", f"A {after}at sea") == [(before.strip(), after.strip())]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("boat " * 2900, "boat " * 2000 + "ship " + "boat " * 900),
        ("a b " * 1400 + "x", "y b a " * 900),
        (numbered(range(2900)), numbered(range(2900, 0, -1))),
        (numbered(i % 170 for i in range(2900)), numbered(i * i % 170 for i in range(2900))),
        ("灯塔" * 1450, "塔" * 1450 + "灯" * 1450),
        ("a\u0301" * 9000, "a'" * 9000),
        ("\u200d" * 9000, "👩\u200d" * 9000),
    ],
)
def test_the_search_ends_in_time_whatever_it_is_given(before: str, after: str) -> None:
    comparison.cache_clear()
    started = thread_time()
    compare(before, after)
    assert thread_time() - started < 0.5
