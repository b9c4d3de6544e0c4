"""What phones and programs do at a real Asterisk, and how it looks on the lines."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.components.asterisk.place import Place, needed
from tests.drivers.asterisk.rig import Told, uri

from callplane.drivers import commands as c
from callplane.drivers.asterisk import driver as driver_module
from callplane.errors import CommandFailed
from callplane.model.call import CallReport, CallState, CallType
from callplane.model.events import RecordingStored
from callplane.model.line import Forward, ForwardMode

_S = CallState


class Scene(Told):
    """A started driver and phones."""

    place: Place

    async def call(self, extension: str, state: CallState = _S.CONNECTED, kind: CallType | None = None) -> CallReport:
        def found() -> list[CallReport]:
            return [one for one in self.of(extension) if one.state is state and kind in (None, one.type)]

        await self.until(found, f"{extension} {state.name}")
        return found()[0]

    async def happens(self, condition: Callable[[], object]) -> None:
        """Wait for what events show, though it is no fact."""
        await self.driver._desk.until(condition, "it did not happen")

    async def quiet(self) -> None:
        await self.until(lambda: not self.witness.calls, "the end of all calls")

    async def talk(self, one: str, other: str) -> tuple[CallReport, CallReport]:
        """Two phones are connected, by what their users do."""
        self.place[one].dial(other)
        self.place[other].answer(await self.place[other].rings())
        calls = await self.call(one), await self.call(other)
        channels = self.driver._tracker.calls.board.channels
        await self.happens(lambda: all(channels[call.pbx_call_id].mates() for call in calls))  # a phone can transfer only then
        return calls

    def words(self, extension: str) -> list[str]:
        """What was told of a line's calls: state and other party."""
        return [" ".join(line.split()[2:5]) for line in self.told if line.startswith(f"{extension} ")]


@asynccontextmanager
async def scene(recordings: Path = Path(), **options: object) -> AsyncIterator[Scene]:
    _host, port = needed()
    obeys = [name for name, way in dict(options.get("phones", {})).items() if "talk" in way.values()]  # type: ignore[call-overload]
    async with Place(obeys) as place:
        made = Scene(port, recordings, options)
        made.place = place
        await made.driver.start()
        try:
            await made.until(lambda: made.witness.lines, "the link")
            yield made
        finally:
            for phone in place.phones.values():
                for call in list(phone.calls):
                    phone.hang_up(call)
            await made.quiet()
            await made.driver.stop()


async def test_somebody_outside_is_answered_and_digits_are_heard() -> None:
    async with scene() as s:
        s.place["outside"].dial("101")
        call = await s.call("101", _S.OFFERING)
        assert (call.remote.number, call.internal) == ("+4930555123", False)
        await s.execute(c.Answer(call.line, call.call_id))
        await s.execute(c.SendDigits(call.line, call.call_id, "12*#"))
        await s.execute(c.Drop(call.line, call.call_id))
        await s.place["outside"].silent()


async def test_a_call_to_the_outside() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "0089123450"))
        s.place["outside"].answer(await s.place["outside"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        assert s.witness.calls["{x}"].remote.number == "+4989123450"


async def test_a_phone_transfers_blind() -> None:
    async with scene() as s:
        one, other = await s.talk("101", "102")
        s.place["102"].transfer(s.place["102"].up[0], "103")
        s.place["103"].answer(await s.place["103"].rings())
        third = await s.call("103")
        await s.until(lambda: s.witness.calls[one.call_id].remote.name == "Carol")
        assert other.call_id in s.witness.ended
        assert third.remote.name == "Alice"
        assert third.redirecting is not None
        assert third.redirecting.name == "Bob"
        assert third.tracker_id == one.tracker_id == other.tracker_id
        assert "RINGBACK to 103" in s.words("101")


async def test_a_phone_asks_back_and_connects_the_others() -> None:
    async with scene() as s:
        one, _ = await s.talk("101", "102")
        phone = s.place["102"]
        first = phone.up[0]
        phone.hold(first)
        held = await s.call("102", _S.HOLD)
        second = phone.dial("103")
        s.place["103"].answer(await s.place["103"].rings())
        asking = await s.call("102", kind=CallType.CONSULTATION)
        assert asking.tracker_id == held.tracker_id
        third = await s.call("103")
        await s.until(lambda: s.witness.calls[third.call_id].held is not None)
        phone.attended(first, second)
        await s.until(lambda: {held.call_id, asking.call_id} <= s.witness.ended)
        await s.until(lambda: s.witness.calls[one.call_id].remote.name == "Carol")
        await s.until(lambda: s.witness.calls[third.call_id].remote.name == "Alice")
        assert s.witness.calls[third.call_id].tracker_id == one.tracker_id


async def test_a_phone_picks_up() -> None:
    async with scene() as s:
        s.place["101"].dial("102")
        ringing = await s.call("102", _S.OFFERING)
        s.place["103"].dial("**102")
        picked = await s.call("103")
        await s.until(lambda: s.witness.calls[picked.call_id].remote.name == "Alice")
        assert f"102 {ringing.call_id} leaves (REDIRECTED)" in s.told
        assert s.witness.calls[picked.call_id].tracker_id == ringing.tracker_id


async def test_a_call_is_parked_and_taken_back() -> None:
    async with scene() as s:
        one, other = await s.talk("101", "102")
        s.place["102"].transfer(s.place["102"].up[0], "70")
        await s.until(lambda: s.witness.calls[one.call_id].remote.name == "Parked", "the parking")
        await s.until(lambda: other.call_id in s.witness.ended)
        space = s.witness.calls[one.call_id].remote.number
        s.place["103"].dial(space)
        taken = await s.call("103")
        await s.until(lambda: s.witness.calls[one.call_id].remote.name == "Carol")
        assert s.witness.calls[taken.call_id].tracker_id == one.tracker_id


async def test_a_queue_is_one_call_for_the_caller_and_one_for_the_agent() -> None:
    async with scene() as s:
        s.place["101"].dial("500")
        caller = await s.call("101")
        agent = await s.call("104", _S.OFFERING)
        assert agent.remote.name == "Alice"
        s.place["104"].answer()
        await s.call("104")
        await s.until(lambda: s.witness.calls[caller.call_id].remote.name == "Dave")
        assert len(s.witness.calls) == 2
        assert "RINGBACK" not in " ".join(s.words("101"))


async def test_a_forward_of_the_pbx_is_seen_through() -> None:
    async with scene(features="freepbx") as s:
        await s.execute(c.SetForward(uri("102"), Forward(ForwardMode.IMMEDIATE, "+49815136856103")))
        s.place["101"].dial("102")
        call = await s.call("103", _S.OFFERING)
        assert call.redirecting is not None
        assert (call.remote.name, call.redirecting.name) == ("Alice", "Bob")
        s.place["103"].answer()
        await s.until(lambda: any(one.remote.name == "Carol" and one.state is _S.CONNECTED for one in s.of("101")))
        assert not s.of("102")
        await s.execute(c.RemoveForward(uri("102")))
        assert s.witness.settings[uri("102")].forwards == ()


async def test_a_phone_that_hangs_up_with_a_held_call_rings_again() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "102"))
        s.place["102"].answer(await s.place["102"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        await s.execute(c.Hold(uri("101"), "{x}"))
        s.place["101"].hang_up(await s.place["101"].talks())
        s.place["101"].answer(await s.place["101"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED, "the recall")
        s.place["102"].hang_up()
        await s.place["101"].silent()


@pytest.mark.parametrize("answer", ["pickup", "talk"])
async def test_a_callback_is_answered(answer: str) -> None:
    async with scene(phones={"101": {"answer": answer}}) as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "102", callback=True))
        await s.place["101"].rings()
        assert s.witness.calls["{x}"].state is _S.OFFERING
        await s.execute(c.Answer(uri("101"), "{x}"))
        s.place["102"].answer(await s.place["102"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        assert len(s.of("101")) == 1


async def test_a_held_party_that_hangs_up_frees_the_phone() -> None:
    async with scene() as s:
        one, _ = await s.talk("101", "102")
        await s.execute(c.Hold(one.line, one.call_id))
        s.place["102"].hang_up()
        await s.place["101"].silent()
        assert one.call_id in s.witness.ended


@pytest.mark.parametrize("way", ["driver", "talk"])
async def test_a_consultation_that_finds_a_busy_party_goes_back(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_module, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(driver_module, "PROBE_SECONDS", 0.2)
    async with scene(phones={"101": {"hold": way}}) as s:
        one, _ = await s.talk("101", "102")
        for number, party in (("602", None), ("103", s.place["103"])):
            await s.execute(c.MakeCall(one.line, f"{{{number}}}", number, consultation_of=one.call_id))
            if party is not None:
                party.reject(await party.rings())
            await s.until(lambda: f"{{{number}}}" in s.witness.ended, "the end of the consultation")  # noqa: B023
            assert any(f"{{{number}}} BUSY" in line for line in s.told)
            await s.until(lambda: s.witness.calls[one.call_id].state is _S.CONNECTED, "the first call is back")


async def test_a_held_call_goes_on_while_the_active_one_is_dropped_or_sent_on() -> None:
    async with scene() as s:
        one, _ = await s.talk("101", "102")
        await s.execute(c.MakeCall(one.line, "{x}", "103", consultation_of=one.call_id))
        s.place["103"].answer(await s.place["103"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        await s.execute(c.Drop(one.line, "{x}"))
        assert s.witness.calls[one.call_id].state is _S.HOLD
        await s.place["103"].silent()
        await s.execute(c.MakeCall(one.line, "{y}", "103"))
        s.place["103"].answer(await s.place["103"].rings())
        await s.until(lambda: s.witness.calls["{y}"].state is _S.CONNECTED)
        await s.execute(c.BlindTransfer(one.line, "{y}", "104"))
        s.place["104"].answer(await s.place["104"].rings())
        await s.call("104")
        await s.execute(c.Retrieve(one.line, one.call_id))
        assert s.witness.calls[one.call_id].state is _S.CONNECTED


async def test_a_conference_of_four_shrinks_to_a_call() -> None:
    async with scene() as s:
        line = uri("101")
        await s.execute(c.MakeCall(line, "{a}", "102"))
        s.place["102"].answer(await s.place["102"].rings())
        await s.until(lambda: s.witness.calls["{a}"].state is _S.CONNECTED)
        for number, name in (("103", "{b}"), ("104", "{c}")):
            active = next(one.call_id for one in s.of("101") if one.state is _S.CONNECTED)
            await s.execute(c.MakeCall(line, name, number, consultation_of=active))
            s.place[number].answer(await s.place[number].rings())
            await s.until(lambda: s.witness.calls[name].state is _S.CONNECTED)  # noqa: B023
            await s.execute(c.Conference(line, active, name))
        kinds = [one.type for one in s.of("101")]
        assert kinds.count(CallType.CONFERENCE_MEMBER) == 3
        assert kinds.count(CallType.CONFERENCE_CONTROLLER) == 1
        await s.until(lambda: all(one.remote.name == "Alice" for n in ("102", "103", "104") for one in s.of(n)))
        s.place["102"].hang_up()
        await s.until(lambda: "{a}" in s.witness.ended)
        await s.execute(c.Drop(line, "{c}"))
        last = await s.call("101", kind=CallType.NORMAL)
        assert (last.call_id, last.remote.name) == ("{b}", "Carol")
        await s.execute(c.Hold(line, "{b}"))
        await s.execute(c.Retrieve(line, "{b}"))


async def test_a_recording_pauses_on_hold_and_its_file_is_brought(tmp_path: Path) -> None:
    there = Path(tempfile.mkdtemp(prefix="callplane-recordings-"))
    there.chmod(0o777)
    try:
        async with scene(tmp_path, recording_directory=str(there), recording_path=str(there)) as s:
            one, _ = await s.talk("101", "102")
            await s.execute(c.StartRecording(one.line, one.call_id))
            await s.execute(c.Hold(one.line, one.call_id))
            await s.execute(c.Retrieve(one.line, one.call_id))
            assert s.witness.calls[one.call_id].records
            await s.execute(c.StopRecording(one.line, one.call_id))
            await s.until(lambda: any(isinstance(fact, RecordingStored) for fact in s.witness.facts), "the file")
            await s.execute(c.StartRecording(one.line, one.call_id))
            s.place["102"].hang_up()
            await s.until(lambda: sum(isinstance(fact, RecordingStored) for fact in s.witness.facts) == 2, "the other file")
            for fact in s.witness.facts:
                if isinstance(fact, RecordingStored):
                    with wave.open(str(tmp_path / fact.file)) as file:
                        assert file.getframerate() == 8000
    finally:
        shutil.rmtree(there)


async def test_a_new_driver_meets_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "102"))
        s.place["102"].answer(await s.place["102"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        s.place["103"].dial("104")
        await s.call("104", _S.OFFERING)
        s.place["102"].hold(s.place["102"].up[0])
        await s.call("102", _S.HOLD)
        _host, port = needed()
        other = Told(port, Path(), {})
        await other.driver.start()
        await other.until(lambda: other.witness.lines)
        seen = {extension: other.of(extension)[0] for extension in ("101", "102", "103", "104")}
        await other.driver.stop()
        assert {name: one.state for name, one in seen.items()} == {
            "101": _S.CONNECTED,
            "102": _S.HOLD,
            "103": _S.RINGBACK,
            "104": _S.OFFERING,
        }
        assert [one.outbound for one in seen.values()] == [True, False, True, False]
        assert [one.remote.name for one in seen.values()] == ["Bob", "Alice", "Dave", "Carol"]
        assert seen["101"].call_id == "{x}"
        assert seen["101"].tracker_id == seen["102"].tracker_id != seen["103"].tracker_id == seen["104"].tracker_id


async def test_a_new_driver_finds_a_call_that_the_other_held() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "102"))
        s.place["102"].answer(await s.place["102"].rings())
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED)
        await s.execute(c.Hold(uri("101"), "{x}"))
        _host, port = needed()
        other = Told(port, Path(), {})
        await other.driver.start()
        await other.until(lambda: other.witness.lines)
        (call,) = other.of("101")
        assert (call.call_id, call.state, call.remote.name) == ("{x}", _S.HOLD, "Bob")
        await other.execute(c.Retrieve(uri("101"), "{x}"))
        assert other.witness.calls["{x}"].state is _S.CONNECTED
        await other.driver.stop()
        await s.execute(c.Drop(uri("102"), s.of("102")[0].call_id))


async def test_a_caller_who_hides_his_number() -> None:
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "102", hide_caller_id=True))
        call = await s.call("102", _S.OFFERING)
        assert (call.remote.number, call.caller_id_blocked) == ("", True)


async def test_a_mailbox_or_a_menu_counts_as_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_module, "PROBE_SECONDS", 0.2)
    async with scene() as s:
        await s.execute(c.MakeCall(uri("101"), "{x}", "605"))
        await s.until(lambda: s.witness.calls["{x}"].state is _S.CONNECTED, "the menu")
        await s.execute(c.MakeCall(uri("102"), "{y}", "602"))
        await s.until(lambda: s.witness.calls["{y}"].state is _S.BUSY, "the busy tone")


async def test_a_phone_that_does_not_lift_leaves_the_call_ringing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scene() as s:
        s.place["102"].automatic = False
        s.place["101"].dial("102")
        call = await s.call("102", _S.OFFERING)
        answering = asyncio.create_task(s.execute(c.Answer(call.line, call.call_id)))
        await s.place["102"].rings(2)
        s.place["102"].reject(s.place["102"].ringing[1])
        with pytest.raises(CommandFailed):
            await answering
        assert s.witness.calls[call.call_id].state is _S.OFFERING
