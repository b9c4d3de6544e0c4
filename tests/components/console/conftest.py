"""What the tests of the web console share: a real Chromium for a module, a demo server and pages for each test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from tests.components import needs
from tests.components.console.visitor import Visitor
from tests.scenarios.conftest import populated
from tests.scenarios.demo import Demo

from callplane.cli.demo import offer

__all__ = ["populated"]

FLAGS = (
    "--no-sandbox",  # CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIP = 'sip_host = "127.0.0.1"\nsip_port = 0\n'


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a screen."""
    program = needs.program("chromium", "chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def demo(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    """The demo's server, with its offers. Calls that have ended are shown for a moment only."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    shutil.copytree(populated.parent, tmp_path, dirs_exist_ok=True)
    async with AsyncExitStack() as stack:
        server = Demo(tmp_path, stack, offer=offer(), sip=SIP)
        await server.start()
        yield server
        await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(chromium: Browser, demo: Demo) -> AsyncIterator[Visitor]:
    """Somebody at a desk with this browser and this server. What goes wrong in his pages fails the test."""
    visitor = Visitor(chromium, demo.url)
    yield visitor
    await visitor.leave()
