"""One studio for a module, and pages whose errors are errors of the test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from tests.running import PATIENCE, RunningStudio

WATCH = """
window.shifts = [];
window.still = 0;
window.refused = [];
new PerformanceObserver(list => {
  for (const { hadRecentInput, startTime, value } of list.getEntries()) {
    if (!hadRecentInput && startTime >= still) shifts.push(value);
  }
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", event => refused.push(event.sourceFile));
"""
IS_QUIET = """
() => {
  const ends = performance.getEntriesByType("resource").map(({ responseEnd }) => responseEnd);
  const isBusy = document.readyState !== "complete" || document.querySelector(".htmx-request");
  return !isBusy && performance.now() - Math.max(0, ...ends) > 500;
}
"""
"""A quiet line alone tells nothing: on a busy machine it is so between one script and the next."""
FROM_NOW = """
() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    still = performance.now();
    done(shifts.length = 0);
  }));
})
"""
"""Forgets what moved until this was drawn: a browser excuses what follows a press for half a
second only, and an answer may take longer."""
HTMX = ("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")
ANSWERS = ("Failed to load resource", "Response Status Error Code", *HTMX)
"""Beginnings of what a browser and htmx write of an answer that is a refusal, or of none, as
where a page is left while it asks."""


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    """The environment of the module's studio."""
    return {}


@pytest.fixture(scope="module")
def studio(
    tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]
) -> Iterator[RunningStudio]:
    folder = str(tmp_path_factory.mktemp("studio") / "data")
    variables = {"PROOFSHEET_DATA_DIR": folder, **variables}
    running = RunningStudio("start", "--port", "0", "--no-browser", **variables)
    yield running.wait_until_ready()
    running.stop()


@pytest.fixture
def context(browser: Browser, studio: RunningStudio) -> Iterator[BrowserContext]:
    """With nothing in the composer; `refused` and `shifts` of a page tell what it suffered."""
    studio.clear_composer()
    context = browser.new_context(base_url=studio.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(WATCH)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.stack or error.error.message))
    context.on("console", lambda message: errors.extend(_error(message)))
    yield context
    assert close([context], errors) == []


def close(contexts: Sequence[BrowserContext], errors: Sequence[str]) -> list[str]:
    """Close them; the errors until then, for a request that is cut off by that tells one too."""
    for page in [page for context in contexts for page in context.pages]:
        with suppress(Error):  # it is on its way to another page
            page.evaluate("true")  # with its answer comes whatever was told before
    found = list(errors)
    for context in contexts:
        context.close()
    return found


def _error(message: ConsoleMessage) -> list[str]:
    is_error = message.type == "error" and not message.text.startswith(ANSWERS)
    return [message.text] if is_error else []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def wait_for_quiet(page: Page) -> None:
    """Until the page and its scripts are there, and what they ask for at first."""
    page.wait_for_load_state("load")
    page.wait_for_function(IS_QUIET)


def go(page: Page, address: str) -> None:
    page.goto(address)
    wait_for_quiet(page)
