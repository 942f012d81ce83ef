"""The Lumenfall server takes what the vendor takes, and answers as the vendor does."""

import base64
import io

import httpx
import pytest
from PIL import Image

from tests.running import wait_until

from . import pictures
from .asking import SOON, client
from .fixtures import *  # noqa: F403
from .lumenfall import LOST
from .lumenfall_errors import ERRORS, TYPES
from .lumenfall_fields import FORMS, MODEL, catalogued

HEADERS = {"Authorization": "Bearer good-key"}
FOX = {"model": MODEL, "prompt": "a fox"}
PNG = ("a.png", pictures.png((8, 8)), "image/png")
JPEG = ("a.jpg", pictures.flat((16, 9), "jpeg"), "image/jpeg")
FULL = {
    "n": 10,
    "size": "16:9",
    "aspect_ratio": "1:1",
    "resolution": "4K",
    "seed": 0,
    "response_format": "url",
    "output_format": "webp",
    "output_compression": 80,
    "user": "job-42",
}


def post(gateway, route="generations", query="", **content):
    path = f"{gateway.base_url}/images/{route}{query}"
    return client.post(path, headers=HEADERS, **content)


def generate(gateway, fields=(), query=""):
    return post(gateway, query=query, json={**FOX, **dict(fields)})


def edit(gateway, fields=(), files=(("image", PNG),), query=""):
    return post(gateway, "edits", query, data={**FOX, **dict(fields)}, files=list(files))


def ask(gateway, path):
    return client.get(f"{gateway.origin}{path}", headers=HEADERS)


def kept(gateway, **questions):
    return client.get(f"{gateway.origin}/v1/requests", headers=HEADERS, params=questions).json()


def picture(link):
    return Image.open(io.BytesIO(client.get(link).content))


def code(answer):
    return answer.status_code, answer.json().get("error", {}).get("code")


@pytest.mark.parametrize("fields", [{}, FULL, {"size": "auto", "resolution": "auto"}])
def test_an_order_to_the_letter_is_taken(lumenfall_gateway, fields):
    answer = generate(lumenfall_gateway, fields)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert len(body["data"]) == fields.get("n", 1)
    assert body["output_format"] == fields.get("output_format", "png")
    assert body["data"][0]["revised_prompt"].startswith("a fox, ")
    assert body["metadata"]["executed_model"] == f"vertex/{MODEL}"
    assert body["metadata"]["cost"] == (1.51 if fields.get("n") else 0.0672)
    record = kept(lumenfall_gateway)["data"][0]
    assert answer.headers["X-Lumenfall-Request-Id"] == record["id"]
    assert answer.headers["X-Lumenfall-Provider"] == "vertex"
    assert answer.headers["X-Lumenfall-Model"] == MODEL


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": " "},
        {"prompt": "x" * 10_001},
        {"n": 0},
        {"n": 11},
        {"n": "2"},
        {"n": True},
        {"size": "1024"},
        {"size": "0x1024"},
        {"size": "1024×1024"},
        {"size": 1024},
        {"aspect_ratio": "16x9"},
        {"aspect_ratio": "0:1"},
        {"aspect_ratio": "auto"},
        {"resolution": "512"},
        {"resolution": "1k"},
        {"seed": "7"},
        {"seed": 7.5},
        {"response_format": "b64"},
        {"output_format": "jpg"},
        {"output_format": "avif", "resolution": "2K"},
        {"output_compression": 101},
        {"user": ""},
        {"model": None},
    ],
)
def test_an_order_is_checked_field_by_field(lumenfall_gateway, fields):
    assert code(generate(lumenfall_gateway, fields)) == (400, "INVALID_REQUEST")
    assert kept(lumenfall_gateway)["data"][0]["status"] == "rejected"


@pytest.mark.parametrize(
    "model", ["nano-banana-2", f"xai/{MODEL}", MODEL.upper(), f"{MODEL}-official"]
)
def test_another_model_is_not_found(lumenfall_gateway, model):
    assert code(generate(lumenfall_gateway, {"model": model})) == (404, "MODEL_NOT_FOUND")


@pytest.mark.parametrize(
    ("provider", "good", "bad"),
    [
        ("fal", {"safety_tolerance": "6"}, {"safety_tolerance": 6}),
        ("fal", {"safety_tolerance": "1"}, {"safety_tolerance": "7"}),
        ("fal", {"thinking_level": "minimal"}, {"thinking_level": "low"}),
        ("fal", {"enable_web_search": True}, {"enable_web_search": "true"}),
        ("fal", {"limit_generations": False}, {"limit_generations": 0}),
        ("replicate", {"google_search": True}, {"google_search": "true"}),
        ("replicate", {"image_search": True}, {"image_search": 1}),
    ],
)
def test_a_forced_provider_checks_its_own_fields(lumenfall_gateway, provider, good, bad):
    model = {"model": f"{provider}/{MODEL}"}
    answer = generate(lumenfall_gateway, {**model, **good})
    assert answer.json()["metadata"]["provider"] == provider
    assert lumenfall_gateway.orders[-1].passed == {}
    assert code(generate(lumenfall_gateway, {**model, **bad})) == (400, "INVALID_REQUEST")
    assert generate(lumenfall_gateway, bad).status_code == 200
    assert lumenfall_gateway.orders[-1].passed == bad


def test_fal_gives_a_data_uri_where_that_is_asked(lumenfall_gateway):
    order = {"model": f"fal/{MODEL}", "sync_mode": True, "output_format": "jpeg"}
    link = generate(lumenfall_gateway, order).json()["data"][0]["url"]
    head, _, body = link.partition(",")
    assert head == "data:image/jpeg;base64"
    assert Image.open(io.BytesIO(base64.b64decode(body))).format == "JPEG"


def test_an_unknown_field_is_passed_on(lumenfall_gateway):
    assert generate(lumenfall_gateway, {"style": {"deep": [1]}}).status_code == 200
    assert edit(lumenfall_gateway, {"style": "vivid"}).status_code == 200
    assert [order.passed["style"] for order in lumenfall_gateway.orders] == [
        {"deep": [1]},
        "vivid",
    ]


@pytest.mark.parametrize(
    ("ratio", "tier", "size"),
    [
        ("1:1", "1K", (1024, 1024)),
        ("5:4", "0.5K", (573, 458)),
        ("4:5", "0.5K", (458, 572)),
        ("3:4", "1K", (887, 1182)),
        ("4:3", "1K", (1183, 887)),
        ("16:9", "1K", (1365, 768)),
        ("1:8", "2K", (724, 5793)),
        ("8:1", "2K", (5792, 724)),
        ("21:9", "2K", (3129, 1341)),
        ("2:3", "4K", (3345, 5017)),
        ("1:8", "4K", (1448, 11585)),
        ("4:3", "4K", (4729, 3547)),
    ],
)
def test_the_catalogue_has_the_vendors_sizes(ratio, tier, size):
    assert catalogued(ratio, tier) == size


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, (1024, 1024)),
        ({"size": "auto", "aspect_ratio": "3:4"}, (887, 1182)),
        ({"aspect_ratio": "7:1", "resolution": "0.5K"}, (1448, 181)),
        ({"aspect_ratio": "7:6"}, (1145, 916)),
        ({"size": "16:9", "aspect_ratio": "1:1"}, (1365, 768)),
        ({"size": "620x400", "aspect_ratio": "1:1", "resolution": "4K"}, (627, 418)),
        ({"size": "1920x1080", "resolution": "0.5K"}, (1365, 768)),
    ],
)
def test_a_picture_has_the_nearest_size(lumenfall_gateway, fields, size):
    lumenfall_gateway.is_true_size = True
    body = generate(lumenfall_gateway, fields).json()
    assert body["size"] == f"{size[0]}x{size[1]}"
    assert picture(body["data"][0]["url"]).size == size


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("answer", ["url", "b64_json"])
def test_a_picture_comes_in_each_format_either_way(lumenfall_gateway, form, answer):
    order = {"output_format": form, "response_format": answer, "resolution": "0.5K", "n": 2}
    items = generate(lumenfall_gateway, order).json()["data"]
    given = [
        client.get(item["url"]).content if answer == "url" else base64.b64decode(item["b64_json"])
        for item in items
    ]
    assert given[0] != given[1]
    assert {Image.open(io.BytesIO(data)).format for data in given} == {form.upper()}


def test_an_edit_is_a_form(lumenfall_gateway):
    answer = post(lumenfall_gateway, "edits", json=FOX)
    assert code(answer) == (400, "INVALID_REQUEST")
    assert "multipart/form-data" in answer.json()["error"]["message"]
    assert code(post(lumenfall_gateway, data=FOX)) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize(
    "files",
    [
        [("image", PNG)],
        [("image", PNG)] * 14,
        [("image[]", JPEG)] * 2,
        [("image", PNG), ("mask", PNG)],
        [("image", ("a.webp", pictures.flat((8, 8), "webp"), "image/webp"))],
        [("image", ("a.gif", pictures.flat((8, 8), "gif"), "image/gif"))],
    ],
)
def test_an_edit_takes_its_inputs(lumenfall_gateway, files):
    answer = edit(lumenfall_gateway, files=files)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "files",
    [
        [("mask", PNG)],
        [("picture", PNG)],
        [("image", PNG)] * 15,
        [("image", PNG), ("mask", PNG), ("mask", PNG)],
        [("image", JPEG), ("mask", PNG)],
        [("image", JPEG), ("mask", JPEG)],
        [("image", ("a.png", PNG[1], "application/octet-stream"))],
        [("image", ("a.png", PNG[1], "image/jpeg"))],
        [("image", ("a.png", PNG[1][:-40], "image/png"))],
        [("image", ("a.png", b"\x89PNG", "image/png"))],
        [("image", (None, b"https://example.com/a.png"))],
    ],
)
def test_an_edit_checks_its_inputs(lumenfall_gateway, files):
    assert code(edit(lumenfall_gateway, files=files)) == (400, "INVALID_REQUEST")


def test_an_edit_reads_numbers_and_switches_from_text(lumenfall_gateway):
    order = {
        "model": f"fal/{MODEL}",
        "n": "3",
        "seed": "-7",
        "limit_generations": "true",
        "safety_tolerance": "6",
    }
    assert len(edit(lumenfall_gateway, order).json()["data"]) == 3
    fields = lumenfall_gateway.orders[-1].fields
    assert (fields["seed"], fields["limit_generations"]) == (-7, True)
    for wrong in ({"n": "three"}, {"limit_generations": "yes"}, {"n": ["1", "2"]}):
        answer = edit(lumenfall_gateway, {**order, **wrong})
        assert code(answer) == (400, "INVALID_REQUEST")


def test_an_edit_without_a_ratio_has_the_shape_of_its_first_input(lumenfall_gateway):
    assert edit(lumenfall_gateway, files=[("image", JPEG)]).json()["size"] == "1365x768"
    answer = edit(lumenfall_gateway, {"size": "1:1"}, files=[("image", JPEG)])
    assert answer.json()["size"] == "1024x1024"


def test_a_dry_run_prices_and_costs_nothing(lumenfall_gateway):
    order = {"n": 2, "resolution": "2K"}
    lumenfall_gateway.will("503")
    for ask_price in (generate, edit):
        estimate = ask_price(lumenfall_gateway, order, query="?dryRun=true").json()
        assert estimate["estimated"] is True
        assert estimate["total_cost_micros"] == 202_000
        assert estimate["components"][0]["billable_quantity"] == 2
    lumenfall_gateway.estimate = "metadata"
    estimate = generate(lumenfall_gateway, order, query="?dryRun=true").json()
    assert estimate["metadata"]["cost"] == 0.202
    assert "total_cost_micros" not in estimate
    assert lumenfall_gateway.paid == lumenfall_gateway.records == []


def test_a_dry_run_is_strict_and_has_troubles_of_its_own(lumenfall_gateway):
    lumenfall_gateway.will_at_dry_run("500")
    assert generate(lumenfall_gateway, query="?dryRun=true").status_code == 500
    answer = generate(lumenfall_gateway, {"n": 11}, query="?dryRun=true")
    assert code(answer) == (400, "INVALID_REQUEST")
    assert code(generate(lumenfall_gateway, query="?dryrun=1")) == (400, "INVALID_REQUEST")


def test_a_key_and_a_path_are_checked(lumenfall_gateway):
    for path in ("/openai/v1/models", "/v1/balance", "/v1/requests"):
        assert code(client.get(lumenfall_gateway.origin + path)) == (401, "AUTHENTICATION_FAILED")
    assert code(post(lumenfall_gateway, "variations", json=FOX)) == (404, "NOT_FOUND")
    assert code(ask(lumenfall_gateway, "/openai/v1/balance")) == (404, "NOT_FOUND")


def test_models_are_listed(lumenfall_gateway):
    (card,) = ask(lumenfall_gateway, "/openai/v1/models").json()["data"]
    assert ask(lumenfall_gateway, f"/openai/v1/models/{card['id']}").json() == card
    assert card["id"] == MODEL
    answer = ask(lumenfall_gateway, "/openai/v1/models/nano-banana-2")
    assert code(answer) == (404, "MODEL_NOT_FOUND")


def test_the_balance_goes_down_to_nothing(lumenfall_gateway):
    lumenfall_gateway.balance = 0.1
    assert generate(lumenfall_gateway).status_code == 200
    told = ask(lumenfall_gateway, "/v1/balance").json()
    assert told["available"] == {"amount": 0.0328, "currency": "usd"}
    assert code(generate(lumenfall_gateway)) == (402, "INSUFFICIENT_BALANCE")
    lumenfall_gateway.balance = None
    assert generate(lumenfall_gateway).status_code == 200
    told = ask(lumenfall_gateway, "/v1/balance").json()
    assert (told["billing_type"], told["available"]["amount"]) == ("postpaid", None)


def test_requests_are_listed_newest_first_and_in_pages(lumenfall_gateway):
    for number in range(3):
        generate(lumenfall_gateway, {"user": f"job-{number}"})
    first = kept(lumenfall_gateway, limit=2)
    assert [record["user"] for record in first["data"]] == ["job-2", "job-1"]
    (last,) = ask(lumenfall_gateway, first["next_page_url"]).json()["data"]
    assert (last["user"], last["status"], last["cost"]) == ("job-0", "completed", 0.0672)
    assert ask(lumenfall_gateway, f"/v1/requests/{last['id']}").json() == last
    since = kept(lumenfall_gateway, created_after=last["created_at"])["data"]
    assert len(since) == 3
    assert kept(lumenfall_gateway, created_before="2026-01-01T00:00:00Z")["data"] == []
    assert kept(lumenfall_gateway, status="rejected")["data"] == []


@pytest.mark.parametrize(
    "question",
    [{"limit": "0"}, {"limit": "101"}, {"status": "done"}, {"user": "a"}, {"created_after": "now"}],
)
def test_a_question_for_the_list_is_checked(lumenfall_gateway, question):
    assert kept(lumenfall_gateway, **question)["error"]["code"] == "INVALID_REQUEST"


def test_the_list_may_not_tell_the_user(lumenfall_gateway):
    lumenfall_gateway.has_user = False
    generate(lumenfall_gateway, {"user": "job-1"})
    assert kept(lumenfall_gateway)["data"][0]["user"] is None


@pytest.mark.parametrize("trouble", ERRORS)
def test_an_error_comes_with_its_code_and_is_listed(lumenfall_gateway, trouble):
    lumenfall_gateway.will(trouble)
    answer = generate(lumenfall_gateway, {"user": "job-1"})
    status, name, message = ERRORS[trouble]
    error = {"message": message, "type": TYPES[name], "code": name}
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    record = kept(lumenfall_gateway)["data"][0]
    assert (record["error_code"], record["user"], record["cost"]) == (name, "job-1", 0)
    assert record["status"] in ("rejected", "upstream_failure")


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("401", (401, "AUTHENTICATION_FAILED")),
        ("402", (402, "INSUFFICIENT_BALANCE")),
        ("quota", (429, "INSUFFICIENT_BALANCE")),
        ("429", (429, "RATE_LIMITED")),
        ("400", (400, "INVALID_REQUEST")),
        ("refused", (400, "CONTENT_POLICY_VIOLATION")),
        ("500", (500, "INTERNAL_ERROR")),
        ("503", (503, "UPSTREAM_ERROR")),
        ("error in 200", (200, "INSUFFICIENT_BALANCE")),
    ],
)
def test_a_shared_trouble_comes_in_the_vendors_words(lumenfall_gateway, trouble, expected):
    lumenfall_gateway.will(trouble)
    assert code(generate(lumenfall_gateway)) == expected


@pytest.mark.parametrize("trouble", [name for name in LOST if not name.endswith("hang")])
def test_a_lost_answer_leaves_its_trace_in_the_list(lumenfall_gateway, trouble):
    lumenfall_gateway.will(trouble)
    if trouble.endswith("504"):
        assert generate(lumenfall_gateway, {"user": "job-1"}).status_code == 504
    else:
        with pytest.raises(httpx.TransportError):
            generate(lumenfall_gateway, {"user": "job-1"})
    (record,) = kept(lumenfall_gateway)["data"]
    expected = {
        "accepted": ("completed", 0.0672, None),
        "processing": ("processing", 0, None),
        "rejected": ("rejected", 0, "CONTENT_POLICY_VIOLATION"),
        "failed": ("upstream_failure", 0, "ALL_PROVIDERS_EXHAUSTED"),
    }[trouble.partition(",")[0]]
    assert record["user"] == "job-1"
    assert (record["status"], record["cost"], record["error_code"]) == expected
    assert len(lumenfall_gateway.paid) == 1


def test_a_request_that_is_processing_comes_to_its_end(lumenfall_gateway):
    lumenfall_gateway.will("processing, then 504")
    generate(lumenfall_gateway)
    told = [kept(lumenfall_gateway)["data"][0] for _ in range(3)]
    assert [record["status"] for record in told] == ["processing", "processing", "completed"]
    assert told[-1]["cost"] == 0.0672


def test_a_request_that_hangs_is_carried_out(lumenfall_gateway):
    lumenfall_gateway.will("accepted, then hang")
    path = f"{lumenfall_gateway.base_url}/images/generations"
    with pytest.raises(httpx.ReadTimeout):
        client.post(path, headers=HEADERS, json=FOX, timeout=SOON)
    wait_until(lambda: kept(lumenfall_gateway)["data"])
    assert kept(lumenfall_gateway)["data"][0]["status"] == "completed"


def test_a_request_that_never_came_is_not_listed(lumenfall_gateway):
    lumenfall_gateway.will("reset")
    with pytest.raises(httpx.TransportError):
        generate(lumenfall_gateway)
    assert kept(lumenfall_gateway)["data"] == []
    assert len(lumenfall_gateway.paid) == 1


def test_an_answer_may_lack_something(lumenfall_gateway):
    lumenfall_gateway.will("no cost", "no metadata", "fewer pictures", "always square", "dead link")
    order = {"n": 2, "size": "16:9"}
    free, bare, fewer, square, dead = (generate(lumenfall_gateway, order).json() for _ in range(5))
    assert "cost" not in free["metadata"]
    assert "metadata" not in bare
    assert len(fewer["data"]) == 1
    assert square["size"] == "1024x1024"
    assert picture(square["data"][0]["url"]).size == (512, 512)
    assert client.get(dead["data"][0]["url"]).status_code == 410


@pytest.mark.parametrize("form", ["url", "b64_json"])
def test_base64_may_be_none(lumenfall_gateway, form):
    lumenfall_gateway.will("bad base64")
    (item,) = generate(lumenfall_gateway, {"response_format": form}).json()["data"]
    with pytest.raises(ValueError, match="base64"):
        base64.b64decode(item["b64_json"], validate=True)


def test_the_list_and_the_balance_have_troubles_of_their_own(lumenfall_gateway):
    lumenfall_gateway.will_at_check("503", "429")
    assert ask(lumenfall_gateway, "/v1/requests").status_code == 503
    assert ask(lumenfall_gateway, "/v1/balance").status_code == 429
    assert ask(lumenfall_gateway, "/v1/balance").status_code == 200
