"""The administrators' view: what it shows and changes, and that others do not have it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect
from tests.components.console.visitor import PASSWORD, Visitor
from tests.scenarios.demo import Demo

from callplane.testing.sip_phone import SipPhone

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_user_is_added_given_a_line_and_removed(visitor: Visitor) -> None:
    page = (await visitor.log_on("admin")).page
    await page.get_by_role("link", name="Users").click()
    await page.get_by_label("Name to log on with").fill("eve")
    await page.get_by_label("Display name").fill("Eve")
    await page.get_by_label("Password", exact=True).fill("demo")
    await page.get_by_role("button", name="Add a user").click()
    row = page.get_by_role("row", name="Eve")
    await row.get_by_label("Assign a line to eve").select_option(label="Dave · 104")
    await expect(row.locator(".chip", has_text="Dave · 104")).to_be_visible()
    eve = await visitor.log_on("eve")
    await expect(eve.line("104")).to_be_visible()
    await row.get_by_role("button", name="Remove", exact=True).click()
    await page.get_by_text("Really remove eve?").get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("row", name="Eve")).to_have_count(0)
    await expect(eve.page.get_by_role("alert")).to_contain_text("Your session has ended")


async def test_a_right_takes_effect_at_once(visitor: Visitor) -> None:
    page = (await visitor.log_on("admin")).page
    carol = await visitor.log_on("carol")
    await expect(carol.line("102")).to_have_count(0)
    await page.get_by_role("link", name="Rights").click()
    await page.get_by_label("Carol on line Bob · 102").select_option("Team")
    await expect(carol.line("102")).to_be_visible()
    await page.get_by_label("Carol on line Bob · 102").select_option("None")
    await expect(carol.line("102")).to_have_count(0)


async def test_pbxs_phones_sessions_and_the_audit(visitor: Visitor, demo: Demo) -> None:
    page = (await visitor.log_on("admin")).page
    await expect(page.get_by_text("Nothing. The configuration is in order")).to_be_visible()
    alice = await visitor.log_on("alice")
    await alice.dial("102")
    await alice.shows("Bob", "Rings there")
    await page.get_by_role("link", name="Phones").click()
    await page.get_by_role("row", name="102 Bob").get_by_role("button", name="Lift").click()
    await alice.shows("Bob", "Connected")
    await page.get_by_role("link", name="Audit").click()
    await expect(page.get_by_role("row", name="alice").first).to_contain_text("asnCtiMakeCall → 102")
    await demo.link("link/cut")
    await page.get_by_role("link", name="PBXs").click()
    await expect(page.get_by_text("Down")).to_be_visible()
    await expect(alice.line("101")).to_contain_text("No connection to the PBX")
    await page.get_by_role("link", name="Sessions").click()
    await page.get_by_role("row", name="alice").get_by_role("button").click()
    await expect(alice.page.get_by_role("alert")).to_contain_text("Your session has ended")


async def test_where_sip_phones_are(visitor: Visitor, demo: Demo) -> None:
    page = (await visitor.log_on("admin")).page
    await page.get_by_role("link", name="Phones").click()
    table = page.get_by_role("region", name="SIP phones").last
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="103"))
    await expect(row).to_contain_text("not registered")
    port = urlsplit(demo.app.service.pbxs.addresses[0]).path.rpartition(":")[2]
    async with SipPhone("103", PASSWORD, ("127.0.0.1", int(port))) as phone:
        assert (await phone.register()).status == 200
        await expect(row).to_contain_text("udp:127.0.0.1:", timeout=15_000)
        await row.get_by_role("button", name="Register anew").click()
        await expect(row).to_contain_text("not registered", timeout=15_000)


async def test_others_do_not_have_it(visitor: Visitor) -> None:
    alice = await visitor.log_on("alice")
    await expect(alice.page.get_by_role("link", name="Developer")).to_be_visible()
    await expect(alice.page.get_by_role("link", name="Administration")).to_have_count(0)
    await alice.page.goto(f"{visitor.url}/#/admin/users")
    await expect(alice.field).to_be_visible()
