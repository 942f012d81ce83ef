"""dieyuyun: what goes out and what comes back, over a mocked wire and over sockets."""

from itertools import product

import httpx
import pytest

from studio.providers import (
    Brief,
    CreditsError,
    Made,
    NoImageError,
    RefusedError,
    UnreadableError,
    Waiting,
    get,
)

from .conftest import finished, provider_of

MODEL = "gemini-3.1-flash-image"
HERE = "https://open.dieyuyun.com/v1"


@pytest.fixture
def provider():
    return get("dieyuyun")(key="good-key")


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "1:1"}, {"size": "1024x1024"}),
        ({"aspect_ratio": "3:2"}, {"size": "1536x1024"}),
        ({"aspect_ratio": "2:3"}, {"size": "1024x1536"}),
        ({"quality": "hd"}, {"quality": "hd"}),
        ({"response_format": "b64_json"}, {"response_format": "b64_json"}),
        ({"resolution": "4K", "seed": 7, "async": True}, {}),
    ],
)
def test_the_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(Brief(model=MODEL, prompt="a fox", parameters=parameters, count=2))
    assert (request.method, request.url) == ("POST", f"{HERE}/images/generations")
    assert request.json == {"model": MODEL, "prompt": "a fox", "n": 2, **fields}


def test_every_shape_quality_and_way_of_answering_is_taken(dieyuyun_gateway, spool):
    provider = provider_of(dieyuyun_gateway)
    known = provider.offered()[0].generate.parameters
    for values in product(*(parameter.choices for parameter in known)):
        chosen = {parameter.name: value for parameter, value in zip(known, values, strict=True)}
        brief = Brief(model=MODEL, prompt="a fox", parameters=chosen, count=4)
        made = finished(provider, brief, spool)
        assert [picture.revised_prompt for picture in made.pictures] == [
            "a fox, in soft morning light"
        ] * 4
    assert len(dieyuyun_gateway.paid) == 12


def test_a_model_of_a_persons_own_takes_the_same():
    (spec,) = get("dieyuyun")(key="k", models=["gemini-4-image"]).offered()
    assert spec.generate == get("dieyuyun")(key="k").offered()[0].generate


def test_it_makes_pictures_from_words_only(provider):
    (spec,) = provider.offered()
    assert spec.id == MODEL
    assert spec.edit is None
    assert spec.max_inputs == 0


def test_size_is_told_before_the_click(provider):
    assert provider.size(MODEL, "3:2", "") == (1536, 1024)
    assert provider.size(MODEL, "16:9", "") is None


def answered(provider, spool, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.read(provider.submit(Brief(model=MODEL, prompt="a fox"), spool))


LINK = "https://cdn.example/1.png"


@pytest.mark.parametrize(
    "body",
    [
        {"created": 1, "data": [{"url": LINK, "revised_prompt": "a red fox"}]},
        {"result": {"data": [{"url": LINK, "revised_prompt": "a red fox"}]}},
        {"id": "t", "status": "done", "result": [{"url": LINK, "revised_prompt": "a red fox"}]},
        {"id": "t", "status": "success", "results": {"url": LINK, "revised_prompt": "a red fox"}},
        {"url": LINK, "revised_prompt": "a red fox"},
        {"code": 0, "data": {"id": "t", "status": "done", "images": [{"url": [LINK]}]}},
        {"error": None, "data": [LINK]},
    ],
)  # fmt: skip
def test_pictures_are_found_wherever_they_lie(provider, spool, wire, body):
    made = answered(provider, spool, wire, body)
    assert isinstance(made, Made)
    assert [picture.url for picture in made.pictures] == [LINK]
    assert made.pictures[0].revised_prompt in {"a red fox", ""}


@pytest.mark.parametrize("state", ["queued", "processing", "in_progress", "RUNNING", "pending"])
def test_a_task_is_waited_for(provider, spool, wire, state):
    body = {"id": "t-1", "status": state, "progress": "40%", "url": f"{HERE}/tasks/t-1"}
    waiting = answered(provider, spool, wire, body)
    assert isinstance(waiting, Waiting)
    assert waiting.handle["id"] == "t-1"
    assert waiting.progress == 40


@pytest.mark.parametrize(
    ("told", "percent"), [(40, 40), (0.4, 40), (1, 1), ("x", None), (150, 100)]
)
def test_progress_is_read_in_its_spellings(provider, spool, wire, told, percent):
    body = {"id": "t-1", "status": "running", "progress": told}
    assert answered(provider, spool, wire, body).progress == percent


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"id": "t", "status": "failed", "error": {"message": "worker died"}}, NoImageError),
        ({"id": "t", "status": "error", "fail_reason": "content policy violation"}, RefusedError),
        ({"id": "t", "status": "failed", "error": "insufficient_balance"}, CreditsError),
        ({"id": "t", "status": "cancelled"}, NoImageError),
        ({"id": "t", "status": "failed", "error": {"code": "rate_limit"}}, NoImageError),
        ({"id": "t", "status": "failed", "error": {"code": 408}}, NoImageError),
        ({"id": "t", "status": "failed", "url": None, "progress": 30}, NoImageError),
        ({"id": "t", "status": "resting"}, UnreadableError),
        ({"id": "t", "state": "queued?"}, UnreadableError),
        ({"created": 1, "data": [], "message": "nothing came"}, NoImageError),
        ({"code": 0, "message": "success", "data": {"images": []}}, NoImageError),
        ({"created": 1, "data": []}, NoImageError),
        ({"created": 1, "data": None}, NoImageError),
        ({"data": [{"revised_prompt": "a red fox"}]}, NoImageError),
        ({}, UnreadableError),
        ([], UnreadableError),
        ("fox", UnreadableError),
        (None, UnreadableError),
        ({"status": "queued"}, UnreadableError),
        ({"id": "t"}, UnreadableError),
        ({"error": {"message": "no idea"}}, UnreadableError),
        ({"data": [], "error": {"code": "moderation_blocked", "message": "no"}}, RefusedError),
        ({"data": [{"b64_json": "not base64!"}]}, UnreadableError),
        ({"data": [{"url": "data:text/html;base64,AAAA"}]}, UnreadableError),
        ({"data": [{"url": "https://[cdn/1.png"}]}, UnreadableError),
    ],
)
def test_what_holds_no_picture_is_told_by_its_words(provider, spool, wire, body, error):
    with pytest.raises(error) as caught:
        answered(provider, spool, wire, body)
    assert type(caught.value) is error


def test_why_a_task_failed_is_told_with_its_number(provider, spool, wire):
    body = {"id": "t-7", "status": "failed", "error": {"message": "worker died"}, "usage": {"n": 1}}
    with pytest.raises(NoImageError, match="worker died") as caught:
        answered(provider, spool, wire, body)
    assert (caught.value.request_id, caught.value.usage) == ("t-7", {"n": 1})
    with pytest.raises(NoImageError, match="gives no reason"):
        answered(provider, spool, wire, {"id": "t-7", "status": "cancelled"})


def test_a_task_is_asked_for_slower_and_slower(provider, spool, wire):
    outcome = answered(provider, spool, wire, {"id": "t-1", "status": "queued"})
    pauses = [outcome.check_after]
    with wire(lambda _request: httpx.Response(200, json={"id": "t-1", "status": "running"})):
        for _ in range(3):
            outcome = provider.check(outcome.handle)
            pauses.append(outcome.check_after)
    assert pauses[0] == 3.0
    assert pauses == sorted(set(pauses))


def test_a_task_that_is_done_without_a_picture_is_asked_a_few_times(provider, spool, wire):
    body = {"id": "t-1", "status": "completed"}
    asked = []

    def gateway(request):
        asked.append(str(request.url))
        return httpx.Response(200, json=body)

    outcome = answered(provider, spool, wire, body)
    with wire(gateway):
        for _ in range(provider.most_empty - 1):
            outcome = provider.check(outcome.handle)
        with pytest.raises(NoImageError):
            provider.check(outcome.handle)
    assert asked == [f"{HERE}/tasks/t-1"] * provider.most_empty


def test_one_broken_picture_does_not_discard_its_siblings(provider, spool, wire):
    body = {"data": [{"b64_json": "broken!"}, {"b64_json": "aGVsbG8="}, {"url": LINK}]}
    made = answered(provider, spool, wire, body)
    assert [bool(picture.data) for picture in made.pictures] == [True, True, False]
    assert made.pictures[1].data == b"hello"


def test_a_data_uri_is_read_in_place(provider, spool, wire):
    body = {"data": [{"url": "data:image/png;base64,aGVsbG8="}]}
    (picture,) = answered(provider, spool, wire, body).pictures
    assert (picture.data, picture.url) == (b"hello", "")


def test_a_relative_link_is_of_the_gateway(provider, spool, wire):
    (picture,) = answered(provider, spool, wire, {"data": [{"url": "/files/1.png"}]}).pictures
    assert picture.url == "https://open.dieyuyun.com/files/1.png"


def test_two_pictures_with_their_revised_prompts(dieyuyun_gateway, spool):
    provider = provider_of(dieyuyun_gateway)
    brief = Brief(
        model=MODEL,
        prompt="a fox",
        parameters={"aspect_ratio": "2:3", "quality": "hd", "response_format": "url"},
        count=2,
    )
    made = provider.read(provider.submit(brief, spool))
    assert [picture.revised_prompt for picture in made.pictures] == [
        "a fox, in soft morning light"
    ] * 2
    assert len({picture.url for picture in made.pictures}) == 2
    assert len(dieyuyun_gateway.posts) == 1


def test_a_task_is_followed_to_its_pictures(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("task")
    provider = provider_of(dieyuyun_gateway)
    outcome = provider.read(provider.submit(Brief(model=MODEL, prompt="a fox"), spool))
    progress = []
    while isinstance(outcome, Waiting):
        progress.append(outcome.progress)
        outcome = provider.check(outcome.handle)
    assert progress == [None, 33, 66]
    assert outcome.pictures[0].url.startswith(dieyuyun_gateway.origin)
    assert len(dieyuyun_gateway.posts) == 1


def test_fewer_pictures_than_asked_are_kept(dieyuyun_gateway, spool):
    dieyuyun_gateway.will("fewer pictures")
    brief = Brief(model=MODEL, prompt="a fox", count=3)
    assert len(finished(provider_of(dieyuyun_gateway), brief, spool).pictures) == 2


def test_the_free_question_tells_the_models(dieyuyun_gateway):
    assert provider_of(dieyuyun_gateway).account().models == (MODEL,)
    assert dieyuyun_gateway.paid == []


@pytest.mark.parametrize("told", [{"status": "running"}, {"status": "done", "data": []}])
def test_a_task_is_asked_for_by_the_id_that_it_was_given(provider, wire, told):
    with wire(lambda _request: httpx.Response(200, json={"id": "picture-9", **told})):
        assert provider.check({"id": "t-1"}).handle["id"] == "t-1"
