"""Lumenfall: what goes out and what comes back, over a mocked wire and over sockets."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import httpx
import pytest
from PIL import Image

from studio.providers import (
    Brief,
    ConfigurationError,
    Cost,
    CreditsError,
    Field,
    InvalidError,
    Listed,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
    download,
    get,
    sizes,
)
from studio.providers.parameters import RATIOS, TIERS
from tests.gateways.lumenfall import LumenfallGateway
from tests.running import PATIENCE

from .conftest import AT_CHECK, finished, reference

MODEL = "gemini-3.1-flash-image-preview"
FAL, REPLICATE = f"fal/{MODEL}", f"replicate/{MODEL}"
HERE = "https://api.lumenfall.ai"
BASE = f"{HERE}/openai/v1"
LINK = "https://media.lumenfall.ai/1.png"
ATTEMPT = "8a0f2c1e-6a52-4b8e-9d53-0d5d7f1c2b3a"
NOTHING = Cost(amount=Decimal(), currency="USD", source="told")


@pytest.fixture
def provider():
    return get("lumenfall")(key="good-key")


@pytest.fixture
def gateway():
    with LumenfallGateway(polls=0) as gateway:
        yield gateway


def speaking_to(gateway, **options):
    return get("lumenfall")(**{"key": gateway.key, "base_url": gateway.base_url, **options})


def brief(*inputs, model=MODEL, count=1, attempt="", mask=None, **parameters):
    return Brief(
        model=model,
        prompt="a fox",
        operation="edit" if inputs else "generate",
        parameters=parameters,
        count=count,
        inputs=inputs,
        mask=mask,
        attempt=attempt,
    )


def references(count):
    return tuple(reference(number) for number in range(1, count + 1))


def dollars(amount, source="told", currency="USD"):
    return Cost(amount=Decimal(amount), currency=currency, source=source)


# What goes out


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        (
            {"aspect_ratio": "16:9", "resolution": "2K"},
            {"aspect_ratio": "16:9", "resolution": "2K"},
        ),
        (
            {"aspect_ratio": "7:6", "resolution": "512"},
            {"aspect_ratio": "7:6", "resolution": "0.5K"},
        ),
        (
            {"aspect_ratio": "1:1", "resolution": "auto"},
            {"aspect_ratio": "1:1", "resolution": "auto"},
        ),
        ({"aspect_ratio": "auto", "resolution": "4K"}, {"size": "auto"}),
        ({"width": 1920, "height": 1080}, {"size": "1920x1080"}),
        (
            {"width": 640, "height": 360, "aspect_ratio": "1:1", "resolution": "4K"},
            {"size": "640x360"},
        ),
        ({"seed": 0, "response_format": "b64_json"}, {"seed": 0, "response_format": "b64_json"}),
        ({"further_fields": '{"style": "ink"}'}, {"style": "ink"}),
        ({"safety_tolerance": "6", "google_search": True, "temperature": 1.0}, {}),
    ],
)
def test_a_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(**parameters))
    assert (request.method, request.url) == ("POST", f"{BASE}/images/generations")
    assert request.json == {"model": MODEL, "prompt": "a fox", "n": 1, **fields}


@pytest.mark.parametrize(
    ("format", "compression"), [("png", None), ("gif", None), ("jpeg", 80), ("webp", 80)]
)
def test_compression_goes_along_with_formats_that_lose_something(provider, format, compression):
    request = provider.request(brief(output_format=format, output_compression=80))
    assert request.json["output_format"] == format
    assert request.json.get("output_compression") == compression


@pytest.mark.parametrize(
    ("parameters", "format"),
    [
        ({"aspect_ratio": "21:9", "resolution": "1K"}, "avif"),
        ({"aspect_ratio": "7:3", "resolution": "512"}, "avif"),
        ({"width": 1600, "height": 900}, "avif"),
        ({"aspect_ratio": "8:1", "resolution": "1K"}, "png"),
        ({"aspect_ratio": "1:1", "resolution": "2K"}, "png"),
        ({"aspect_ratio": "1:1", "resolution": "auto"}, "png"),
        ({"aspect_ratio": "auto", "resolution": "1K"}, "png"),
        ({"width": 1601, "height": 400}, "png"),
        ({"width": 1600, "height": 1600}, "png"),
    ],
)
def test_png_is_asked_for_where_a_picture_may_be_too_large_for_avif(provider, parameters, format):
    request = provider.request(brief(output_format="avif", output_compression=50, **parameters))
    assert request.json["output_format"] == format
    assert request.json.get("output_compression") == (50 if format == "avif" else None)


EVERYWHERE = {
    "aspect_ratio", "resolution", "output_format", "output_compression", "seed",
    "response_format", "further_fields",
}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "extras"),
    [
        (MODEL, set()),
        (
            FAL,
            {"enable_web_search", "limit_generations", "safety_tolerance", "sync_mode",
             "thinking_level"},
        ),
        (REPLICATE, {"google_search", "image_search"}),
        (f"vertex/{MODEL}", set()),
        ("fal/other-model", {"enable_web_search", "limit_generations", "safety_tolerance",
                             "sync_mode", "thinking_level"}),
    ],
)  # fmt: skip
def test_the_extras_of_a_provider_belong_to_the_model_that_is_sent_there(provider, model, extras):
    spec = provider.spec(model)
    for operation in (spec.generate, spec.edit):
        assert {parameter.name for parameter in operation.parameters} == EVERYWHERE | extras


def test_the_extras_go_out_under_their_own_names_and_types(provider):
    left = {"safety_tolerance": "auto", "thinking_level": "auto"}
    assert provider.request(brief(model=FAL, **left)).json.keys() == {"model", "prompt", "n"}
    fal = {
        "enable_web_search": True, "limit_generations": False, "safety_tolerance": "6",
        "sync_mode": True, "thinking_level": "high",
    }  # fmt: skip
    replicate = {"google_search": False, "image_search": True}
    assert fal.items() <= provider.request(brief(model=FAL, **fal)).json.items()
    assert replicate.items() <= provider.request(brief(model=REPLICATE, **replicate)).json.items()


def test_the_plain_model_comes_first_and_prefixed_ones_may_be_named_in_the_environment(provider):
    assert [spec.id for spec in provider.offered()] == [MODEL, FAL, REPLICATE]
    ours = get("lumenfall")(key="k", models=(f"gemini/{MODEL}", FAL))
    assert [spec.label for spec in ours.offered()] == [
        f"gemini/{MODEL}",
        "Gemini 3.1 Flash Image by fal",
    ]


def test_an_edit_is_a_form_with_each_reference_as_a_part_named_image(provider):
    inputs, mask = references(3), reference(9)
    request = provider.request(
        brief(*inputs, mask=mask, model=FAL, count=2, seed=5, aspect_ratio="4:5", resolution="512",
              limit_generations=True, further_fields='{"style": {"ink": 2}}')
    )  # fmt: skip
    assert (request.url, request.json) == (f"{BASE}/images/edits", None)
    assert dict(request.form) == {
        "model": FAL,
        "prompt": "a fox",
        "n": "2",
        "seed": "5",
        "aspect_ratio": "4:5",
        "resolution": "0.5K",
        "limit_generations": "true",
        "style": '{"ink": 2}',
    }
    assert [(f.field, f.name, f.mime) for f in request.files] == [
        *(("image", f"reference-{n}.png", "image/png") for n in (1, 2, 3)),
        ("mask", "reference-9.png", "image/png"),
    ]


def test_each_field_tells_whose_word_it_carries(provider):
    asked = brief(aspect_ratio="auto", resolution="4K", output_format="webp", attempt=ATTEMPT)
    assert provider.fields(asked) == (
        Field("model", MODEL, "model"),
        Field("prompt", "a fox", "prompt"),
        Field("n", 1, "num_images"),
        Field("size", "auto", "aspect_ratio"),
        Field("output_format", "webp", "output_format"),
        Field("user", ATTEMPT),
    )
    exact = provider.fields(brief(width=1920, height=1080))
    assert Field("size", "1920x1080", "size") in exact


def test_our_attempt_goes_along_as_user_unless_a_person_wrote_another(provider):
    assert provider.request(brief(attempt=ATTEMPT)).json["user"] == ATTEMPT
    assert "user" not in provider.request(brief()).json
    other = provider.request(brief(*references(1), attempt=ATTEMPT, further_fields='{"user": "a"}'))
    assert [value for name, value in other.form if name == "user"] == ["a"]


@pytest.mark.parametrize(
    ("ratio", "tier", "size"),
    [
        ("16:9", "1K", (1365, 768)),
        ("3:4", "1K", (887, 1182)),
        ("5:4", "512", (573, 458)),
        ("7:1", "4K", (11584, 1448)),
        ("7:6", "2K", sizes.pixels("5:4", "2K")),
        ("auto", "1K", None),
        ("1:1", "auto", None),
    ],
)
def test_size_is_told_before_the_click_from_the_vendors_catalogue(provider, ratio, tier, size):
    assert provider.size(MODEL, ratio, tier) == size


def test_any_shape_and_any_canvas_within_reason_is_taken(provider):
    operation = provider.offered()[0].edit
    assert operation.parameter("aspect_ratio").is_open
    assert operation.pixels.takes(1920, 1080)
    assert operation.pixels.takes(1448, 11_585)
    assert operation.pixels.nearest(4000, 100) == (4000, 500)


# What comes back


def answered(provider, spool, wire, body, **headers):
    with wire(lambda _request: httpx.Response(200, json=body, headers=headers)):
        return provider.read(provider.submit(brief(), spool))


METADATA = {
    "model": MODEL,
    "executed_model": f"vertex/{MODEL}",
    "provider": "vertex",
    "provider_name": "Google Vertex AI",
    "cost": 0.067,
    "cost_currency": "USD",
    "attempts": [{"provider": "fal", "error": "busy"}],
}


def test_who_made_it_for_how_much_and_under_which_number_is_kept(provider, spool, wire):
    body = {"created": 1, "data": [{"url": LINK, "revised_prompt": "a red fox"}],
            "metadata": METADATA, "usage": {"output_tokens": 1120}}  # fmt: skip
    made = answered(provider, spool, wire, body, **{"X-Lumenfall-Request-Id": "req_1"})
    assert made.cost == dollars("0.067")
    assert made.usage == {"output_tokens": 1120, **METADATA}
    assert made.request_id == "req_1"
    assert [(p.url, p.revised_prompt) for p in made.pictures] == [(LINK, "a red fox")]
    assert provider.default_links_live == 3600


@pytest.mark.parametrize(
    ("metadata", "cost"),
    [
        (None, None),
        ([], None),
        ({}, None),
        ({"cost": None}, None),
        ({"cost": "free"}, None),
        ({"cost": True}, None),
        ({"cost": 0}, dollars("0")),
        ({"cost": "0.10"}, dollars("0.10")),
        ({"cost": 1, "cost_currency": "eur"}, dollars("1", currency="EUR")),
    ],
)
def test_a_cost_is_told_where_it_is_a_number(provider, spool, wire, metadata, cost):
    body = {"data": [{"url": LINK}], "metadata": metadata}
    assert answered(provider, spool, wire, body).cost == cost


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, UnreadableError),
        ([], UnreadableError),
        ({}, UnreadableError),
        ({"metadata": METADATA}, UnreadableError),
        ({"data": []}, NoImageError),
        ({"data": None, "metadata": METADATA}, NoImageError),
        ({"data": [{"revised_prompt": "a red fox"}, None]}, NoImageError),
        ({"data": [{"b64_json": "not base64!"}]}, UnreadableError),
        ({"error": {"message": "x", "code": "ALL_PROVIDERS_EXHAUSTED"}}, UnreadableError),
        ({"error": {"message": "x", "code": "MODEL_NOT_FOUND"}}, NotFoundError),
        ({"error": {"message": "x", "code": "MODEL_DISABLED"}}, NotFoundError),
        ({"error": {"message": "x", "code": "AUTHENTICATION_FAILED"}}, ConfigurationError),
        ({"error": {"message": "x", "code": "INSUFFICIENT_BALANCE"}}, CreditsError),
        ({"error": {"message": "x", "code": "CONTENT_POLICY_VIOLATION"}}, RefusedError),
        ({"error": {"message": "x", "code": "RATE_LIMITED"}}, RateLimitedError),
        ({"error": {"message": "fal: NO_IMAGE", "code": "UPSTREAM_ERROR"}}, NoImageError),
        ({"data": [], "error": {"message": "Blocked: IMAGE_SAFETY"}}, RefusedError),
    ],
)
def test_what_holds_no_picture_is_told_by_its_words(provider, spool, wire, body, error):
    with pytest.raises(error) as caught:
        answered(provider, spool, wire, body)
    assert type(caught.value) is error


def test_cost_and_usage_are_kept_also_where_nothing_was_made(provider, spool, wire):
    body = {"data": [], "metadata": METADATA, "usage": {"output_tokens": 20}}
    with pytest.raises(NoImageError) as caught:
        answered(provider, spool, wire, body, **{"X-Lumenfall-Request-Id": "req_1"})
    assert caught.value.cost == dollars("0.067")
    assert caught.value.usage == {"output_tokens": 20, **METADATA}
    assert caught.value.request_id == "req_1"


def test_one_broken_picture_does_not_discard_its_siblings(provider, spool, wire):
    data = [{"b64_json": "broken!"}, {"b64_json": "aGVsbG8="}, {"url": LINK}]
    made = answered(provider, spool, wire, {"data": data})
    assert [bool(picture.data) for picture in made.pictures] == [True, True, False]


# Over sockets


@pytest.mark.parametrize("tier", [*TIERS, "auto"])
def test_every_shape_in_every_size_is_taken_and_drawn(gateway, spool, tmp_path, tier):
    provider = speaking_to(gateway)
    for ratio in (*RATIOS, "auto"):
        made = finished(provider, brief(aspect_ratio=ratio, resolution=tier), spool)
        download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
        with Image.open(tmp_path / "picture") as picture:
            shape = sizes.nearest_ratio(f"{picture.width}:{picture.height}", RATIOS)
        assert shape == ("1:1" if ratio == "auto" else ratio)
        is_left = "auto" in (ratio, tier)
        assert is_left or gateway.orders[-1].drawing.size == provider.size(MODEL, ratio, tier)
    assert len(gateway.paid) == 15


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "gif", "avif"])
def test_every_format_is_taken_in_every_size_of_every_model(gateway, spool, format):
    provider = speaking_to(gateway)
    for spec, tier, ratio in product(provider.offered(), TIERS, ("1:1", "8:1", "auto")):
        asked = brief(
            model=spec.id, output_format=format, output_compression=60,
            resolution=tier, aspect_ratio=ratio,
        )  # fmt: skip
        assert len(finished(provider, asked, spool).pictures) == 1


@pytest.mark.parametrize("canvas", [(1920, 1080), (1080, 1920), (1600, 1600), (100, 800)])
def test_an_exact_canvas_is_taken_in_every_format(gateway, spool, canvas):
    provider = speaking_to(gateway)
    for format in ("png", "avif"):
        asked = brief(width=canvas[0], height=canvas[1], output_format=format)
        assert len(finished(provider, asked, spool).pictures) == 1
        assert gateway.orders[-1].fields["size"] == f"{canvas[0]}x{canvas[1]}"


@pytest.mark.parametrize(("count", "model"), list(product([1, 2, 14], [MODEL, FAL, REPLICATE])))
def test_one_two_and_fourteen_references_are_taken_and_the_shape_goes_along(
    gateway, spool, count, model
):
    inputs = references(count)
    asked = brief(*inputs, model=model, resolution="2K", aspect_ratio="9:16", seed=7)
    made = finished(speaking_to(gateway), asked, spool)
    assert len(made.pictures) == 1
    files = [part for part in gateway.paid[0].parts if part.filename]
    assert [(part.name, part.data) for part in files] == [("image", each.data) for each in inputs]
    assert gateway.orders[0].ratio == "9:16"


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_a_reference_is_named_by_the_type_that_its_bytes_have(gateway, spool, form):
    finished(speaking_to(gateway), brief(reference(1, form)), spool)
    assert [part.mime for part in gateway.paid[0].parts if part.filename] == [f"image/{form}"]


def test_a_mask_goes_along_with_its_picture(gateway, spool):
    mask = replace(reference(2), name="mask.png")
    finished(speaking_to(gateway), brief(reference(1), mask=mask), spool)
    assert [part.name for part in gateway.paid[0].parts if part.filename] == ["image", "mask"]


def test_a_reference_that_is_no_picture_is_told_in_the_gateways_words(gateway, spool):
    broken = replace(reference(1), data=b"poem")
    with pytest.raises(InvalidError, match="Invalid image file"):
        finished(speaking_to(gateway), brief(broken), spool)


def test_four_and_ten_pictures_are_one_request_that_costs_so_often(gateway, spool):
    provider = speaking_to(gateway)
    four = finished(provider, brief(count=4, resolution="4K"), spool)
    assert len({picture.url for picture in four.pictures}) == 4
    assert {picture.revised_prompt for picture in four.pictures} == {"a fox, in soft morning light"}
    assert four.cost == dollars("0.604")
    assert len(finished(provider, brief(count=10), spool).pictures) == 10
    assert len(gateway.paid) == 2


def test_all_that_a_routed_model_offers_is_taken_at_once(gateway, spool):
    fal = {
        "enable_web_search": True, "limit_generations": True, "safety_tolerance": "1",
        "sync_mode": True, "thinking_level": "minimal",
    }  # fmt: skip
    provider = speaking_to(gateway)
    for inputs in ((), references(2)):
        made = finished(provider, brief(*inputs, model=FAL, **fal), spool)
        assert made.pictures[0].data.startswith(b"\x89PNG")
        assert made.usage["executed_model"] == FAL
        assert fal.items() <= gateway.orders[-1].fields.items()
        search = {"google_search": False, "image_search": True}
        finished(provider, brief(*inputs, model=REPLICATE, **search), spool)
        assert search.items() <= gateway.orders[-1].fields.items()


def test_further_fields_pass_straight_through(gateway, spool):
    finished(speaking_to(gateway), brief(further_fields='{"style": "ink", "deep": [1]}'), spool)
    assert gateway.orders[0].passed == {"style": "ink", "deep": [1]}


def test_a_picture_may_come_inside_the_answer(gateway, spool):
    asked = brief(response_format="b64_json", output_format="gif")
    (picture,) = finished(speaking_to(gateway), asked, spool).pictures
    assert picture.data.startswith(b"GIF8")
    assert picture.url == ""


@pytest.mark.parametrize(
    ("trouble", "error", "money"),
    [
        ("AUTHENTICATION_FAILED", ConfigurationError, "no"),
        ("INSUFFICIENT_BALANCE", CreditsError, "no"),
        ("INVALID_REQUEST", InvalidError, "no"),
        ("CONTENT_POLICY_VIOLATION", RefusedError, "no"),
        ("MODEL_NOT_FOUND", NotFoundError, "no"),
        ("MODEL_DISABLED", NotFoundError, "no"),
        ("RATE_LIMITED", RateLimitedError, "no"),
        ("UPSTREAM_ERROR", TimedOutError, "perhaps"),
        ("UPSTREAM_ERROR 422", InvalidError, "no"),
        ("INTERNAL_ERROR", TimedOutError, "perhaps"),
        ("ALL_PROVIDERS_EXHAUSTED", TimedOutError, "perhaps"),
        ("NO_IMAGE", NoImageError, "perhaps"),
        ("IMAGE_OTHER", NoImageError, "perhaps"),
        ("IMAGE_SAFETY", RefusedError, "no"),
        ("524", TimedOutError, "perhaps"),
        ("provider quota", TimedOutError, "perhaps"),
        ("error object", UnreadableError, "perhaps"),
    ],
)
def test_each_error_code_of_its_own_is_told_by_code_and_text_before_the_status(
    gateway, spool, trouble, error, money
):
    gateway.will(trouble)
    with pytest.raises(error) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert type(caught.value) is error
    assert caught.value.money == money
    assert caught.value.message
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    ("trouble", "count", "cost"),
    [("fewer pictures", 1, "0.2688"), ("no cost", 4, None), ("no metadata", 4, None),
     ("always square", 4, "0.2688")],
)  # fmt: skip
def test_fewer_pictures_and_untold_costs_are_no_error(gateway, spool, trouble, count, cost):
    gateway.will(trouble)
    made = finished(speaking_to(gateway), brief(count=4, aspect_ratio="16:9"), spool)
    assert len(made.pictures) == count
    assert made.cost == (cost and dollars(cost))


def test_a_square_instead_of_the_asked_shape_is_seen_by_its_pixels(gateway, spool, tmp_path):
    gateway.will("always square")
    provider = speaking_to(gateway)
    made = finished(provider, brief(aspect_ratio="16:9", resolution="1K"), spool)
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    with Image.open(tmp_path / "picture") as picture:
        assert picture.width == picture.height
    assert provider.size(MODEL, "16:9", "1K") == (1365, 768)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("private link", "private address"), ("private redirect", "private address")],
)
def test_a_link_to_a_private_address_is_not_followed(gateway, spool, tmp_path, trouble, words):
    gateway.will(trouble)
    provider = speaking_to(gateway)
    (picture,) = finished(provider, brief(), spool).pictures
    with pytest.raises(UnreadableError, match=words):
        download(picture.url, provider=provider, target=tmp_path / "picture")


# A dry run


@pytest.mark.parametrize("estimate", ["micros", "metadata"])
def test_a_dry_run_tells_the_exact_price_and_buys_nothing(estimate):
    with LumenfallGateway(estimate=estimate) as gateway:
        provider = speaking_to(gateway)
        assert provider.quote(brief(count=2, resolution="4K")) == dollars("0.302", "exact")
        assert provider.quote(brief(*references(2))) == dollars("0.0672", "exact")
        assert [received.path for received in gateway.posts] == [
            "/openai/v1/images/generations?dryRun=true",
            "/openai/v1/images/edits?dryRun=true",
        ]
        assert (gateway.paid, gateway.orders) == ([], [])


def test_a_dry_run_asks_about_the_very_request(gateway, spool):
    provider, asked = speaking_to(gateway), brief(seed=7, resolution="2K", output_format="webp")
    quoted = provider.quote(asked)
    assert finished(provider, asked, spool).cost == replace(quoted, source="told")
    dry, paid = gateway.posts
    assert dry.json == paid.json


@pytest.mark.parametrize(
    ("body", "cost"),
    [
        ({"total_cost_micros": 1, "currency": "EUR"}, dollars("0.000001", "exact", "EUR")),
        ({"total_cost_micros": 0}, dollars("0", "exact")),
        ({"total_cost_micros": None, "metadata": {"cost": 0.5}}, dollars("0.5", "exact")),
    ],
)
def test_an_estimate_is_read_in_either_shape(provider, wire, body, cost):
    with wire(lambda _request: httpx.Response(200, json=body)):
        assert provider.quote(brief()) == cost


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {}, UnreadableError),
        (200, {"estimated": True, "total_cost_micros": "soon"}, UnreadableError),
        (200, {"error": {"code": "MODEL_NOT_FOUND", "message": "No."}}, NotFoundError),
        (400, {"error": {"code": "INVALID_REQUEST", "message": "No."}}, InvalidError),
        (502, {"error": {"code": "UPSTREAM_ERROR", "message": "No."}}, UnavailableError),
    ],
)
def test_a_dry_run_that_fails_is_never_uncertain(provider, wire, status, body, error):
    with (
        wire(lambda _request: httpx.Response(status, json=body)),
        pytest.raises(error) as caught,
    ):
        provider.quote(brief())
    assert type(caught.value) is error


def test_references_without_their_bytes_are_not_asked_about(provider):
    assert provider.quote(brief(replace(reference(1), data=b""))) is None


def test_no_price_is_made_up_where_no_table_has_one(provider):
    assert provider.price(brief(resolution="4K")) is None
    assert provider.can_quote


# Balance and the list of requests


@pytest.mark.parametrize(("balance", "told"), [(12.5, dollars("12.5")), (None, None)])
def test_a_key_is_tested_and_the_balance_told_without_a_paid_request(balance, told):
    with LumenfallGateway(balance=balance) as gateway:
        account = speaking_to(gateway).account()
        assert (account.models, account.balance) == ((MODEL,), told)
        with pytest.raises(ConfigurationError):
            speaking_to(gateway, key="bad-key").account()
        assert gateway.posts == []


@pytest.mark.parametrize(
    ("base_url", "native"),
    [
        (BASE, f"{HERE}/v1"),
        (f"{BASE}/", f"{HERE}/v1"),
        ("https://a.example/openai/v1/openai/v1", "https://a.example/openai/v1/v1"),
        ("https://a.example/v1", ""),
        ("https://a.example/openai/v1/x", ""),
    ],
)
def test_the_native_routes_lie_beside_the_base_url_or_are_off(provider, wire, base_url, native):
    ours = get("lumenfall")(key="k", base_url=base_url)
    assert ours.native == native
    asked = []

    def gateway(request):
        asked.append(str(request.url))
        return httpx.Response(200, json={"data": [], "available": {"amount": 1}})

    with wire(gateway):
        assert bool(ours.account().balance) is bool(native)
        assert ours.look_up(ATTEMPT) is None
    expected = [f"{native}/balance", f"{native}/requests?limit=100"] if native else []
    assert asked == [f"{base_url.rstrip('/')}/models", *expected]


def test_a_gateway_without_a_balance_still_tests_the_key(provider, wire):
    def gateway(request):
        is_known = request.url.path.endswith("/models")
        return httpx.Response(200 if is_known else 404, json={"data": [{"id": MODEL}]})

    with wire(gateway):
        account = provider.account()
    assert (account.models, account.balance) == ((MODEL,), None)


@pytest.mark.parametrize(
    ("end", "error"),
    [("reset", UncertainError), ("504", TimedOutError), ("hang", TimedOutError)],
)
def test_a_request_whose_answer_is_lost_is_found_by_our_own_id_and_not_bought_twice(
    gateway, spool, end, error
):
    provider = speaking_to(gateway)
    finished(provider, brief(attempt="another"), spool)
    gateway.will(f"accepted, then {end}")
    provider.timeout = 1.5 if "hang" in end else PATIENCE
    with pytest.raises(error) as caught:
        provider.submit(brief(attempt=ATTEMPT, resolution="2K"), spool)
    assert type(caught.value) is error
    listed = provider.look_up(ATTEMPT)
    assert isinstance(listed, Listed)
    assert listed.said.startswith("completed")
    assert listed.cost == dollars("0.101")
    assert listed.request_id == gateway.records[-1].id
    assert len(gateway.paid) == 2


@pytest.mark.parametrize(
    ("fate", "error", "message"),
    [
        ("rejected", RefusedError, "The prompt was flagged: violence"),
        ("failed", NoImageError, "vertex returned NO_IMAGE"),
    ],
)
def test_a_lost_request_that_the_list_calls_unmade_cost_nothing(
    gateway, spool, fate, error, message
):
    gateway.will(f"{fate}, then reset")
    provider = speaking_to(gateway)
    with pytest.raises(UncertainError):
        provider.submit(brief(attempt=ATTEMPT), spool)
    with pytest.raises(error, match=message) as caught:
        provider.look_up(ATTEMPT)
    assert type(caught.value) is error
    assert (caught.value.money, caught.value.cost) == ("no", NOTHING)
    assert caught.value.request_id == gateway.records[-1].id


def entry(status, **more):
    return {"id": "req_1", "status": status, "user": ATTEMPT, **more}


def listing(*entries):
    return {"object": "list", "data": list(entries)}


@pytest.mark.parametrize(
    ("told", "error", "money", "cost"),
    [
        (entry("cancelled"), NoImageError, "no", NOTHING),
        (entry("upstream_failure", error_code="ALL_PROVIDERS_EXHAUSTED", error_message="524",
               cost=0), NoImageError, "no", NOTHING),
        (entry("upstream_failure", error_code="RATE_LIMITED"), NoImageError, "no", NOTHING),
        (entry("rejected", error_code="INSUFFICIENT_BALANCE"), CreditsError, "no", NOTHING),
        (entry("rejected", error_code="INVALID_REQUEST", error_message="prompt: Too big"),
         InvalidError, "no", NOTHING),
        (entry("upstream_failure", cost=0.03, currency="usd"), NoImageError, "yes",
         dollars("0.03")),
    ],
)  # fmt: skip
def test_why_nothing_came_of_it_is_told_by_the_lists_words(
    provider, wire, told, error, money, cost
):
    with (
        wire(lambda _request: httpx.Response(200, json=listing(told))),
        pytest.raises(error) as caught,
    ):
        provider.look_up(ATTEMPT)
    assert type(caught.value) is error
    assert (caught.value.money, caught.value.cost) == (money, cost)
    assert caught.value.message


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        (listing(entry("completed", cost=0.067, duration_ms=31_250)),
         Listed(said="completed in 31 s", cost=dollars("0.067"), request_id="req_1")),
        ({"requests": [entry("COMPLETED")]}, Listed(said="completed", request_id="req_1")),
        ([{"id": "req_1", "status": "completed", "params": {"user": ATTEMPT}}],
         Listed(said="completed", request_id="req_1")),
        (listing({**entry("completed"), "user": None}), None),
        (listing(entry("processing")), None),
        (listing(entry(None), None, 7), None),
        ({"data": None}, None),
        (None, None),
    ],
)  # fmt: skip
def test_a_match_counts_by_our_own_id_only(provider, wire, body, listed):
    with wire(lambda _request: httpx.Response(200, json=body)):
        assert provider.look_up(ATTEMPT) == listed


def test_a_list_that_does_not_tell_the_user_leaves_a_request_unconfirmed(spool):
    with LumenfallGateway(has_user=False, polls=0) as gateway:
        gateway.will("accepted, then reset")
        provider = speaking_to(gateway)
        with pytest.raises(UncertainError):
            provider.submit(brief(attempt=ATTEMPT), spool)
        assert provider.look_up(ATTEMPT) is None


@pytest.mark.parametrize("trouble", AT_CHECK)
def test_a_question_that_fails_says_nothing_of_the_request(gateway, spool, trouble):
    gateway.will("rejected, then reset")
    provider = speaking_to(gateway)
    with pytest.raises(UncertainError):
        provider.submit(brief(attempt=ATTEMPT), spool)
    gateway.will_at_check(trouble)
    assert provider.look_up(ATTEMPT) is None
    with pytest.raises(RefusedError):
        provider.look_up(ATTEMPT)


def test_a_request_without_an_id_of_ours_is_not_looked_up(provider, wire):
    with wire(lambda _request: httpx.Response(200, json=listing(entry("completed")))):
        assert provider.look_up("") is None


# The rest


def test_each_request_has_a_user_agent_and_the_key_goes_to_its_own_origin_only(
    gateway, spool, tmp_path
):
    provider = speaking_to(gateway)
    made = finished(provider, brief(), spool)
    provider.quote(brief())
    provider.account()
    for received in gateway.requests:
        assert received.headers["user-agent"].startswith("Proofsheet/")
        assert received.headers["authorization"] == "Bearer good-key"
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    assert "authorization" not in gateway.requests[-1].headers


def test_the_alias_of_the_shop_window_is_no_model(gateway, spool):
    provider = speaking_to(gateway, models=("nano-banana-2",))
    with pytest.raises(NotFoundError, match="not found"):
        finished(provider, brief(model="nano-banana-2"), spool)


def test_an_answer_is_waited_for_longer_than_the_slowest_twentieth_takes(provider):
    assert provider.timeout >= 180
