"""Calls in the web console, in a real browser: what one page does, the page of the other party shows."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.components.console.visitor import Visitor
from tests.scenarios.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_call_from_a_colleagues_line(visitor: Visitor, demo: Demo) -> None:
    dave = await visitor.log_on("dave")
    chooser = dave.area.get_by_label("Line to call from")
    await expect(chooser.get_by_role("option")).to_have_count(5)
    await chooser.select_option(label="From Bob · 102")
    await dave.dial("103")
    await demo.phone("103", "answer")
    await dave.shows("Carol", "Connected")
    await expect(dave.line("102")).to_contain_text("In a call · Carol")
    await dave.press("Hang up", of="Carol")
    await dave.has_no_calls()
    alice = await visitor.log_on("alice")  # controls nobody's line
    await expect(alice.area.get_by_text("From Alice")).to_be_visible()


async def test_a_call_between_two_browsers(visitor: Visitor) -> None:
    alice, bob = await visitor.log_on("alice"), await visitor.log_on("bob")
    await alice.dial("102")
    await alice.shows("Bob", "Rings there")
    await bob.shows("Alice", "Rings")
    await bob.offers("Alice", "Answer", "Redirect", "Reject")
    await expect(bob.page).to_have_title("☎ Alice is calling")
    await expect(alice.line("102")).to_contain_text("Ringing")
    await bob.press("Answer")
    await alice.shows("Bob", "Connected")
    await alice.offers("Bob", "Hold", "Transfer", "Keypad", "Record", "Hang up")
    await expect(bob.page).to_have_title("callplane")
    await bob.press("Hang up")
    await alice.has_no_calls()
    await bob.has_no_calls()
    await expect(alice.area.locator(".recent")).to_contain_text("Bob")


async def test_two_phones_in_one_page(visitor: Visitor) -> None:
    alice, bob = await visitor.two_phones()
    await alice.dial("102")
    await bob.press("Answer")
    await alice.press("Hold", of="Bob")
    await alice.shows("Bob", "On hold")
    await alice.press("Resume", of="Bob")
    await alice.shows("Bob", "Connected")
    await bob.press("Hang up", of="Alice")
    await alice.has_no_calls()


async def test_a_refused_call_says_why(visitor: Visitor) -> None:
    alice = await visitor.log_on("alice")
    await alice.dial("nobody")
    await expect(alice.area.locator(".notice.error")).to_be_visible()
    await expect(alice.field).to_have_value("nobody")


async def test_a_wrong_password_says_so(visitor: Visitor) -> None:
    page = await visitor.open()
    await page.get_by_label("User", exact=True).fill("alice")
    await page.get_by_label("Password", exact=True).fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Wrong user or password")
    visitor.forgive("Failed to load resource")  # the browser's word for a 400


NOTE = """() => {
    const note = (text) => { document.body.dataset.notes = `${document.body.dataset.notes ?? ""}${text};`; };
    window.Notification = class {
        static permission = "granted";
        constructor(title, { body }) { note(`${title} ${body}`); }
        close() { note("closed"); }
    };
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
}"""


async def test_a_notification_tells_who_rings_when_the_page_is_not_looked_at(visitor: Visitor, demo: Demo) -> None:
    alice = await visitor.log_on("alice")
    await expect(alice.line("101")).to_contain_text("Free")
    await alice.page.evaluate(NOTE)  # in place of the system's
    body = alice.page.locator("body")
    await demo.phone("102", "dial", number="101")
    await expect(body).to_have_attribute("data-notes", "Bob is calling on line Alice;")
    await demo.phone("102", "hangup")
    await expect(body).to_have_attribute("data-notes", "Bob is calling on line Alice;closed;")
