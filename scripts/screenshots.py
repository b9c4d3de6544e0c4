"""Draws the pictures of the web console in docs/images, from a demo of its own in a real Chromium (/usr/bin/chromium)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs/images"
_SIZE: Final = {"width": 1280, "height": 800}


@contextmanager
def _demo() -> Iterator[str]:
    """The address of a demo that lives as long as the block."""
    command = [sys.executable, "-m", "callplane.cli.main", "demo", "--http-port=0", "--tcp-port=0", "--tls-port=0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own command)
        try:
            assert process.stdout is not None
            yield next(line.split()[2] for line in process.stdout if line.startswith("callplane ready"))
        finally:
            process.terminate()


def _open(browser: Browser, url: str, button: str, scheme: str = "light") -> Page:
    page = browser.new_context(viewport=_SIZE, locale="en-US", color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(url)
    page.get_by_role("button", name=button).click()
    return page


def _phones(page: Page) -> None:
    """Bob and Alice talk, and somebody outside rings."""
    alice, bob = page.locator("[data-user=alice]"), page.locator("[data-user=bob]")
    alice.get_by_label("Number or extension").fill("102")
    page.keyboard.press("Enter")
    bob.get_by_role("button", name="Answer").click()
    alice.get_by_role("button", name="Hold").wait_for()
    page.get_by_role("button", name="Let it ring").click()
    alice.get_by_role("button", name="Answer").wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "console-phones.png")


def _talk_on(page: Page) -> None:
    """Hold and resume for a while, so that there is something to see elsewhere."""
    alice = page.locator("[data-user=alice]")
    for _ in range(6):
        alice.get_by_role("button", name="Hold").click()
        page.wait_for_timeout(1500)
        alice.get_by_role("button", name="Resume").click()
        page.wait_for_timeout(1500)


def _developer(page: Page) -> None:
    page.get_by_role("link", name="Developer").click()
    page.get_by_label("Scenario").select_option(index=1)
    page.locator(".bar").nth(5).wait_for()
    page.screenshot(path=IMAGES / "console-developer.png")


def _administration(page: Page) -> None:
    page.get_by_text("Nothing. The configuration is in order").wait_for()
    page.screenshot(path=IMAGES / "console-administration.png")


def main() -> None:
    """Draw all of them."""
    IMAGES.mkdir(exist_ok=True)
    with _demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        phones = _open(browser, url, "Two phones side by side")
        _phones(phones)
        administration = _open(browser, url, "Administrator", "dark")
        _talk_on(phones)
        _administration(administration)
        _developer(phones)
        browser.close()


if __name__ == "__main__":
    main()
