"""The driver at replayed recordings: what it asks for is what was recorded, and the facts follow from events."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest
from tests.drivers.asterisk.rig import Rig, rig, uri

from callplane.drivers import commands as c
from callplane.errors import CommandFailed, NotCapable
from callplane.model.call import CallState, CallType, RecordingState
from callplane.model.events import RecordingStored
from callplane.model.line import Capability, Forward, ForwardMode, LineSettings, LineStatus

_S = CallState
ME = uri("106")


async def test_lines_come_from_hints_with_names_and_numbers() -> None:
    async with rig() as r:
        line = r.witness.lines[uri("101")]
        assert (line.number, line.descriptor, line.status) == ("+49815136856101", "Alice", LineStatus.OPEN)
        assert len(r.witness.lines) == 6
        assert Capability.HOLD | Capability.CONFERENCE | Capability.ANSWER in line.capabilities
        assert not line.capabilities & (Capability.RECORD | Capability.DO_NOT_DISTURB)


async def test_a_call_is_made_by_originate() -> None:
    async with rig(auto_answer=False) as r:
        playing = await r.play("03", "make: Originate PJSIP/101", "make: caller rejects")
        await r.execute(c.MakeCall(uri("101"), "{mine}", "102"))
        await r.reaches("101", _S.CONNECTED)
        await r.execute(c.Drop(uri("101"), "{mine}"))
        assert r.witness.attempts == {"{mine}": True}
        mine = [line for line in r.told if line.startswith("101 {mine}")]
        assert [line.split()[2] for line in mine] == ["DIALING", "RINGBACK", "CONNECTED", "leaves"]
        await playing
        originate = next(action for action in r.pbx.actions if action.name == "Originate")
        assert originate["CallerID"] == "", "the other party would see itself calling"
        assert "CONNECTEDLINE(num)=102" in originate.all("Variable")


async def test_an_unregistered_phone_gives_only_a_response() -> None:
    async with rig() as r:
        playing = await r.play("03", "make: phone not registered", "make: cancel")
        await r.execute(c.MakeCall(uri("106"), "{mine}", "102"))
        assert r.witness.attempts == {"{mine}": False}
        playing.cancel()


async def test_a_connected_call_is_transferred_blind() -> None:
    async with rig() as r:
        playing = await r.play("06", "", "B: AMI Redirect")
        call = await r.reaches("102", _S.CONNECTED)
        await r.execute(c.BlindTransfer(call.line, call.call_id, "103"))
        assert call.call_id in r.witness.ended
        await playing
        assert any("103" in line and "redirected by 102" in line for line in r.told)


async def test_a_call_that_rings_is_redirected_by_moving_the_caller() -> None:
    async with rig() as r:
        playing = await r.play("11", "", "B: Redirect the RINGING")
        call = await r.reaches("102", _S.OFFERING)
        await r.execute(c.Redirect(call.line, call.call_id, "103"))
        assert f"102 {call.call_id} leaves (REDIRECTED_BY_OWNER)" in r.told
        playing.cancel()


async def test_unknown_targets_are_refused_before_anything_is_lost() -> None:
    async with rig() as r:
        r.pbx.numbers = {"102"}
        with pytest.raises(CommandFailed, match="no number 199"):
            await r.execute(c.MakeCall(uri("101"), "{mine}", "199"))
        r.pbx.numbers = None
        with pytest.raises(CommandFailed, match="this line itself"):
            await r.execute(c.MakeCall(uri("101"), "{mine}", "101"))
        for number in ("10 2", "102,,5", ""):
            with pytest.raises(CommandFailed, match="cannot be dialled"):
                await r.execute(c.MakeCall(uri("101"), "{mine}", number))
        assert not [action for action in r.pbx.actions if action.name == "Originate"]


async def test_digits_are_sent_as_if_the_phone_had_pressed_them() -> None:
    async with rig() as r:
        playing = await r.play("12", "", "A: PlayDTMF")
        call = await r.reaches("101", _S.CONNECTED)
        await playing
        playing = await r.play("12", "B: PlayDTMF", "C: phone")
        await r.execute(c.SendDigits(call.line, call.call_id, "45"))
        await playing


async def test_the_driver_holds_asks_back_swaps_and_merges_without_the_phone() -> None:
    """Recording 24 from its beginning to its end: one own leg, two calls."""
    async with rig() as r:
        playing = await r.play("24")
        first = await r.reaches("101", _S.CONNECTED)
        line = first.line
        await r.execute(c.MakeCall(line, "{second}", "103", consultation_of=first.call_id))
        assert r.witness.calls[first.call_id].state is _S.HOLD
        assert r.witness.calls["{second}"].type is CallType.CONSULTATION
        assert r.witness.calls["{second}"].tracker_id == first.tracker_id
        await r.until(lambda: r.witness.calls["{second}"].state is _S.CONNECTED)
        for held, active in (("{second}", first.call_id), (first.call_id, "{second}")):
            await r.execute(c.Hold(line, held))
            await r.execute(c.Retrieve(line, active))
            assert [r.witness.calls[one].state for one in (held, active)] == [_S.HOLD, _S.CONNECTED]
        await r.execute(c.Merge(line, "{second}", first.call_id))
        assert {first.call_id, "{second}"} <= r.witness.ended
        await playing
        await r.until(lambda: not r.witness.calls, "the end of all calls")


async def test_the_own_call_is_picked_up_to_answer_it() -> None:
    async with rig() as r:
        playing = await r.play("27", "", "B: re-ring")
        call = await r.reaches("106", _S.OFFERING)
        await r.execute(c.Answer(ME, call.call_id))
        await playing
        assert any(line.startswith(f"106 {call.call_id} CONNECTED") for line in r.told), "it is the same call, on another channel"
        await r.until(lambda: call.call_id in r.witness.ended)


async def test_phones_that_obey_are_asked_to_answer_hold_and_go_on() -> None:
    """Recording 32: NOTIFY talk and hold, a consultation on a second leg, swap and conference."""
    async with rig(phones={"106": {"answer": "talk", "hold": "talk"}}) as r:
        playing = await r.play("32", "E: again", "F: consultation")
        call = await r.reaches("106", _S.OFFERING)
        await r.execute(c.Answer(ME, call.call_id))
        await r.execute(c.MakeCall(ME, "{second}", "103", consultation_of=call.call_id))
        await r.until(lambda: r.witness.calls["{second}"].state is _S.CONNECTED)
        await r.execute(c.Conference(ME, call.call_id, "{second}"))
        controller = next(one for one in r.of("106") if one.type is CallType.CONFERENCE_CONTROLLER)
        members = {one.call_id for one in r.of("106") if one.type is CallType.CONFERENCE_MEMBER}
        assert members == {call.call_id, "{second}"}
        assert {one.remote.number[-3:] for one in r.of("106") if one.call_id in members} == {"101", "103"}
        playing.cancel()
        assert controller.state is _S.CONNECTED


async def test_swap_with_phones_that_obey() -> None:
    async with rig(phones={"106": {"answer": "talk", "hold": "talk"}}) as r:
        playing = await r.play("32", "A: 101 calls 106", "E: again")
        call = await r.reaches("106", _S.OFFERING)
        await r.execute(c.Answer(ME, call.call_id))
        await r.execute(c.MakeCall(ME, "{second}", "103", consultation_of=call.call_id))
        await r.until(lambda: r.witness.calls["{second}"].state is _S.CONNECTED)
        for active, held in ((call.call_id, "{second}"), ("{second}", call.call_id)):
            await r.execute(c.Hold(ME, held))
            await r.execute(c.Retrieve(ME, active))
        await r.execute(c.Merge(ME, "{second}", call.call_id))
        assert {call.call_id, "{second}"} <= r.witness.ended
        playing.cancel()


async def test_do_not_disturb_is_written_as_freepbx_does() -> None:
    async with rig(features="freepbx") as r:
        assert Capability.DO_NOT_DISTURB in r.witness.lines[uri("102")].capabilities
        await r.execute(c.SetDoNotDisturb(uri("102"), on=True))
        assert r.witness.settings[uri("102")].do_not_disturb
        assert r.pbx.database["DND"] == {"102": "YES"}
        await r.execute(c.SetDoNotDisturb(uri("102"), on=False))
        assert not r.witness.settings[uri("102")].do_not_disturb
        lamps = [action["Value"] for action in r.pbx.actions if action["Variable"] == "DEVICE_STATE(Custom:DND102)"]
        assert lamps == ["BUSY", "NOT_INUSE"]


async def test_do_not_disturb_at_the_phone_is_seen_by_its_lamp() -> None:
    async with rig(features="freepbx") as r:
        r.pbx.database["DND"] = {"102": "YES"}
        r.pbx.send([("Event", "DeviceStateChange"), ("Device", "Custom:DND102"), ("State", "BUSY")])
        await r.until(lambda: r.witness.settings[uri("102")].do_not_disturb)


async def test_forwards_are_kept_in_the_database_and_read_from_it() -> None:
    async with rig(features="freepbx", settings_seconds=0.1) as r:
        line = uri("102")
        for mode, family in ((ForwardMode.IMMEDIATE, "CF"), (ForwardMode.BUSY, "CFB"), (ForwardMode.NO_ANSWER, "CFU")):
            await r.execute(c.SetForward(line, Forward(mode, "+49815136856103")))
            assert r.pbx.database[family] == {"102": "103"}
            assert r.witness.settings[line].forwards == (Forward(mode, "+49815136856103"),)
            await r.execute(c.RemoveForward(line, mode))
            assert r.witness.settings[line] == LineSettings()
        r.pbx.database["CF"]["102"] = "089123450"  # a phone sets it, and nobody is told
        await r.until(lambda: r.witness.settings[line].forwards, "the timer")
        with pytest.raises(NotCapable):
            await r.execute(c.SetForward(line, Forward(ForwardMode.BUSY_INTERNAL, "+49815136856103")))


async def test_a_call_is_recorded_and_the_file_is_brought(tmp_path: Path) -> None:
    there, here = tmp_path / "pbx", tmp_path / "here"
    there.mkdir()
    where = "/var/spool/asterisk/callplane"
    async with rig(here, recording_directory=where, recording_path=str(there)) as r:
        playing = await r.play("13", "", "recording survives")
        call = await r.reaches("101", _S.CONNECTED)
        playing.cancel()
        await _record(r, call.line, call.call_id, there)
        stored = next(fact for fact in r.witness.facts if isinstance(fact, RecordingStored))
        assert (stored.line, stored.call_id, stored.seconds) == (call.line, call.call_id, 1.0)
        assert (here / stored.file).is_file()


async def _record(r: Rig, line: str, call_id: str, there: Path) -> None:
    channel = r.witness.calls[call_id].pbx_call_id
    starting = asyncio.create_task(r.execute(c.StartRecording(line, call_id)))
    action = await r.pbx.until_asked("MixMonitor")
    assert action["options"] == "bi(CALLPLANE_MIXMONITOR)"
    r.pbx.send([("Event", "MixMonitorStart"), ("Channel", action["Channel"]), ("Uniqueid", channel)])
    await starting
    assert r.witness.calls[call_id].recording is RecordingState.RECORDED
    with wave.open(str(there / Path(action["File"]).name), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    stopping = asyncio.create_task(r.execute(c.StopRecording(line, call_id)))
    await r.pbx.until_asked("StopMixMonitor")
    r.pbx.send([("Event", "MixMonitorStop"), ("Channel", action["Channel"]), ("Uniqueid", channel)])
    await stopping
    assert r.witness.calls[call_id].recording is RecordingState.WAS_RECORDED
    await r.until(lambda: any(isinstance(fact, RecordingStored) for fact in r.witness.facts), "the file")
