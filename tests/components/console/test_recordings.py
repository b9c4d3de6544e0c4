"""Recorded calls in the web console: heard and saved by those who may, and by nobody else."""

from __future__ import annotations

import io
import wave

import pytest
from playwright.async_api import Request, expect
from tests.components.console.visitor import Visitor
from tests.scenarios.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_recording_is_played_and_saved(visitor: Visitor, demo: Demo) -> None:
    alice = await visitor.log_on("alice")
    carol = await visitor.log_on("carol")
    asked: list[Request] = []
    alice.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks its listeners)
    await expect(alice.area.get_by_text("Recorded calls that you may hear will stand here.")).to_be_visible()
    await alice.dial("102")
    await demo.phone("102", "answer")
    await alice.press("Record")
    await alice.press("Stop recording")
    panel = alice.area.get_by_role("region", name="Recordings")
    await expect(panel.get_by_role("listitem")).to_contain_text("Bob")
    await panel.get_by_role("button", name="Play the recording: Bob").click()
    player = panel.locator("audio")
    await expect(player).to_have_js_property("ended", True)
    await expect(player).to_be_focused()
    async with alice.page.expect_download() as saving:
        await panel.get_by_role("button", name="Save the recording: Bob").click()
    path = await (await saving.value).path()
    with wave.open(io.BytesIO(path.read_bytes())) as file:
        assert file.getframerate() == 8000
    loaded = [request for request in asked if "/recordings" in request.url]
    assert loaded
    for request in loaded:
        session = (await request.all_headers())["x-ucsessionid"]
        assert session not in request.url
    await carol.button("Look for new recordings").click()
    await expect(carol.area.get_by_text("Recorded calls that you may hear will stand here.")).to_be_visible()
