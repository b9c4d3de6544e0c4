"""Everybody can use it: no violation that axe finds, by keyboard alone, in the hand, in German, in the dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from tests.components import needs
from tests.components.console.test_build import SOURCES
from tests.components.console.visitor import POCKET, Phone, Visitor
from tests.scenarios.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="module")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (rules) => {
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.flatMap(({ id, nodes }) => nodes.map((it) => `${id}: ${it.html.slice(0, 120)} ${it.failureSummary}`));
}"""


@pytest.fixture
def axe() -> str:
    path = needs.file(str(SOURCES / "node_modules/axe-core/axe.min.js"), "nodejs npm, then sh scripts/console.sh --packages")
    return Path(path).read_text(encoding="utf-8")


async def check(page: Page, axe: str) -> None:
    await page.evaluate(axe)
    assert await page.evaluate(RUN, RULES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_phones(visitor: Visitor, axe: str, scheme: str) -> None:
    page = await visitor.open(color_scheme=scheme)
    await page.get_by_role("button", name="Two phones side by side").wait_for()
    await check(page, axe)
    await page.get_by_role("button", name="Two phones side by side").click()
    alice, bob = Phone(page, "alice"), Phone(page, "bob")
    await alice.field.wait_for()
    for text in await page.get_by_text("Line settings").all():
        await text.click()
    await alice.dial("102")
    await bob.shows("Alice", "Rings")
    await check(page, axe)
    await bob.press("Answer")
    await alice.press("Transfer")
    await alice.press("Call data")
    await bob.press("Keypad")
    await alice.dial("0891234561")
    await alice.shows("089 1234561", "Busy")
    await check(page, axe)
    await page.get_by_role("link", name="Developer").click()
    await page.get_by_text("The same as a table").click()
    await page.locator(".entry button").first.click()
    await check(page, axe)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_administration(visitor: Visitor, demo: Demo, axe: str, scheme: str) -> None:
    page = (await visitor.log_on("admin", color_scheme=scheme)).page
    await page.get_by_text("Nothing. The configuration is in order").wait_for()
    await demo.link("link/cut")
    for part in ("Overview", "Users", "Lines", "Rights", "Phones", "PBXs", "Sessions", "Audit"):
        await page.get_by_role("link", name=part, exact=True).click()
        await page.locator("thead, .charts, .pbxs .panel").first.wait_for()
        await check(page, axe)


async def test_a_call_by_keyboard_alone(visitor: Visitor, demo: Demo) -> None:
    page = await visitor.open()
    await page.get_by_label("User", exact=True).wait_for()
    keys = page.keyboard
    await keys.type("alice")
    await keys.press("Tab")
    await keys.type("demo")
    await keys.press("Enter")
    alice = Phone(page, "alice")
    await alice.field.wait_for()
    await keys.press("Alt+d")
    await expect(alice.field).to_be_focused()
    await keys.type("102")
    await keys.press("Enter")
    await alice.shows("Bob", "Rings there")
    await demo.phone("102", "answer")
    await alice.shows("Bob", "Connected")
    await keys.press("Alt+o")
    await alice.shows("Bob", "On hold")
    await keys.press("Alt+o")
    await alice.shows("Bob", "Connected")
    await keys.press("Alt+h")
    await alice.has_no_calls()
    await demo.phone("102", "dial", number="101")
    await alice.shows("Bob", "Rings")
    await keys.press("Alt+a")
    await alice.shows("Bob", "Connected")
    await alice.call("Bob").get_by_role("button", name="Hold").focus()
    await keys.press("Space")
    await alice.shows("Bob", "On hold")
    await expect(alice.call("Bob").get_by_role("button", name="Resume")).to_be_focused()  # it stands where Hold was
    await alice.call("Bob").get_by_role("button", name="Hang up").focus()
    await keys.press("Space")
    await alice.has_no_calls()
    await expect(alice.field).to_be_focused()


async def test_in_the_hand(visitor: Visitor, demo: Demo, axe: str) -> None:
    alice = await visitor.log_on("alice", viewport=POCKET, has_touch=True, is_mobile=True)
    await alice.field.wait_for()
    await demo.phone("102", "dial", number="101")
    await alice.shows("Bob", "Rings")
    await check(alice.page, axe)
    wide = await alice.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= POCKET["width"], "the page must not scroll sideways"
    await alice.call("Bob").get_by_role("button", name="Answer").tap()
    await alice.shows("Bob", "Connected")


async def test_in_german(visitor: Visitor, demo: Demo) -> None:
    page = await visitor.open(locale="de-AT")
    await page.get_by_role("button", name="Zwei Telefone nebeneinander").click()
    bob = page.locator("[data-user=bob]")
    await bob.get_by_label("Rufnummer oder Nebenstelle").fill("101")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Annehmen")).to_be_visible()
    await expect(page).to_have_title("☎ Bob ruft an")
    assert await page.evaluate("document.documentElement.lang") == "de"
    await page.get_by_label("Sprache").select_option("English")
    await expect(page.get_by_role("button", name="Answer")).to_be_visible()


async def test_the_developer_view_shows_what_was_said(visitor: Visitor, demo: Demo) -> None:
    alice = await visitor.log_on("alice")
    await alice.dial("102")
    await alice.shows("Bob", "Rings there")
    await alice.page.get_by_role("link", name="Developer").click()
    await alice.page.get_by_label("Search messages").fill("asnCtiMakeCall u8sPhoneNumberTo")
    await expect(alice.page.locator(".entry")).to_have_count(1)
    await alice.page.locator(".entry button").click()
    await expect(alice.page.locator(".entry pre")).to_contain_text('"operationID": 1202')
    await expect(alice.page.locator(".chart-names span")).to_have_text(["Alice", "Bob"])
    await demo.phone("102", "answer")
    await expect(alice.page.locator(".bar.talking")).to_have_count(2)
