"""More than one call in the web console: transfer, conference, pickup, redirect, digits, data, recording, settings."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.components.console.visitor import Visitor
from tests.scenarios.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_consultation_becomes_a_transfer(visitor: Visitor, demo: Demo) -> None:
    alice, bob = await visitor.two_phones()
    await alice.dial("102")
    await bob.press("Answer")
    await alice.dial("103")
    await demo.phone("103", "answer")
    await alice.shows("Bob", "On hold")
    await alice.offers("Bob", "Swap", "Connect both", "Conference", "Hang up")
    await alice.press("Swap", of="Bob")
    await alice.shows("Carol", "On hold")
    await alice.press("Connect both", of="Bob")
    await alice.has_no_calls()
    await bob.shows("Carol", "Connected")


async def test_a_consultation_becomes_a_conference(visitor: Visitor, demo: Demo) -> None:
    alice, bob = await visitor.two_phones()
    await alice.dial("102")
    await bob.press("Answer")
    await alice.dial("103")
    await demo.phone("103", "answer")
    await alice.press("Conference", of="Carol")
    for name in ("Bob", "Carol"):
        await expect(alice.call(name)).to_contain_text("In the conference")
    await bob.press("Hang up")
    await alice.shows("Carol", "Connected")


async def test_a_ringing_call_is_redirected_and_picked_up(visitor: Visitor) -> None:
    alice, bob = await visitor.two_phones()
    await bob.dial("111")
    await alice.press("Redirect")
    await alice.area.get_by_label("To which number?").fill("103")
    await alice.page.keyboard.press("Enter")
    await expect(alice.line("103")).to_contain_text("Ringing")
    await bob.press("Hang up")
    await bob.has_no_calls()
    await bob.page.get_by_label("Extension", exact=True).select_option(label="Bob · 102")
    await bob.page.get_by_role("button", name="Let it ring").click()
    await bob.shows("089 123450", "Rings")
    await expect(alice.line("102").get_by_role("button", name="Pick up")).to_be_visible()
    text, actions = [await alice.line("102").locator(part).bounding_box() for part in (".line-text", ".line-actions")]
    assert text is not None
    assert actions is not None
    beside, below = text["x"] + text["width"] <= actions["x"], text["y"] + text["height"] <= actions["y"]
    assert beside or below
    await alice.line("102").get_by_role("button", name="Pick up").click()
    await alice.shows("089 123450", "Connected")
    await bob.has_no_calls()
    await alice.page.get_by_role("button", name="Hang up 089 123450").click()
    await alice.has_no_calls()


async def test_digits_data_and_recording(visitor: Visitor, demo: Demo) -> None:
    alice, bob = await visitor.two_phones()
    await alice.dial("102")
    await bob.press("Answer")
    await alice.press("Keypad")
    await expect(alice.button("Send 1")).to_be_focused()
    await alice.page.keyboard.type("1#")
    await expect(alice.area.get_by_role("status").filter(has_text="Sent: 1#")).to_be_visible()
    await alice.page.keyboard.press("Escape")
    assert await demo.heard("102") == "1#"
    await alice.press("Call data")
    await alice.area.get_by_label("Name").fill("customer")
    await alice.area.get_by_label("Value").fill("4711")
    await alice.press("Add")
    await expect(bob.call("Alice").get_by_role("button", name="Call data (1)")).to_be_visible()
    await alice.area.get_by_role("button", name="Remove customer").click()
    await expect(alice.area.get_by_text("None yet.")).to_be_visible()
    await alice.press("Record")
    await expect(bob.call("Alice")).to_contain_text("Recording")
    await alice.press("Stop recording")
    await expect(bob.call("Alice").locator(".recording")).to_have_count(0)


async def test_settings_of_a_colleagues_line(visitor: Visitor) -> None:
    alice = await visitor.log_on("alice")
    await expect(alice.line("102").get_by_role("button", name="Line settings")).to_have_count(0)  # no right to set forwards
    await alice.line("103").get_by_role("button", name="Line settings: Carol").click()
    await alice.area.get_by_role("switch", name="Do not disturb").last.click()
    await expect(alice.line("103")).to_contain_text("Do not disturb")


async def test_settings_of_a_line(visitor: Visitor) -> None:
    alice, bob = await visitor.two_phones()
    await bob.area.get_by_text("Line settings").click()
    await bob.area.get_by_role("switch", name="Do not disturb").click()
    await expect(alice.line("102")).to_contain_text("Do not disturb")
    await alice.dial("102")
    await alice.shows("Bob", "Busy")
    await alice.offers("Bob", "Call back when free", "Hang up")
    await alice.press("Call back when free")
    await expect(alice.area.get_by_text("You will be called when the line is free.")).to_be_visible()
    await bob.area.get_by_role("switch", name="Do not disturb").click()
    await bob.area.get_by_label("To", exact=True).fill("0891234560")
    await bob.press("Set forward")
    await expect(bob.line("102")).to_contain_text("Forwarded")
    await bob.press("Remove the forward to 089 1234560")
    await expect(bob.area.get_by_text("No forward is set.")).to_be_visible()
    await bob.area.get_by_label("Number there").fill("0891234560")
    await bob.press("Turn on")
    await expect(bob.line("102")).to_contain_text("Remote office")
    await bob.press("Turn off")
    await expect(bob.line("102")).not_to_contain_text("Remote office")
