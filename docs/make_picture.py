"""Take the picture of the README from demo/map.html, after ``make demo`` (needs Chromium)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent


def main(page: Path = ROOT / "demo" / "map.html", picture: Path = ROOT / "docs" / "map.png") -> None:
    """Open a map in Chromium at 1400 by 900 pixels and save what it looks like."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme="light")
        window.goto(page.resolve().as_uri())
        window.wait_for_selector("html[data-ready]", timeout=60_000)
        window.wait_for_timeout(500)  # the first drawing
        window.screenshot(path=picture)
        browser.close()
    with Image.open(picture) as image:
        image.convert("RGB").quantize(colors=128).save(picture, optimize=True)  # a third of the size


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
