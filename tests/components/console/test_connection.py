"""A connection that breaks: the web console says so, comes back by itself and has missed nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.components.console.visitor import Visitor
from tests.scenarios.demo import Demo
from tests.scenarios.proxy import Proxy

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_lost_connection_is_resumed(visitor: Visitor, demo: Demo) -> None:
    visitor.forgive("WebSocket", "Failed to load resource")
    async with Proxy(demo.url) as network:
        alice = await visitor.log_on("alice", url=network.url)
        await alice.dial("102")
        await alice.shows("Bob", "Rings there")
        network.refuse()
        network.cut()
        await expect(alice.page.get_by_role("status").filter(has_text="Connection lost")).to_be_visible()
        await demo.phone("102", "answer")  # while nobody listens
        network.refuse(False)
        await expect(alice.page.get_by_role("status").filter(has_text="nothing was missed")).to_be_visible()
        await alice.shows("Bob", "Connected")
        await alice.press("Hang up")
        await alice.has_no_calls()


async def test_a_session_that_is_gone_begins_anew(visitor: Visitor, demo: Demo) -> None:
    visitor.forgive("WebSocket", "Failed to load resource")
    async with Proxy(demo.url) as network:
        alice = await visitor.log_on("alice", url=network.url)
        await expect(alice.page.get_by_text("Connected")).to_be_visible()
        network.refuse()
        network.cut()
        await expect(alice.page.get_by_role("status").filter(has_text="Connection lost")).to_be_visible()
        for session in demo.app.service.sessions.of_user("alice"):
            demo.app.service.sessions.end(session, "forgotten")
        network.refuse(False)
        await expect(alice.page.get_by_role("status").filter(has_text="new session")).to_be_visible()
        await alice.dial("102")
        await alice.shows("Bob", "Rings there")


async def test_a_session_that_an_administrator_ends_leads_back_to_the_log_on(visitor: Visitor, demo: Demo) -> None:
    alice = await visitor.log_on("alice")
    await expect(alice.field).to_be_visible()
    for session in demo.app.service.sessions.of_user("alice"):
        demo.app.service.sessions.end(session, "ended by hand")
    await expect(alice.page.get_by_role("alert")).to_contain_text("Your session has ended")


async def test_a_page_that_is_loaded_again_goes_on_with_its_session(visitor: Visitor, demo: Demo) -> None:
    alice = await visitor.log_on("alice")
    await alice.dial("102")
    await alice.shows("Bob", "Rings there")
    await alice.page.reload()
    await alice.shows("Bob", "Rings there")
    assert len(demo.app.service.sessions.of_user("alice")) == 1
    await demo.phone("102", "answer")
    await alice.shows("Bob", "Connected")
    await alice.page.get_by_role("button", name="Log off").click()
    await alice.page.reload()
    await expect(alice.page.get_by_label("User", exact=True)).to_be_visible()
