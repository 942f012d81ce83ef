"""Keys and all else about providers: what the environment tells, then what was typed."""

import pytest

from studio import keys, providers, setups
from studio.providers import NotFoundError

NAMES = ("API_KEY", "BASE_URL", "MODELS", "REQUESTS_PER_MINUTE", "RESULT_HOSTS")
TYPED = "typed-key-that-ends-in-9d3e"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Nothing is set; `environment(NAME="value")` sets."""
    for cls in providers.all():
        for name in NAMES:
            monkeypatch.delenv(f"{cls.env}_{name}", raising=False)

    def told(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return told


def test_a_provider_is_made_of_the_environment(environment):
    environment(
        OPENAI_API_KEY=" sk-1 \n",
        OPENAI_BASE_URL="http://127.0.0.1:9/v1/",
        OPENAI_MODELS="gpt-image-1.5, gpt-image-2,, gpt-image-2",
        OPENAI_RESULT_HOSTS="cdn.example, files.lan:8443",
    )
    provider = keys.provider("openai")
    assert (provider.key, provider.base_url) == ("sk-1", "http://127.0.0.1:9/v1")
    assert provider.model_ids == ("gpt-image-1.5", "gpt-image-2")
    assert provider.result_hosts == ("cdn.example", "files.lan:8443")


def test_without_any_setting_there_is_the_sketch():
    assert [provider.id for provider in keys.ready()] == ["sketch"]
    assert {provider.id for provider, _ in keys.models()} == {"sketch"}


def test_an_unknown_provider_is_said():
    with pytest.raises(NotFoundError):
        keys.provider("atlantis")


@pytest.mark.parametrize(
    ("id", "variables", "is_ready"),
    [
        ("sketch", {}, True),
        ("dieyuyun", {}, False),
        ("dieyuyun", {"DIEYUYUN_API_KEY": "k"}, True),
        ("dieyuyun", {"DIEYUYUN_API_KEY": "  "}, False),
        ("openai", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, False),
        ("custom", {"CUSTOM_BASE_URL": "http://127.0.0.1:9/v1"}, False),
        ("custom", {"CUSTOM_MODELS": "m"}, False),
        ("custom", {"CUSTOM_BASE_URL": "http://127.0.0.1:9/v1", "CUSTOM_MODELS": "m"}, True),
    ],
)
def test_a_provider_is_ready_when_it_has_all_it_needs(environment, id, variables, is_ready):
    environment(**variables)
    assert keys.is_ready(providers.get(id)) is is_ready


def test_the_default_model_comes_first(environment):
    environment(DIEYUYUN_API_KEY="k", CUSTOM_BASE_URL="http://127.0.0.1:9", CUSTOM_MODELS="b,a")
    names = [f"{provider.id}:{spec.id}" for provider, spec in keys.models()]
    assert names == [
        "sketch:quick",
        "sketch:later",
        "custom:b",
        "custom:a",
        "dieyuyun:gemini-3.1-flash-image",
    ]


def test_a_model_for_demonstrations_is_shown_only_in_debug_mode(settings):
    settings.DEBUG = False
    with pytest.raises(LookupError):
        keys.find("sketch:trouble")
    settings.DEBUG = True
    assert keys.find("sketch:trouble")[1].is_debug


def test_a_model_is_found_by_its_whole_name(environment):
    environment(CUSTOM_BASE_URL="http://127.0.0.1:9", CUSTOM_MODELS="house:model:7")
    provider, spec = keys.find("custom:house:model:7")
    assert (provider.id, spec.id) == ("custom", "house:model:7")


@pytest.mark.parametrize("name", ["", "sketch", "sketch:", "sketch:none", "atlantis:x", "custom:m"])
def test_what_is_not_offered_is_not_found(name):
    with pytest.raises(LookupError):
        keys.find(name)


def test_a_model_is_found_though_its_key_is_missing():
    provider, _ = keys.find("openai:gpt-image-2")
    assert provider.key == ""


def test_a_mark_stands_for_key_and_address_and_shows_neither(environment):
    environment(OPENAI_API_KEY="sk-1")
    first = keys.mark("openai")
    environment(OPENAI_API_KEY="sk-2")
    second = keys.mark("openai")
    environment(OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    third = keys.mark("openai")
    assert len({first, second, third, keys.mark("dieyuyun")}) == 4
    assert all(8 <= len(mark) <= 32 for mark in (first, second, third))
    assert "sk-" not in first + second + third


def test_a_provider_that_calls_nobody_has_no_mark():
    assert keys.mark("sketch") == ""


@pytest.mark.parametrize(("told", "pace"), [("", 0), ("7", 7), ("0", 0), ("many", 0), ("-1", 0)])
def test_requests_per_minute(environment, told, pace):
    environment(OPENAI_REQUESTS_PER_MINUTE=told)
    assert keys.requests_per_minute("openai") == pace


def test_a_good_environment_has_no_problems(environment):
    environment(
        OPENAI_API_KEY="sk-1",
        OPENAI_BASE_URL="https://example.com:8443/v1",
        OPENAI_REQUESTS_PER_MINUTE="0",
        OPENAI_RESULT_HOSTS="cdn.example",
    )
    assert keys.problems() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "example.com/v1"),
        ("OPENAI_BASE_URL", "ftp://example.com"),
        ("OPENAI_BASE_URL", "https://"),
        ("OPENAI_BASE_URL", "https://example.com:port"),
        ("OPENAI_BASE_URL", "https://[example"),
        ("OPENAI_BASE_URL", "https://example.com/v1?key=1"),
        ("OPENAI_BASE_URL", "https://example.com/v1#top"),
        ("OPENAI_BASE_URL", "https://example.com\\v1"),
        ("OPENAI_BASE_URL", "https://exam ple.com/v1"),
        ("OPENAI_REQUESTS_PER_MINUTE", "many"),
        ("OPENAI_REQUESTS_PER_MINUTE", "-3"),
        ("OPENAI_REQUESTS_PER_MINUTE", "1.5"),
        ("OPENAI_RESULT_HOSTS", "https://cdn.example/"),
    ],
)
def test_a_wrong_value_is_told_with_its_name(environment, name, value):
    environment(**{name: value})
    (problem,) = keys.problems()
    assert name in problem
    assert value in problem


def test_a_wrong_key_is_told_but_not_quoted(environment):
    environment(OPENAI_API_KEY="schlüssel")
    (problem,) = keys.problems()
    assert "OPENAI_API_KEY" in problem
    assert "schlüssel" not in problem


def test_a_password_in_an_address_is_told_but_not_quoted(environment):
    environment(OPENAI_BASE_URL="https://anna:hidden@example.com/v1")
    (problem,) = keys.problems()
    assert "example.com/v1" in problem
    assert "hidden" not in problem


@pytest.mark.django_db
def test_what_is_typed_counts_where_the_environment_says_nothing():
    setups.save("openai", key=TYPED, base_url="http://127.0.0.1:9/v1/", model_ids="a, b,, a")
    provider = keys.provider("openai")
    assert (provider.key, provider.base_url) == (TYPED, "http://127.0.0.1:9/v1")
    assert provider.model_ids == ("a", "b")
    assert keys.is_ready(providers.get("openai"))
    assert TYPED not in repr(provider)


@pytest.mark.django_db
def test_the_environment_wins(environment):
    setups.save("openai", key=TYPED, base_url="http://127.0.0.1:9/v1", model_ids="typed")
    environment(OPENAI_API_KEY="told", OPENAI_BASE_URL="http://127.0.0.1:8/v1", OPENAI_MODELS="m")
    provider = keys.provider("openai")
    assert (provider.key, provider.base_url) == ("told", "http://127.0.0.1:8/v1")
    assert provider.model_ids == ("m",)


@pytest.mark.django_db
def test_a_key_of_the_environment_goes_to_no_typed_address(environment):
    setups.save("openai", base_url="http://127.0.0.1:9/v1", model_ids="typed")
    environment(OPENAI_API_KEY="told")
    provider = keys.provider("openai")
    assert provider.base_url == "https://api.openai.com/v1"
    assert provider.model_ids == ("typed",)


@pytest.mark.django_db
def test_a_key_of_the_environment_for_a_server_of_ones_own_needs_its_address_there(environment):
    setups.save("custom", base_url="http://127.0.0.1:9/v1", model_ids="typed")
    assert keys.is_ready(providers.get("custom"))
    environment(CUSTOM_API_KEY="told")
    assert not keys.is_ready(providers.get("custom"))


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["openai", "custom"])
def test_a_provider_whose_key_is_lost_is_not_ready(settings, environment, id):
    setups.save(id, key=TYPED, base_url="http://127.0.0.1:9/v1", model_ids="m")
    assert keys.is_ready(providers.get(id))
    settings.SECRET_KEY = "a secret of another studio"
    assert keys.is_lost(providers.get(id))
    assert not keys.is_ready(providers.get(id))
    environment(**{f"{id.upper()}_API_KEY": "told", f"{id.upper()}_BASE_URL": "http://127.0.0.1:9"})
    assert not keys.is_lost(providers.get(id))
    assert keys.is_ready(providers.get(id))


@pytest.mark.django_db
def test_a_mark_changes_with_a_typed_key():
    marks = {keys.mark("openai")}
    setups.save("openai", key=TYPED)
    marks.add(keys.mark("openai"))
    setups.save("openai", key=TYPED, base_url="http://127.0.0.1:9/v1")
    marks.add(keys.mark("openai"))
    assert len(marks) == 3


@pytest.mark.django_db
def test_what_is_typed_is_no_problem_of_the_environment():
    setups.save("openai", key="schlüssel", base_url="no address")
    assert keys.problems() == []
