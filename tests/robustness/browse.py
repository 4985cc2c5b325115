"""Open pages in headless Chromium, touch everything on them, and print what they tried, as JSON.

A program of its own, since one process holds one Playwright: ``python browse.py CHROMIUM FILE#HASH...``.
"""

from __future__ import annotations

import json
import sys

from playwright.sync_api import sync_playwright

EMBEDDED = "img, svg[onload], object, embed"
TOUCH = """() => {
    for (const one of document.querySelectorAll("*")) {
        for (const kind of ["mouseover", "mouseenter", "focus", "error", "load", "toggle"])
            one.dispatchEvent(new Event(kind, {bubbles: true}));
    }
    for (const one of document.querySelectorAll("button, summary, a[href^='#'], tr, li")) {
        if (!/print|save|export|download/i.test(one.textContent)) one.click();
    }
}"""


def visit(browser, address: str) -> dict[str, object]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    seen: dict[str, list[str]] = {"requests": [], "dialogs": [], "errors": []}

    def route(one) -> None:
        if one.request.url.startswith(("file:", "data:", "blob:", "about:")):
            one.continue_()
        else:
            seen["requests"].append(one.request.url)
            one.abort()

    page.route("**/*", route)
    page.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen["errors"].append(str(error)))
    page.goto(address)
    page.wait_for_timeout(1500)
    frames = [frame for frame in page.frames if "detente" in frame.content() or frame == page.main_frame]
    for frame in frames:
        if frame.query_selector("html[data-ready]"):
            for number in range(frame.evaluate("detente.scene ? detente.scene.dots.length : 0")):
                x, y = frame.evaluate(f"detente.scene.dots[{number}].at")
                frame.dispatch_event("canvas", "click", {"clientX": x, "clientY": y})
        frame.evaluate(TOUCH)
    page.keyboard.press("3")
    page.wait_for_timeout(500)
    result = seen | {
        "ready": sum(frame.query_selector("html[data-ready]") is not None for frame in page.frames),
        "hacked": [frame.evaluate("typeof window.hacked") for frame in page.frames],
        "links": [link for frame in page.frames for link in frame.eval_on_selector_all(
            "a[href]", "links => links.map((link) => link.protocol)")],
        "images": sum(len(frame.query_selector_all(EMBEDDED)) for frame in page.frames),
    }  # fmt: skip
    context.close()
    return result


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
        print(json.dumps([visit(chromium, address) for address in sys.argv[2:]]))  # noqa: T201 - its answer
        chromium.close()
