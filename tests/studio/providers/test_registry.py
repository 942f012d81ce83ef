"""Providers are found by their files."""

import pytest

from studio import providers
from studio.providers import NotFoundError, Provider


def test_the_sketch_comes_first_and_the_others_by_label():
    ids = [cls.id for cls in providers.all()]
    assert ids[0] == "sketch"
    assert {"dieyuyun", "openai", "custom"} <= set(ids)
    labels = [cls.label.casefold() for cls in providers.all()[1:]]
    assert labels == sorted(labels)


def test_a_provider_is_had_by_its_id():
    assert providers.get("openai").label == "OpenAI"


def test_an_unknown_id_is_said():
    with pytest.raises(NotFoundError, match="atlantis"):
        providers.get("atlantis")


def test_a_new_file_is_a_new_provider(tmp_path, monkeypatch):
    lines = (
        "from studio.providers.base import Provider",
        "class Atlantis(Provider):",
        "    id = 'atlantis'",
        "    label = 'Atlantis'",
    )
    (tmp_path / "atlantis.py").write_text("\n".join(lines))
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(tmp_path)])
    providers.all.cache_clear()
    try:
        assert providers.get("atlantis").label == "Atlantis"
    finally:
        providers.all.cache_clear()


def test_every_provider_says_who_it_is():
    for cls in providers.all():
        assert issubclass(cls, Provider)
        assert cls.id.isidentifier()
        assert cls.label
        assert cls.tagline


@pytest.mark.parametrize("shape", ["2.39:1", "16x9", "0:1", "1:", ":", "-3:2", "hello", "", "auto"])
@pytest.mark.parametrize("tier", ["4K", "8K", ""])
@pytest.mark.parametrize("cls", providers.all(), ids=lambda cls: cls.id)
def test_what_is_no_shape_has_no_pixels_of_its_own(cls, shape, tier):
    provider = cls(models=("gpt-image-2",) if cls.id == "openai" else ())
    for model in [spec.id for spec in provider.offered()] or ["any"]:
        assert provider.size(model, shape, tier) is None


def test_every_name_of_the_door_exists():
    assert all(hasattr(providers, name) for name in providers.__all__)
    assert providers.__all__ == sorted(providers.__all__)
