"""The tables of the README against what is declared, and the command that renews them."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from studio import providers, reference
from tests.running import ROOT, manage

README = ROOT / "README.md"


def renew(file: Path) -> CompletedProcess[str]:
    return manage("providers", "--into", str(file), PROOFSHEET_DATA_DIR=str(file.parent / "data"))


def test_the_readme_is_as_declared() -> None:
    """Else: manage.py providers --into README.md."""
    text = README.read_text()
    assert text == reference.renewed(text)


@pytest.mark.parametrize("cls", providers.all(), ids=lambda cls: cls.id)
def test_every_provider_and_each_of_its_models_has_a_row(cls: type[providers.Provider]) -> None:
    tables = reference.tables()
    assert f"`{cls.id}`" in tables
    assert f"`{cls.env}`" in tables or not cls.env
    assert f"`{cls.default_base_url}`" in tables or not cls.default_base_url
    assert all(f"`{spec.id}`" in tables for spec in cls.models if not spec.is_debug)


def test_every_row_has_its_cells() -> None:
    first, second = reference.tables().split("\n\n")
    for table, cells in ((first, 4), (second, 4)):
        assert {line.count("|") for line in table.splitlines()} == {cells + 1}


def test_what_this_machine_has_set_changes_nothing(tmp_path: Path) -> None:
    given = {"OPENAI_MODELS": "mine", "THREEDAI_REQUESTS_PER_MINUTE": "99", "OPENAI_API_KEY": "k"}
    ended = manage("providers", PROOFSHEET_DATA_DIR=str(tmp_path), **given)
    assert ended.stdout.strip() == reference.tables()


def test_a_file_is_renewed(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("Before\n<!-- providers -->\nformer table\n<!-- /providers -->\nafter\n")
    assert renew(file).returncode == 0
    text = file.read_text()
    assert text.startswith("Before\n<!-- providers -->\n\n| provider")
    assert text.endswith("|\n\n<!-- /providers -->\nafter\n")
    assert "former table" not in text


@pytest.mark.parametrize("text", ["", "<!-- providers -->", "<!-- /providers -->"])
def test_a_file_without_the_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "README.md"
    file.write_text(text)
    ended = renew(file)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert file.read_text() == text
