"""Code run as people run it: bash with curl, Python, and JavaScript in a browser and in Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Route

from tests.servers import needs

PAGE = """<!doctype html>
<script type="importmap">{"imports": {"node:fs/promises": "./files.js"}}</script>
<script>window.process = {"env": %s};</script>
<script type="module" src="./code.js"></script>
"""
FILES = """
export async function readFile(name, encoding) {
  const bytes = new Uint8Array(await (await fetch(name)).arrayBuffer());
  return encoding === "base64" ? btoa(String.fromCharCode(...bytes)) : bytes;
}
"""
PLACE = "/a-page-of-the-test/"


def by_bash(code: str, folder: Path, variables: Mapping[str, str]) -> str:
    """What the code prints; files are read from `folder`."""
    needs("curl", "curl")
    return _run([needs("bash", "bash"), "code.sh"], code, folder, variables)


def by_python(code: str, folder: Path, variables: Mapping[str, str]) -> str:
    return _run([sys.executable, "code.py"], code, folder, variables)


def is_for_node(code: str) -> bool:
    """Whether there is a Node, and any of those that are about takes the code."""
    return shutil.which("node") is not None and "rawJSON" not in code


def by_node(code: str, folder: Path, variables: Mapping[str, str]) -> str:
    return _run(["node", "code.mjs"], code, folder, variables)


def by_browser(
    browser: Browser, origin: str, code: str, folder: Path, variables: Mapping[str, str]
) -> str:
    """In a page of `origin`, with the one function of Node that the code needs."""
    own = {"": PAGE % json.dumps(dict(variables)), "files.js": FILES, "code.js": code}

    def give(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in own:
            kind = "text/javascript" if name else "text/html"
            route.fulfill(body=own[name], content_type=f"{kind}; charset=utf-8")
        else:
            route.fulfill(path=folder / name)

    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(f"{origin}{PLACE}*", give)
    with page.expect_event("console", timeout=20_000) as said:
        page.goto(f"{origin}{PLACE}")
    context.close()
    assert not errors
    return said.value.text


def _run(command: list[str], code: str, folder: Path, variables: Mapping[str, str]) -> str:
    (folder / command[-1]).write_text(code)
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        command, cwd=folder, env={**plain, **variables}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
