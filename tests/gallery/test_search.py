from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from gallery import counters, results, search
from gallery.models import Collection, Guest, Image, Review, Share, Tag, Tagging, User
from gallery.search.tokens import cut
from gallery.searches import Search

pytestmark = pytest.mark.django_db

NUMBERS = count(1)


def an_image(prompt: str = "", **fields: Any) -> Image:
    known = {"origin": "made", "file_format": "png", "bytes": 10, "color": "#808080"}
    size = {"width": 1024, "height": 1024, "digest": f"{next(NUMBERS):064x}"}
    image = Image.objects.create(prompt=prompt, **{**known, **size, **fields})
    search.put([image])
    counters.count([image], 1)
    return image


def found(address: str, **paging: int) -> list[int]:
    return results.ids(Search.parse(address), None, **paging)


def words(text: str) -> list[str]:
    return [token.text for token in cut(text)]


def test_text_is_cut_into_words_without_case_accents_and_width() -> None:
    assert words("Café ＦＯＧ, sci-fi’s STRASSE/straße 4K") == [
        "cafe", "fog", "sci", "fi", "s", "strasse", "strasse", "4k",
    ]  # fmt: skip


def test_scripts_without_spaces_are_cut_sign_by_sign() -> None:
    assert words("灯塔 over 海, がとう서울") == [
        "灯",
        "塔",
        "over",
        "海",
        "が",
        "と",
        "う",
        "서",
        "울",
    ]


@pytest.mark.parametrize(
    "text", ["हिन्दी भाषा", "\U0001e900\U0001e944\U0001e901 \U0001e902"], ids=["Hindi", "Adlam"]
)
def test_letters_keep_their_marks(text: str) -> None:
    assert len(words(text)) == 2


@pytest.mark.parametrize(
    "query", ["fog", "FOG", "fóg", "harbour fog", '"fog over"', "harb*", "fog -sun"]
)
def test_words_phrases_prefixes_and_exclusions_find(query: str) -> None:
    wanted = an_image("Harbour, fog over the water")
    an_image("A sun over the hills")
    assert found(f"q={query}") == [wanted.pk]


@pytest.mark.parametrize("query", ['"over fog"', "ha", "fog -harbour", "-over", "sun"])
def test_and_leave_out_what_does_not_fit(query: str) -> None:
    an_image("Harbour, fog over the water")
    assert found(f"q={query}") == []


@pytest.mark.parametrize("query", ["灯塔", "塔", "日の出", "出", '"灯塔"', "-山 灯"])
def test_chinese_and_japanese_are_found_by_one_sign_and_by_two(query: str) -> None:
    wanted = an_image("一座灯塔在海边，日の出")
    an_image("塔灯 の 日出 山" if query not in {"塔", "出"} else "山")
    assert found(f"q={query}") == [wanted.pk]


def test_no_phrase_runs_from_one_text_into_the_next() -> None:
    an_image("a red fox", revised_prompt="jumps high")
    assert found('q="fox jumps"') == []


def test_revised_prompt_note_tags_and_comments_are_searched() -> None:
    image = an_image("plain", revised_prompt="velvet", note="drawn with care")
    tag = Tag.objects.create(name="Summer campaign", key="summer campaign")
    Tagging.objects.create(tag=tag, image=image)
    image.comments.create(text="the horizon tilts")
    search.later([image.pk])
    while counters.catch_up():
        pass
    for query in ("velvet", "care", "campaign", "tilts plain"):
        assert found(f"q={query}") == [image.pk]


def test_filters_meet_and_values_of_one_filter_join() -> None:
    a = an_image("a", provider="google", model="g1", aspect_ratio="16:9", resolution="2K")
    b = an_image("b", provider="openai", model="o1", aspect_ratio="16:9")
    c = an_image("c", provider="openai", model="o1", aspect_ratio="1:1")
    assert found("ratio=16:9") == [b.pk, a.pk]
    assert found("provider=openai&ratio=16:9") == [b.pk]
    assert found("model=openai:o1&model=google:g1") == [c.pk, b.pk, a.pk]
    assert found("tier=2K") == [a.pk]
    assert found("provider=nobody") == []


def test_marks_are_filters_too() -> None:
    image, other = an_image("a"), an_image("b")
    tag = Tag.objects.create(name="X", key="x")
    Tagging.objects.create(tag=tag, image=image)
    Review.objects.create(image=image, verdict="pick", stars=4)
    assert found("tag=x") == found("verdict=pick") == found("stars=3&q=a") == [image.pk]
    assert found("stars=5") == found("tag=x&q=b") == []
    assert found("verdict=unjudged") == found("verdict=none") == [other.pk]
    assert found("tag=x&verdict=pick&stars=1&by=me") == [image.pk]


def test_without_a_login_what_a_guest_said_is_not_ours() -> None:
    link = Share.objects.create(collection=Collection.objects.create(name="Picks"), seed="t")
    guest = Guest.objects.create(share=link, key="k", name="Gus")
    image = an_image("a")
    Review.objects.create(image=image, guest=guest, verdict="pick")
    assert found("verdict=pick") == [image.pk]
    assert found("verdict=pick&by=me") == []


def test_trash_and_uploads_are_left_out() -> None:
    an_image("fog", origin="uploaded")
    gone = an_image("fog")
    Image.objects.filter(pk=gone.pk).update(trashed_at=gone.created_at)
    assert found("") == found("q=fog") == []
    assert len(found("origin=uploaded")) == 1


@pytest.mark.parametrize("address", ["", "q=fog", "order=oldest", "q=fog&order=oldest"])
def test_pages_go_there_and_back(address: str) -> None:
    made = [an_image("fog").pk for _ in range(7)]
    order = made if "oldest" in address else made[::-1]
    wanted = Search.parse(address)
    first = results.page(wanted, None, size=3)
    second = results.page(wanted, None, size=3, before=first.older)
    third = results.page(wanted, None, size=3, before=second.older)
    assert [i.pk for p in (first, second, third) for i in p.images] == order
    assert (first.newer, third.older, first.total) == (
        None,
        None,
        7 if "q" not in address else None,
    )
    back = results.page(wanted, None, size=3, after=third.newer)
    assert [i.pk for i in back.images] == order[3:6]
    assert results.page(wanted, None, size=3, after=second.newer).newer is None


@pytest.mark.parametrize("address", ["", "q=fog", "verdict=pick", "q=fog&verdict=pick"])
@pytest.mark.parametrize("stack", ["job", "recipe"])
def test_stacks_fold_what_fits_into_its_newest(address: str, stack: str) -> None:
    job = "11111111-1111-1111-1111-111111111111"
    one = [an_image("fog", job=job, recipe="r" * 64) for _ in range(3)]
    alone = an_image("fog")
    for image in (*one[:2], alone):
        Review.objects.create(image=image, verdict="pick")
    newest = one[1] if "pick" in address else one[2]
    assert found(f"{address}&stack={stack}") == [alone.pk, newest.pk]
    oldest = found(f"{address}&stack={stack}&order=oldest")
    assert oldest == [one[0].pk, alone.pk]


@pytest.mark.parametrize("address", ["", "q=fog", "verdict=pick", "tag=x"])
def test_a_stack_tells_how_many_fit_and_opens_as_a_search(address: str) -> None:
    job, recipe = "11111111-1111-1111-1111-111111111111", "r" * 64
    tag = Tag.objects.create(name="X", key="x")
    one = [an_image("fog", job=job, recipe=recipe) for _ in range(3)]
    an_image("fog", job=job, recipe=recipe, trashed_at=one[0].created_at)
    alone = an_image("fog")
    for image in (*one[1:], alone):
        Review.objects.create(image=image, verdict="pick")
        Tagging.objects.create(image=image, tag=tag)
    fit = one if address in {"", "q=fog"} else one[1:]
    for stack, opened in (("job", f"job={job}"), ("recipe", f"recipe={recipe}")):
        wanted = Search.parse(f"{address}&stack={stack}")
        assert results.page(wanted, None).stacks == {alone.pk: 1, one[2].pk: len(fit)}
        assert found(f"{address}&{opened}") == [image.pk for image in fit[::-1]]


def test_days_are_both_within() -> None:
    images = [an_image("fog") for _ in range(4)]
    for number, image in enumerate(images, 1):
        Image.objects.filter(pk=image.pk).update(created_at=f"2026-03-0{number}T12:00Z")
    within = [images[2].pk, images[1].pk]
    assert found("since=2026-03-02&until=2026-03-03") == within
    assert found("q=fog&since=2026-03-02&until=2026-03-03") == within
    assert found("since=2026-03-09") == found("until=2026-02-01") == []


def test_a_page_takes_two_statements_and_tells_names(django_assert_num_queries: Any) -> None:
    ada = User.objects.create_user("ada")
    image = an_image("fog", provider="google", provider_label="Google", made_by=ada)
    Review.objects.create(image=image, verdict="pick")
    address = (
        f"q=fog&provider=google&person={ada.pk}&verdict=pick&since=2000-01-01&until=2100-01-01"
    )
    with django_assert_num_queries(2):
        page = results.page(Search.parse(address), None)
    assert page.images == [image]
    labels = {key.facet: choice.label for key, choice in page.known.items() if choice.label}
    assert labels == {"provider": "Google", "person": "ada"}


def test_counters_follow_and_never_count_the_table(django_assert_num_queries: Any) -> None:
    an_image("a", provider="google", provider_label="Google", model="g")
    image = an_image("b", provider="google", model="g")
    with django_assert_num_queries(1):
        assert counters.choices("provider", None) == [("google", "Google", 2)]
    counters.count([image], -1)
    assert results.page(Search.parse("provider=google"), None).total == 1


def test_an_address_is_written_as_it_was_read() -> None:
    address = "q=fog+-sun&provider=google&tag=x&verdict=pick&stars=2"
    address += "&since=2026-11-01&job=11111111-1111-1111-1111-111111111111"
    address += "&recipe=abc&order=oldest&stack=job"
    assert Search.parse(address).address == address
    assert (
        Search.parse("stars=9&since=yesterday&order=x&before=4&q=%00&job=1&recipe=%2B").address
        == ""
    )


HOSTILE = (
    '"', "-", "*", "-*", '""', "NOT", "a AND b", "words:x", "(", "'", "\\", "x" * 3000,
    "a* b* -c*", "¦", "\ud800", "=", ":*", "a:1", '"a" *', "{a} : b", "NEAR(a b)",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_sign_breaks_the_search(query: str) -> None:
    with transaction.atomic():
        results.page(Search.of(MultiValueDict({"q": [query], "tag": [query]})), None)


def test_matches_are_marked_where_they_stand() -> None:
    text = "Fog, fog over Harbour"
    marked = search.marked(text, search.terms('fog "over harb"* -sun'))
    assert [text[start:end] for start, end in marked] == ["Fog", "fog", "over Harbour"]


def test_plain_letters_are_cut_like_all_others() -> None:
    text = "Harbour_fog, SCI-FI 4K: it's " + "x" * 70
    plain, other = words(text), words(f"{text} é")
    assert plain == other[:-1]
    assert plain[-1] == "x" * 64


def test_what_is_tidied_is_found_as_before() -> None:
    made = [an_image("fog").pk for _ in range(30)]
    for _ in range(3):
        assert not counters.catch_up()
    assert found("q=fog") == made[::-1]


@pytest.mark.parametrize("order", ["", "&order=oldest"])
def test_days_pages_and_marks_bound_a_search_together(order: str) -> None:
    made = [an_image("fog") for _ in range(8)]
    for number, image in enumerate(made, start=1):
        noon = datetime(2026, 5, number, 12, tzinfo=UTC)
        Image.objects.filter(pk=image.pk).update(created_at=noon)
    for image in made[1:7]:
        Review.objects.create(image=image, verdict="pick")
    pks = [image.pk for image in made[2:6]]
    wanted = pks if order else pks[::-1]
    for words in ("", "&q=fog"):
        address = f"verdict=pick&since=2026-05-03&until=2026-05-06{words}{order}"
        assert found(address) == wanted
        assert found(address, start=wanted[1]) == wanted[2:]
        assert found(address, start=wanted[2], is_back=True) == wanted[1::-1]
        assert found(address, start=wanted[0], is_back=True) == []
        assert found(f"verdict=pick&since=2999-01-01{words}{order}", start=wanted[1]) == []
        assert found(f"verdict=reject{words}{order}", start=wanted[1]) == []


@pytest.mark.parametrize("order", ["", "&order=oldest"])
@pytest.mark.parametrize("filters", ["q=fog", "q=fog&verdict=pick", "provider=google&stack=job"])
def test_pages_go_on_over_any_distance(filters: str, order: str) -> None:
    near = [an_image("fog", pk=pk, provider="google") for pk in (3, 4, 5000, 5001, 5002)]
    far = [an_image("fog", pk=pk, provider="google") for pk in (7500, 90_000, 90_001, 900_000)]
    made = [image.pk for image in (*near, *far)]
    for image in (*near, *far, an_image("sun", pk=7501), an_image("sun", pk=890_000)):
        Review.objects.create(image=image, verdict="pick")
    wanted = made if order else made[::-1]
    for size in (1, 2, 3, 60):
        address = filters + order
        shown = found(address, size=size)
        while shown[-size:] and (more := found(address, start=shown[-1], size=size)):
            shown += more
        assert shown == wanted
        assert found(address, start=wanted[5], size=size, is_back=True) == wanted[4::-1][:size]
