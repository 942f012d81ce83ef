"""What was typed for providers: sealed, forgotten, lost, and read by whoever needs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as of_tests
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from studio import sealing, setups
from studio.desk import at_desk
from studio.models import Setup

pytestmark = pytest.mark.django_db
KEY = "typed-key-that-ends-in-9d3e"


def forget_memory() -> None:
    """As in a process that has just begun."""
    setups._known = ("", {})


def test_a_key_is_kept_sealed() -> None:
    setups.save("openai", key=KEY)
    kept = Setup.objects.get(provider="openai")
    assert KEY not in kept.key
    assert kept.key_end == "9d3e"
    assert setups.typed("openai").key == KEY


def test_a_short_key_leaves_no_end_behind() -> None:
    setups.save("openai", key="tell-nobody")
    assert Setup.objects.get().key_end == ""


def test_the_same_key_is_sealed_otherwise_each_time() -> None:
    assert sealing.seal(KEY) != sealing.seal(KEY)


def test_what_is_typed_shows_no_key() -> None:
    setups.save("openai", key=KEY, base_url="http://127.0.0.1:9/v1")
    assert KEY not in repr(setups.typed("openai"))
    assert KEY not in repr(Setup.objects.get())


def test_what_was_never_typed_is_nothing() -> None:
    assert setups.typed("openai") == setups.NOTHING


def test_an_address_is_changed_without_the_key() -> None:
    setups.save("openai", key=KEY)
    setups.save("openai", base_url="http://127.0.0.1:9/v1", model_ids="a, b")
    typed = setups.typed("openai")
    assert (typed.key, typed.base_url) == (KEY, "http://127.0.0.1:9/v1")
    assert typed.model_ids == "a, b"


def test_a_key_is_replaced() -> None:
    setups.save("openai", key=KEY)
    setups.save("openai", key="another-key-that-ends-in-1111")
    assert setups.typed("openai").key_end == "1111"


def test_an_empty_key_is_forgotten() -> None:
    setups.save("openai", key=KEY)
    setups.save("openai", key="")
    assert setups.typed("openai") == setups.NOTHING


def test_everything_typed_is_forgotten() -> None:
    setups.save("openai", key=KEY, base_url="http://127.0.0.1:9/v1")
    setups.save("google", key="another-key-of-google")
    setups.forget("openai")
    assert setups.typed("openai") == setups.NOTHING
    assert setups.typed("google").key == "another-key-of-google"


def test_a_key_under_another_secret_is_lost_until_it_is_entered_again(
    settings: Settings,
) -> None:
    setups.save("openai", key=KEY, base_url="http://127.0.0.1:9/v1")
    settings.SECRET_KEY = "a secret of another studio"
    typed = setups.typed("openai")
    assert (typed.is_lost, typed.key, typed.key_end) == (True, "", "9d3e")
    assert typed.base_url == "http://127.0.0.1:9/v1"
    setups.save("openai", key=KEY)
    assert not setups.typed("openai").is_lost
    assert setups.typed("openai").key == KEY


def test_the_old_secret_opens_it_again(settings: Settings) -> None:
    setups.save("openai", key=KEY)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "a secret of another studio"
    assert setups.typed("openai").is_lost
    settings.SECRET_KEY = before
    assert setups.typed("openai").key == KEY


@pytest.mark.parametrize("damage", [lambda text: text[:-5], lambda _: "no token", lambda _: "ü"])
def test_a_damaged_key_is_lost(damage) -> None:
    setups.save("openai", key=KEY)
    kept = Setup.objects.get()
    Setup.objects.update(key=damage(kept.key))
    forget_memory()
    assert setups.typed("openai").is_lost


def test_the_database_is_asked_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    setups.save("openai", key=KEY)
    with django_assert_num_queries(1):
        setups.typed("openai")
        setups.typed("google")
    with django_assert_num_queries(0):
        setups.typed("openai")


def test_a_folder_without_a_stamp_asks_the_database() -> None:
    """A data folder that was made anew beside the database of a server."""
    setups.save("openai", key=KEY)
    (of_tests.DATA_DIR / "setups.stamp").unlink()
    forget_memory()
    assert setups.typed("openai").key == KEY


def test_a_stamp_of_elsewhere_is_as_good_as_any() -> None:
    setups.save("openai", key=KEY)
    (of_tests.DATA_DIR / "setups.stamp").write_text("from another folder")
    assert setups.typed("openai").key == KEY


def test_without_a_database_nothing_counts_as_typed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    setups.save("openai", key=KEY)
    setups.leave_out()
    with django_assert_num_queries(0):
        assert setups.typed("openai") == setups.NOTHING
    setups.save("google", key="another-key-of-google")
    assert setups.typed("openai").key == KEY


@pytest.mark.django_db(transaction=True)
def test_those_at_the_desk_and_those_before_it_do_not_wait_for_each_other() -> None:
    setups.save("openai", key=KEY)
    asks = (setups.typed, at_desk(setups.typed)) * 20
    with ThreadPoolExecutor(len(asks)) as pool:
        for _ in range(5):
            forget_memory()
            found = [pool.submit(_and_close, ask) for ask in asks]
            assert {each.result(10) for each in found} == {KEY}


def _and_close(ask) -> str:
    try:
        return str(ask("openai").key)
    finally:
        connection.close()
