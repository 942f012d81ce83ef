"""Verdicts by keys, fast and over a restart of the server, where images are seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from json import loads
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.running import PATIENCE, RunningStudio, manage
from tests.servers import free_port

MANY, PACE = 200, 150
KEYS = ["p", "3", "x", "5", "p", "1", "x"]
SAID: dict[str, dict[str, Any]] = {
    "p": {"verdict": "pick"},
    "x": {"verdict": "reject"},
    **{figure: {"stars": int(figure)} for figure in "135"},
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """With so many small images."""
    root = tmp_path_factory.mktemp("studio")
    (root / "pictures").mkdir()
    for number in range(MANY):
        (root / "pictures" / f"{number:03}.png").write_bytes(factories.png(18, 12, seed=number))
    folder, port = str(root / "data"), str(free_port())
    started(folder, port).wait_until_ready().stop()
    brought = manage("gallery", "import", str(root / "pictures"), PROOFSHEET_DATA_DIR=folder)
    assert brought.returncode == 0, brought.stdout + brought.stderr
    running = started(folder, port)
    yield running.wait_until_ready()
    running.stop()


def started(folder: str, port: str) -> RunningStudio:
    arguments = ("start", "--port", port, "--no-browser")
    return RunningStudio(*arguments, PROOFSHEET_DATA_DIR=folder)


def events(studio: RunningStudio) -> list[tuple[int, dict[str, Any]]]:
    """(image, what was said) of all verdicts, in the order in which they were kept."""
    asked = "SELECT image_id, data FROM gallery_event WHERE kind = 'verdict' ORDER BY id"
    with closing(sqlite3.connect(studio.folder / "proofsheet.sqlite3")) as database:
        return [(image, loads(data)) for image, data in database.execute(asked)]


def reviews(studio: RunningStudio) -> list[tuple[int, str, int]]:
    asked = "SELECT image_id, verdict, stars FROM gallery_review"
    with closing(sqlite3.connect(studio.folder / "proofsheet.sqlite3")) as database:
        return list(database.execute(asked))


def all_of_the_grid(page: Page) -> list[int]:
    """Ids in their order, with the focus on the first."""
    page.goto("/gallery/")
    frames = page.locator(".rows .frame")
    page.locator(".rows .pic").first.focus()
    for count in range(60, MANY, 60):
        expect(frames.nth(count - 1)).to_be_attached()
        page.keyboard.press("End")
    expect(frames).to_have_count(MANY)
    page.keyboard.press("Home")
    return [int(pk) for pk in frames.evaluate_all("all => all.map(one => one.dataset.image)")]


def all_kept(page: Page) -> None:
    """Until every verdict has been answered, also those of a restart, one after another."""
    page.wait_for_function(
        "() => sessionStorage['proofsheet-verdicts-'] === '[]'", timeout=3000 * PATIENCE
    )


def restart(studio: RunningStudio, again: list[RunningStudio]) -> None:
    studio.stop()
    again.append(started(str(studio.folder), studio.url.rstrip("/").rpartition(":")[2]))


def test_what_waits_is_told_goes_along_to_the_next_page_and_arrives(
    page: Page, studio: RunningStudio
) -> None:
    page.goto("/gallery/")
    first = page.locator(".rows .frame").first
    first.locator(".pic").focus()
    page.route("**/verdict/", lambda route: route.abort())
    page.keyboard.press("Shift+P")
    line = page.locator("verdict-line")
    expect(line).to_have_text("1 verdict waits for the server")
    page.keyboard.press("Shift+Digit4")
    expect(line).to_have_text("2 verdicts wait for the server")
    expect(first.locator(".mark")).to_be_visible()
    pk = int(first.get_attribute("data-image") or "")
    page.goto("/collections/")
    expect(line).to_have_text("2 verdicts wait for the server")
    page.unroute("**/verdict/")
    expect(line).to_be_empty()
    assert reviews(studio) == [(pk, "pick", 4)]
    page.goto("/gallery/")
    first.locator(".pic").focus()
    page.keyboard.press("Shift+U")
    page.keyboard.press("Shift+Digit0")
    all_kept(page)


def test_200_verdicts_by_key_arrive_in_order_over_a_restart(
    page: Page, studio: RunningStudio
) -> None:
    ids = all_of_the_grid(page)
    keys = list(islice(cycle(KEYS), MANY))
    again: list[RunningStudio] = []
    stopping = Thread(target=restart, args=(studio, again))
    try:
        for number, key in enumerate(keys):
            page.keyboard.press(key)
            page.wait_for_timeout(PACE)
            if number == MANY // 2:
                stopping.start()
        stopping.join()
        said = [SAID[key] for key in keys]
        all_kept(page)
        assert events(studio)[-MANY:] == list(zip(ids, said, strict=True))
        expect(page.locator("verdict-line")).to_be_empty()
        expect(page.locator(".frame[data-verdict='pick']")).to_have_count(keys.count("p"))
    finally:
        if stopping.ident:
            stopping.join()
        for running in again:
            running.wait_until_ready().stop()
