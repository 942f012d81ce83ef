"""Pictures are the same if what is drawn is, whatever else their files hold."""

import io

import pytest
from PIL import Image

from studio.providers._likeness import distinct
from tests.gateways import pictures


def drawn(colour, form):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_only_what_is_drawn_counts(form):
    red, blue = drawn("red", form), drawn("blue", form)
    again = pictures.stamped(red, "another comment")
    assert again != red
    assert distinct([red, again, blue]) == [red, blue]


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("length", range(0, 400, 7))
def test_what_breaks_off_is_read_to_its_end(form, length):
    whole = pictures.flat((64, 48), form)
    assert distinct([whole[:length], whole]) == list(dict.fromkeys([whole[:length], whole]))


def test_what_is_no_picture_is_compared_as_it_is():
    assert distinct([b"a poem", b"", b"a poem", b"another"]) == [b"a poem", b"", b"another"]
