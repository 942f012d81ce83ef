"""The plan of the house, where a machine can see whether it is kept."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.core.management import call_command

from tests.running import ROOT

DOOR = re.compile(r"studio:\w+")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

OURS = [
    path
    for folder in ("studio", "gallery")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[FunctionNode]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, FunctionNode):
            yield node


def length(function: FunctionNode) -> int:
    """Lines from `def` to the end, without the docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    told = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_who_may_import_whom() -> None:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    linted = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ("studio/**/*.py", 300),
        ("gallery/**/*.py", 300),
        ("templates/**/*.html", 80),
        ("static/js/elements/*.js", 80),
    ],
)
def test_files_stay_short(pattern: str, most: int) -> None:
    written = [path for path in sorted(ROOT.glob(pattern)) if "migrations" not in path.parts]
    assert [name(path) for path in written if lines(path) > most] == []


def test_functions_stay_short() -> None:
    found = {(name(path), node.name): length(node) for path in OURS for node in functions(path)}
    assert {place: count for place, count in found.items() if count > 30} == {}
    assert median(found.values()) <= 6


def test_views_find_call_and_render() -> None:
    views = [path for path in OURS if path.parent.name == "views"]
    found = {(name(path), node.name): length(node) for path in views for node in functions(path)}
    assert {place: count for place, count in found.items() if count > 15} == {}


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{name(path)}:{node.lineno}"
        for path in OURS
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_templates_hold_no_inline_script_or_style() -> None:
    wrong = ("style=", "<style", "onclick=", "hx-on", "javascript:", "<script>")
    found = [
        (name(path), part)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for part in wrong
        if part in path.read_text()
    ]
    assert found == []


def test_templates_of_the_gallery_know_one_door_of_the_studio() -> None:
    folder = ROOT / "templates" / "gallery"
    named = {name for path in folder.glob("*.html") for name in DOOR.findall(path.read_text())}
    assert named == {"studio:compose"}


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
