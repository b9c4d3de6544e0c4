"""The contract of `callplane.drivers.base` as checks. Knows harnesses and facts; no PBX and no test runner.

::

    @pytest.mark.parametrize("check", CHECKS, ids=str)
    async def test_contract(check: Check) -> None:
        assert await check.run(MyHarness())

A check that needs capabilities which the line does not declare is not run: `run` then gives False. Run `check_undeclared`,
`check_settings_survive`, `check_stop` and `check_link` beside them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from callplane.drivers import commands as c
from callplane.drivers.commands import Command
from callplane.errors import CommandFailed, LinkDown, NotCapable
from callplane.model.call import CallState, CallType, RecordingState
from callplane.model.events import ConferenceCreated, ConferenceEnded, RecordingStored, Synchronised
from callplane.model.line import Capability, Forward, ForwardMode, LineSettings, RemoteOffice
from callplane.testing.harness import Bench, Harness, bench_of

_C, _S = Capability, CallState


@dataclass(frozen=True)
class Check:
    """One clause of the contract, and the capabilities without which it says nothing."""

    name: str
    needs: Capability
    do: Callable[[Bench], Awaitable[None]]

    def __str__(self) -> str:
        return self.name

    async def run(self, harness: Harness) -> bool:
        """Raises AssertionError where the driver breaks the contract; False where the line is not up to the check."""
        async with bench_of(harness) as bench:
            if self.needs not in bench.can:
                return False
            await self.do(bench)
            bench.witness.check_snapshot(await bench.driver.snapshot())
        return True


CHECKS: list[Check] = []


def _check(needs: Capability) -> Callable[[Callable[[Bench], Awaitable[None]]], Callable[[Bench], Awaitable[None]]]:
    def register(do: Callable[[Bench], Awaitable[None]]) -> Callable[[Bench], Awaitable[None]]:
        CHECKS.append(Check(do.__name__.strip("_"), needs, do))
        return do

    return register


async def _refused(bench: Bench, command: Command, *errors: type[Exception]) -> None:
    """The command must be refused, and nothing must come of it."""
    told = len(bench.witness.facts)
    try:
        await bench.execute(command)
    except errors:
        assert len(bench.witness.facts) == told, f"{command} was refused and changed something"
        return
    raise AssertionError(f"{command} was accepted")


def commands_by_capability(line: str, call_id: str, mate: str) -> dict[Capability, list[Command]]:
    """The commands that need each capability, for a call."""
    return {
        _C.MAKE_CALL: [c.MakeCall(line, "{new}", "1")],
        _C.DROP: [c.Drop(line, call_id)],
        _C.ANSWER: [c.Answer(line, call_id)],
        _C.HOLD: [c.Hold(line, call_id), c.Retrieve(line, call_id)],
        _C.SWAP: [c.SwapHold(line, call_id, call_id)],
        _C.MERGE: [c.Merge(line, call_id, call_id)],
        _C.CONFERENCE: [c.Conference(line, call_id, call_id)],
        _C.REDIRECT: [c.Redirect(line, call_id, "1")],
        _C.BLIND_TRANSFER: [c.BlindTransfer(line, call_id, "1")],
        _C.PICKUP: [c.Pickup(line, "{new}", mate or line, call_id)],
        _C.CALLBACK: [c.CompleteCall(line, call_id)],
        _C.DIGITS: [c.SendDigits(line, call_id, "1")],
        _C.RECORD: [c.StartRecording(line, call_id), c.StopRecording(line, call_id)],
        _C.DO_NOT_DISTURB: [c.SetDoNotDisturb(line, on=True)],
        _C.REMOTE_OFFICE: [c.SetRemoteOffice(line, enabled=True, destination="+4989123450")],
    }


async def check_undeclared(harness: Harness) -> None:
    """What a line does not declare raises NotCapable and changes nothing."""
    async with bench_of(harness) as bench:
        call_id = await bench.ring()
        for needed, commands in commands_by_capability(bench.line, call_id, harness.mate).items():
            for command in commands if needed not in bench.can else ():
                await _refused(bench, command, NotCapable)
        for mode in ForwardMode:
            if mode not in bench.report.forward_modes:
                await _refused(bench, c.SetForward(bench.line, Forward(mode, "+4989123450")), NotCapable)


async def check_settings_survive(harness: Harness) -> None:
    """Settings are those that the server remembers, also for a PBX that forgets them."""
    async with bench_of(harness) as bench:
        can, modes = bench.can, bench.report.forward_modes
        settings = LineSettings(
            do_not_disturb=_C.DO_NOT_DISTURB in can,
            forwards=(Forward(ForwardMode.IMMEDIATE, "+4989123450"),) if ForwardMode.IMMEDIATE in modes else (),
            remote_office=RemoteOffice(True, "+4989123450") if _C.REMOTE_OFFICE in can else RemoteOffice(),
        )
    async with bench_of(harness, {harness.line: settings}) as bench:
        assert bench.witness.settings[harness.line] == settings


async def check_stop(harness: Harness) -> None:
    """A stopped driver takes no commands and reports nothing."""
    async with bench_of(harness) as bench:
        await bench.ring()
    for ask in (lambda: bench.driver.execute(c.SetDoNotDisturb(bench.line, on=True)), bench.driver.snapshot):
        try:
            await ask()
        except LinkDown:
            continue
        raise AssertionError("a stopped driver does as if it had a link")


async def check_link(harness: Harness) -> None:
    """A lost link is told, takes no commands, and is followed by the whole truth."""
    async with bench_of(harness) as bench:
        await bench.ring()
        await harness.lose_link()
        await bench.until(lambda: not bench.witness.link_up, "the link is lost")
        await _refused(bench, c.SetDoNotDisturb(bench.line, on=True), LinkDown)
        told = len(bench.witness.facts)
        await harness.restore_link()
        await bench.until(lambda: bench.witness.link_up, "the link is back")
        assert any(isinstance(fact, Synchronised) for fact in bench.witness.facts[told:]), "a link without the truth"
        bench.witness.check_snapshot(await bench.driver.snapshot())


# -- at any line


@_check(_C.NONE)
async def _a_driver_begins_with_the_whole_truth(bench: Bench) -> None:
    assert bench.witness.link_up
    assert bench.line in bench.witness.lines
    assert all(line.capabilities in bench.driver.most for line in bench.witness.lines.values())
    assert bench.report.number.startswith("+") or bench.report.number.isdecimal()


@_check(_C.NONE)
async def _unknown_lines_and_calls_are_refused(bench: Bench) -> None:
    for needed, commands in commands_by_capability(bench.line, "{unknown}", bench.harness.mate).items():
        about_calls = not needed & (_C.MAKE_CALL | _C.DO_NOT_DISTURB | _C.REMOTE_OFFICE)
        for command in commands if needed in bench.can and about_calls else ():
            await _refused(bench, command, CommandFailed)
    if _C.MAKE_CALL in bench.can:
        await _refused(bench, c.MakeCall("tel:+1@nowhere", "{new}", "1"), CommandFailed)


@_check(_C.NONE)
async def _a_caller_who_gives_up_ends_the_call(bench: Bench) -> None:
    call_id = await bench.ring()
    assert not bench.call(call_id).outbound
    await bench.harness.hang_up("")
    await bench.ends(call_id)


# -- calls


@_check(_C.MAKE_CALL)
async def _a_call_that_is_made_has_the_id_that_was_given(bench: Bench) -> None:
    number = bench.harness.numbers[0]
    call_id = await bench.make_call(number)
    assert bench.witness.attempts[call_id]
    call = bench.call(call_id)
    assert (call.line, call.outbound, call.type) == (bench.line, True, CallType.NORMAL)
    await bench.harness.answer(number)
    assert (await bench.reaches(call_id, _S.CONNECTED)).remote.number
    await bench.harness.hang_up(number)
    await bench.ends(call_id)


@_check(_C.NONE)
async def _ids_that_the_driver_makes_are_new(bench: Bench) -> None:
    first = await bench.ring()
    await bench.harness.hang_up("")
    await bench.ends(first)
    assert await bench.ring() != first


@_check(_C.MAKE_CALL | _C.HIDE_CALLER_ID)
async def _a_caller_id_that_is_hidden_is_shown_as_hidden(bench: Bench) -> None:
    call_id = await bench.make_call(bench.harness.numbers[0], hide_caller_id=True)
    assert bench.call(call_id).caller_id_blocked


@_check(_C.ANSWER)
async def _an_offered_call_is_answered(bench: Bench) -> None:
    call_id = await bench.ring()
    await bench.execute(c.Answer(bench.line, call_id))
    await bench.reaches(call_id, _S.CONNECTED)
    await _refused(bench, c.Answer(bench.line, call_id), CommandFailed)
    await bench.harness.hang_up("")
    await bench.ends(call_id)


@_check(_C.DROP)
async def _an_offered_call_is_rejected(bench: Bench) -> None:
    call_id = await bench.ring()
    await bench.execute(c.Drop(bench.line, call_id))
    await bench.ends(call_id)
    await _refused(bench, c.Drop(bench.line, call_id), CommandFailed)


@_check(_C.MAKE_CALL | _C.DROP)
async def _a_connected_call_is_dropped(bench: Bench) -> None:
    call_id = await bench.talk(bench.harness.numbers[0])
    await bench.execute(c.Drop(bench.line, call_id))
    await bench.ends(call_id)


@_check(_C.MAKE_CALL | _C.HOLD)
async def _a_call_is_held_and_retrieved(bench: Bench) -> None:
    call_id = await bench.talk(bench.harness.numbers[0])
    await _refused(bench, c.Retrieve(bench.line, call_id), CommandFailed)
    await bench.execute(c.Hold(bench.line, call_id))
    await bench.reaches(call_id, _S.HOLD)
    await _refused(bench, c.Hold(bench.line, call_id), CommandFailed)
    await bench.execute(c.Retrieve(bench.line, call_id))
    await bench.reaches(call_id, _S.CONNECTED)


@_check(_C.MAKE_CALL | _C.CONSULTATION)
async def _a_consultation_puts_the_active_call_on_hold(bench: Bench) -> None:
    first = await bench.talk(bench.harness.numbers[0])
    second = await bench.make_call(bench.harness.numbers[1], consultation_of=first)
    await bench.reaches(first, _S.HOLD)
    assert bench.call(second).type is CallType.CONSULTATION
    assert bench.call(second).tracker_id == bench.call(first).tracker_id


@_check(_C.MAKE_CALL | _C.HOLD | _C.SWAP)
async def _held_and_active_call_change_places(bench: Bench) -> None:
    held, active = await bench.pair()
    await bench.execute(c.SwapHold(bench.line, held, active))
    await bench.reaches(held, _S.CONNECTED)
    await bench.reaches(active, _S.HOLD)


@_check(_C.MAKE_CALL | _C.HOLD | _C.MERGE)
async def _merged_calls_leave_the_line(bench: Bench) -> None:
    held, active = await bench.pair()
    await bench.execute(c.Merge(bench.line, active, held))
    await bench.ends(held)
    await bench.ends(active)


@_check(_C.MAKE_CALL | _C.HOLD | _C.CONFERENCE | _C.DROP)
async def _a_conference_has_a_controller_and_members(bench: Bench) -> None:
    held, active = await bench.pair()
    await bench.execute(c.Conference(bench.line, held, active))
    facts = bench.witness.facts
    await bench.until(lambda: isinstance(facts[-1], ConferenceCreated), "the conference is there")
    created = next(fact for fact in facts if isinstance(fact, ConferenceCreated))
    assert set(created.member_ids) == {held, active}
    controller = bench.call(created.controller_id)
    assert (controller.type, controller.controller_id) == (CallType.CONFERENCE_CONTROLLER, controller.call_id)
    for member in map(bench.call, created.member_ids):
        assert (member.type, member.state) == (CallType.CONFERENCE_MEMBER, _S.CONFERENCED)
        assert member.controller_id == controller.call_id
    await bench.execute(c.Drop(bench.line, active))
    await bench.until(lambda: any(isinstance(fact, ConferenceEnded) for fact in facts), "the conference is over")
    await bench.ends(controller.call_id)
    left = await bench.reaches(held, _S.CONNECTED)
    assert (left.type, left.controller_id) == (CallType.NORMAL, "")


@_check(_C.REDIRECT)
async def _an_offered_call_is_redirected(bench: Bench) -> None:
    call_id = await bench.ring()
    await bench.execute(c.Redirect(bench.line, call_id, bench.harness.numbers[2]))
    await bench.ends(call_id)


@_check(_C.MAKE_CALL | _C.BLIND_TRANSFER)
async def _a_connected_call_is_transferred_blind(bench: Bench) -> None:
    call_id = await bench.talk(bench.harness.numbers[0])
    await bench.execute(c.BlindTransfer(bench.line, call_id, bench.harness.numbers[2]))
    await bench.ends(call_id)


@_check(_C.PICKUP)
async def _a_call_that_rings_elsewhere_is_picked_up(bench: Bench) -> None:
    mate = bench.harness.mate
    ringing = await bench.ring(mate)
    call_id = bench.new_id()
    await bench.execute(c.Pickup(bench.line, call_id, mate, ringing))
    await bench.ends(ringing)
    await bench.reaches(call_id, _S.CONNECTED)


@_check(_C.MAKE_CALL | _C.DIGITS)
async def _digits_are_sent_into_a_connected_call(bench: Bench) -> None:
    call_id = await bench.talk(bench.harness.numbers[0])
    await bench.execute(c.SendDigits(bench.line, call_id, "12*#"))
    await bench.reaches(call_id, _S.CONNECTED)


@_check(_C.MAKE_CALL | _C.CALLBACK)
async def _a_busy_party_is_called_back_when_it_is_free(bench: Bench) -> None:
    number = bench.harness.busy_number
    call_id = await bench.make_call(number)
    tracker = (await bench.reaches(call_id, _S.BUSY)).tracker_id
    await bench.execute(c.CompleteCall(bench.line, call_id))
    await bench.ends(call_id)
    await bench.harness.set_free(number)
    await bench.until(lambda: bench.witness.of(bench.line), "the own line rings")
    (callback,) = bench.witness.of(bench.line)
    assert (callback.type, callback.outbound, callback.state) == (CallType.CALLBACK, True, _S.OFFERING)
    assert callback.tracker_id == tracker


@_check(_C.MAKE_CALL | _C.RECORD)
async def _a_call_is_recorded(bench: Bench) -> None:
    call_id = await bench.talk(bench.harness.numbers[0])
    await bench.execute(c.StartRecording(bench.line, call_id))
    await bench.until(lambda: bench.call(call_id).recording is RecordingState.RECORDED, "the call is recorded")
    assert bench.call(call_id).records
    await _refused(bench, c.StartRecording(bench.line, call_id), CommandFailed)
    await bench.execute(c.StopRecording(bench.line, call_id))
    await bench.until(lambda: bench.call(call_id).recording is RecordingState.WAS_RECORDED, "the call was recorded")
    facts = bench.witness.facts
    await bench.until(lambda: any(isinstance(fact, RecordingStored) for fact in facts), "the recording is there")
    stored = next(fact for fact in facts if isinstance(fact, RecordingStored))
    assert (stored.line, stored.call_id) == (bench.line, call_id)
    assert (bench.driver.context.recordings / stored.file).is_file()


# -- settings


@_check(_C.DO_NOT_DISTURB)
async def _do_not_disturb_keeps_calls_away(bench: Bench) -> None:
    for on in (True, False):
        await bench.execute(c.SetDoNotDisturb(bench.line, on=on))
        await bench.until(lambda: bench.witness.settings[bench.line].do_not_disturb is on, f"do-not-disturb is {on}")  # noqa: B023
        if on:
            await bench.harness.call_in(bench.line)
            await bench.harness.hang_up("")
            assert not bench.witness.of(bench.line)
    await bench.ring()


@_check(_C.NONE)
async def _forwards_are_set_replaced_and_removed(bench: Bench) -> None:
    line, modes = bench.line, bench.report.forward_modes
    for mode in ForwardMode:
        if mode in modes:
            for destination in ("+4989123450", "+4989123460"):
                rule = Forward(mode, destination)
                await bench.execute(c.SetForward(line, rule))
                await bench.until(lambda: bench.witness.settings[line].forwards == (rule,), f"{rule} is set")  # noqa: B023
            await bench.execute(c.RemoveForward(line, mode, "+4989123460"))
            await bench.until(lambda: not bench.witness.settings[line].forwards, "the forward is removed")


@_check(_C.REMOTE_OFFICE)
async def _a_remote_office_is_set_and_cleared(bench: Bench) -> None:
    for on in (True, False):
        await bench.execute(c.SetRemoteOffice(bench.line, enabled=on, destination="+4989123450"))
        settings = bench.witness.settings
        await bench.until(lambda: settings[bench.line].remote_office.enabled is on, f"the remote office is {on}")  # noqa: B023
