"""Commands that no recording has: at a small Asterisk whose phones people lift and put down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from tests.contract.asterisk_pbx import FakeAsterisk
from tests.drivers.asterisk.rig import Rig, rig, uri

from callplane.drivers import commands as c
from callplane.drivers.asterisk import desk, dialling, driver, recalls
from callplane.errors import CommandFailed, NotCapable
from callplane.model.call import CallState, CallType
from callplane.model.events import ConferenceEnded, ConferencePartyAdded, ConferencePartyRemoved, RecordingStored

_S = CallState
ME = uri("101")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.0)
    monkeypatch.setattr(driver, "PROBE_SECONDS", 0.01)
    monkeypatch.setattr(desk, "REDIRECT_PAUSE_SECONDS", 0.0)


class Scene(Rig):
    pbx: FakeAsterisk

    async def call_to(self, number: str, call_id: str, asks: str = "") -> None:
        """A connected call from 101, made by a program."""
        await self.execute(c.MakeCall(ME, call_id, number, consultation_of=asks))
        self.pbx.answer(number)
        await self.until(lambda: self.witness.calls[call_id].state is _S.CONNECTED)

    def state(self, call_id: str) -> CallState | None:
        call = self.witness.calls.get(call_id)
        return call.state if call else None


@asynccontextmanager
async def scene(directory: Path = Path(), **options: object) -> AsyncIterator[Scene]:
    async with rig(directory, FakeAsterisk(directory), **options) as made:
        made.__class__ = Scene
        assert isinstance(made, Scene)
        yield made


async def test_a_phone_that_hangs_up_with_a_held_call_rings_again() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.execute(c.Hold(ME, "{a}"))
        s.pbx.hang_up("101")
        recall = await s.pbx.until_asked("Originate", 2)
        assert (recall["Channel"], recall["Application"]) == ("PJSIP/101", "Bridge")
        with pytest.raises(CommandFailed, match="rings again"):
            await s.execute(c.Retrieve(ME, "{a}"))
        s.pbx.lift_recall("101")
        await s.until(lambda: s.state("{a}") is _S.CONNECTED)
        s.pbx.hang_up("102")
        await s.until(lambda: not s.witness.calls)


async def test_a_recall_that_nobody_takes_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalls, "RECALL_SECONDS", -1.9)
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.execute(c.Hold(ME, "{a}"))
        s.pbx.hang_up("101")
        await s.until(lambda: "{a}" in s.witness.ended)


async def test_a_held_party_that_hangs_up_frees_the_phone() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.execute(c.Hold(ME, "{a}"))
        s.pbx.hang_up("102")
        await s.until(lambda: "{a}" in s.witness.ended)
        await s.pbx.until_asked("Hangup")
        assert not s.pbx.legs_of("101")


async def test_a_held_call_stays_while_the_active_one_is_dropped_or_sent_on() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.call_to("103", "{b}", asks="{a}")
        await s.execute(c.Drop(ME, "{b}"))
        assert (s.state("{a}"), s.state("{b}")) == (_S.HOLD, None)
        await s.call_to("103", "{c}")
        await s.execute(c.BlindTransfer(ME, "{c}", "104"))
        assert (s.state("{a}"), s.state("{c}")) == (_S.HOLD, None)
        await s.until(lambda: any(call.redirecting is not None for call in s.of("104")))
        await s.execute(c.Drop(ME, "{a}"))
        await s.pbx.until_asked("Hangup", 2)
        assert not s.pbx.legs_of("101")


async def test_a_conference_grows_and_shrinks() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.call_to("103", "{b}", asks="{a}")
        await s.execute(c.Conference(ME, "{a}", "{b}"))
        controller = next(call for call in s.of("101") if call.type is CallType.CONFERENCE_CONTROLLER)
        assert {call.remote.name for call in s.of("102")} == {"Alice"}, "members see who controls the conference"
        await s.execute(c.Hold(ME, controller.call_id))
        assert s.state(controller.call_id) is _S.HOLD
        await s.execute(c.Retrieve(ME, controller.call_id))
        await s.call_to("104", "{c}", asks=controller.call_id)
        await s.execute(c.Conference(ME, controller.call_id, "{c}"))
        assert any(isinstance(fact, ConferencePartyAdded) for fact in s.witness.facts)
        with pytest.raises(CommandFailed, match="already"):
            await s.execute(c.Conference(ME, controller.call_id, "{c}"))
        s.pbx.hang_up("103")
        await s.until(lambda: "{b}" in s.witness.ended)
        assert any(isinstance(fact, ConferencePartyRemoved) for fact in s.witness.facts)
        await s.execute(c.Drop(ME, "{c}"))
        await s.until(lambda: controller.call_id in s.witness.ended)
        (last,) = s.of("101")
        assert (last.call_id, last.state, last.type) == ("{a}", _S.CONNECTED, CallType.NORMAL)
        await s.execute(c.BlindTransfer(ME, "{a}", "105"))


async def test_who_controls_a_conference_leaves_it() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.call_to("103", "{b}", asks="{a}")
        await s.execute(c.Conference(ME, "{a}", "{b}"))
        s.pbx.hang_up("101")
        await s.until(lambda: not s.of("101"))
        assert any(isinstance(fact, ConferenceEnded) for fact in s.witness.facts)
        assert s.of("102"), "the others go on"


async def test_a_held_call_is_added_to_a_conference() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        await s.call_to("103", "{b}", asks="{a}")
        await s.execute(c.Conference(ME, "{a}", "{b}"))
        controller = next(call for call in s.of("101") if call.type is CallType.CONFERENCE_CONTROLLER)
        await s.call_to("104", "{c}", asks=controller.call_id)
        await s.execute(c.Hold(ME, "{c}"))
        await s.execute(c.Retrieve(ME, controller.call_id))
        await s.execute(c.Conference(ME, controller.call_id, "{c}"))
        assert s.witness.calls["{c}"].type is CallType.CONFERENCE_MEMBER


async def test_a_consultation_that_finds_a_busy_tone_goes_back() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        s.pbx.tones["600"] = "Busy"
        await s.execute(c.MakeCall(ME, "{b}", "600", consultation_of="{a}"))
        await s.until(lambda: "{b}" in s.witness.ended)
        assert any(line.startswith("101 {b} BUSY") for line in s.told)
        await s.until(lambda: s.state("{a}") is _S.CONNECTED)


async def test_a_menu_is_a_connected_call() -> None:
    async with scene() as s:
        s.pbx.tones["601"] = "Read"
        await s.execute(c.MakeCall(ME, "{a}", "601"))
        await s.until(lambda: s.state("{a}") is _S.CONNECTED)


async def test_a_caller_id_is_hidden_on_both_kinds_of_legs() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(ME, "{a}", "102", hide_caller_id=True))
        assert s.of("102")[0].caller_id_blocked
        assert s.of("102")[0].remote.number == ""
        s.pbx.answer("102")
        await s.until(lambda: s.state("{a}") is _S.CONNECTED)
        await s.execute(c.MakeCall(ME, "{b}", "103", hide_caller_id=True, consultation_of="{a}"))
        hiding = [action for action in s.pbx.actions if action["Variable"].startswith("CALLERID(pres)")]
        assert hiding[-1]["Value"] == "prohib"


async def test_commands_in_wrong_states_are_refused() -> None:
    async with scene() as s:
        await s.call_to("102", "{a}")
        for command in (
            c.Answer(ME, "{a}"),
            c.Retrieve(ME, "{a}"),
            c.Redirect(ME, "{a}", "103"),
            c.Merge(ME, "{a}", "{a}"),
            c.Conference(ME, "{a}", "{a}"),
            c.BlindTransfer(ME, "{a}", "101"),
            c.Pickup(ME, "{x}", uri("102"), s.of("102")[0].call_id),
            c.Drop(uri("102"), "{a}"),
        ):
            with pytest.raises(CommandFailed):
                await s.execute(command)
        await s.execute(c.Hold(ME, "{a}"))
        for other in (c.SendDigits(ME, "{a}", "1"), c.BlindTransfer(ME, "{a}", "103"), c.Hold(ME, "{a}")):
            with pytest.raises(CommandFailed):
                await s.execute(other)
        with pytest.raises(NotCapable):
            await s.execute(c.StartRecording(ME, "{a}"))


async def test_a_phone_that_is_away_is_refused() -> None:
    async with scene() as s:
        s.pbx.send([("Event", "DeviceStateChange"), ("Device", "PJSIP/101"), ("State", "UNAVAILABLE")])
        await s.until(lambda: s.witness.lines[ME].status.name == "NO_PHONE")
        with pytest.raises(CommandFailed, match="not registered"):
            await s.execute(c.MakeCall(ME, "{a}", "102"))


async def test_a_callback_rings_until_somebody_lifts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialling, "LIFT_SECONDS", 0.01)
    async with scene() as s:
        s.pbx.stubborn = {"101"}
        await s.execute(c.MakeCall(ME, "{x}", "102", callback=True))
        await s.until(lambda: s.state("{x}") is _S.OFFERING)
        for reason in ("did not lift", "does not obey"):
            with pytest.raises(CommandFailed, match=reason):
                await s.execute(c.Answer(ME, "{x}"))
        assert s.state("{x}") is _S.OFFERING
        assert len(s.pbx.legs_of("101")) == 1
        s.pbx.lift_recall("101")
        await s.until(lambda: s.state("{x}") is _S.RINGBACK)


async def test_a_callback_whose_phone_cannot_be_rung_again_ends() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(ME, "{x}", "102", callback=True))
        s.pbx.refused = {"Originate"}
        with pytest.raises(CommandFailed, match="refused Originate"):
            await s.execute(c.Answer(ME, "{x}"))
        await s.until(lambda: s.state("{x}") in (None, _S.DISCONNECTED))
        assert not s.pbx.legs_of("101")


async def test_a_pbx_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CONFIRM_SECONDS", 0.05)
    async with scene() as s:
        s.pbx.refused.add("Originate")
        with pytest.raises(CommandFailed, match="refused Originate: not allowed"):
            await s.execute(c.MakeCall(ME, "{a}", "102"))
        assert "{a}" not in s.witness.attempts
        s.pbx.refused = {"Redirect"}
        await_call = s.call_to("102", "{b}")
        await await_call
        with pytest.raises(CommandFailed, match="refused to move"):
            await s.execute(c.Hold(ME, "{b}"))
        assert s.state("{b}") is _S.CONNECTED


async def test_phones_are_asked_over_http() -> None:
    asked: list[str] = []
    status = 200

    async def phone(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        if status == 200:
            s.pbx.answer("101")
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/{tail:.*}", phone)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = str(runner.addresses[0][1])
    ways = {"answer": "http", "urls": {"answer": f"http://127.0.0.1:{url}/answer?ext={{extension}}&call={{call}}"}}
    try:
        async with scene(phones={"101": ways}) as s:
            s.pbx.call_in("101")
            await s.until(lambda: s.of("101"))
            call = s.of("101")[0]
            status = 403
            with pytest.raises(CommandFailed, match="HTTP 403"):
                await s.execute(c.Answer(ME, call.call_id))
            status = 200
            await s.execute(c.Answer(ME, call.call_id))
            assert s.state(call.call_id) is _S.CONNECTED
            assert asked[-1] == f"/answer?ext=101&call={call.pbx_call_id}"
    finally:
        await runner.cleanup()


async def test_a_recording_is_fetched_from_a_web_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    app = web.Application()
    app.router.add_static("/recordings", there)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/recordings/"
    try:
        pbx = FakeAsterisk(there)
        async with rig(here, pbx, recording_directory="/rec", recording_url=address) as s:
            await s.execute(c.MakeCall(ME, "{a}", "102"))
            pbx.answer("102")
            await s.until(lambda: s.witness.calls["{a}"].state is _S.CONNECTED)
            await s.execute(c.StartRecording(ME, "{a}"))
            await s.execute(c.Hold(ME, "{a}"))
            await s.execute(c.Retrieve(ME, "{a}"))
            pauses = [action["State"] for action in pbx.actions if action.name == "MixMonitorMute"]
            assert pauses == ["1", "0"], "held, it pauses"
            await s.execute(c.StopRecording(ME, "{a}"))
            await s.until(lambda: any(isinstance(fact, RecordingStored) for fact in s.witness.facts))
            with pytest.raises(CommandFailed):
                await s.execute(c.StopRecording(ME, "{a}"))
            assert list(here.glob("*.wav"))
    finally:
        await runner.cleanup()


async def test_a_recording_that_never_comes_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("callplane.drivers.asterisk.recording.FETCH_PAUSE_SECONDS", 0.0)
    pbx = FakeAsterisk(tmp_path)
    async with rig(tmp_path / "here", pbx, recording_directory="/rec", recording_path=str(tmp_path / "nowhere")) as s:
        await s.execute(c.MakeCall(ME, "{a}", "102"))
        pbx.answer("102")
        await s.until(lambda: s.witness.calls["{a}"].state is _S.CONNECTED)
        await s.execute(c.StartRecording(ME, "{a}"))
        pbx.hang_up("102")  # the leg is gone, and its recording with it
        async with asyncio.timeout(5):
            while "could not be fetched" not in caplog.text:  # noqa: ASYNC110 (nobody is told)
                await asyncio.sleep(0.005)
        assert not list((tmp_path / "here").glob("*"))
