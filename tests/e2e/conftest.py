"""Chromium for the tests of the page. Where there is none they are skipped, but never in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTEFACTS = Path(__file__).parent.parent / "artefacts"


class Opened:
    """A page that was opened from a file with the network cut, and all it asked for or complained of."""

    def __init__(self, page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        page.on(
            "console",
            lambda message: message.type in ("error", "warning") and self.errors.append(message.text),
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.route("**/*", self._route)

    def _route(self, route) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()

    def open(self, file: Path, hash_: str = "", *, timeout: int = 15000):
        self.page.goto(file.as_uri() + (f"#{hash_}" if hash_ else ""))
        self.page.wait_for_selector("html[data-ready]", timeout=timeout)
        return self.page

    def shot(self, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A running Chromium."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("no Chromium: CI must have one (apt-get install chromium)")
        pytest.skip("no Chromium: install it, or name it in the variable CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="the tests of the page need playwright")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium) -> Iterator[Opened]:
    """A fresh window of 1400 by 850 pixels."""
    context = chromium.new_context(viewport={"width": 1400, "height": 850}, color_scheme="light")
    yield Opened(context.new_page())
    context.close()


@pytest.fixture
def window(chromium):
    """Make windows of other sizes and colour schemes."""
    contexts = []

    def make(*, width=1400, height=850, scheme="light", scripts=True) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        return Opened(context.new_page())

    yield make
    for context in contexts:
        context.close()
