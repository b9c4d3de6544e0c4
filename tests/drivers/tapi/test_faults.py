"""Telephony service providers at their worst, lines that come and go, bridges that are lost: what is told stays true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.contract.tapi_harness import TapiHarness, enrolled, uri

from callplane.drivers import commands as c
from callplane.drivers.tapi import driver as driver_module
from callplane.drivers.tapi import link as link_module
from callplane.drivers.tapi import orders as orders_module
from callplane.drivers.tapi.constants import CallState as Tapi
from callplane.drivers.tapi.constants import DeviceStatus, DisconnectMode, Error
from callplane.errors import CommandFailed, LinkDown, NotCapable
from callplane.model.call import CallState, DisconnectCause
from callplane.model.events import CallAttempted, CallReported, LineRemoved, Synchronised
from callplane.model.line import LineStatus
from callplane.testing.fake_bridge import FakeBridge
from callplane.testing.harness import Bench, bench_of

S = CallState
A, B = uri("101"), uri("105")
PARTY = "0089111"


@pytest.fixture
def harness(tmp_path: Path) -> TapiHarness:
    return TapiHarness(tmp_path)


@pytest.fixture
async def bench(harness: TapiHarness) -> AsyncIterator[Bench]:
    async with bench_of(harness) as running:
        yield running
        if running.witness.link_up:
            running.witness.check_snapshot(await running.driver.snapshot())


@pytest.fixture
def bridge(bench: Bench, harness: TapiHarness) -> FakeBridge:
    return harness.bridge


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds takes hundredths of them."""
    monkeypatch.setattr(driver_module, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(link_module, "SILENCE_SECONDS", 0.2)


def line_is(bench: Bench, line: str, status: LineStatus) -> Callable[[], bool]:
    return lambda: line in bench.witness.lines and bench.witness.lines[line].status is status


async def settle() -> None:
    """Let everything arrive that is under way."""
    for _ in range(20):
        await asyncio.sleep(0)


STEPS = [S.OFFERING, S.CONNECTED, S.HOLD, S.RINGBACK]


async def call_in_state(bench: Bench, harness: TapiHarness, state: CallState) -> str:
    """A call of line 101 that is in this state."""
    if state is S.OFFERING:
        return await bench.ring()
    if state is S.RINGBACK:
        call_id = await bench.make_call(PARTY)
        await bench.reaches(call_id, state)
        return call_id
    call_id = await bench.talk(PARTY)
    if state is S.HOLD:
        await bench.execute(c.Hold(A, call_id))
        await bench.reaches(call_id, state)
    return call_id


# -- lines


@pytest.mark.parametrize("state", STEPS, ids=str)
async def test_a_line_is_closed_and_opened_again(
    bench: Bench, harness: TapiHarness, bridge: FakeBridge, state: CallState
) -> None:
    """Its call is the same one afterwards, though all handles are new."""
    call_id = await call_in_state(bench, harness, state)
    bridge.pbx.close("101")
    await bench.until(line_is(bench, A, LineStatus.CLOSED), "the line is closed")
    assert not bench.can
    assert bench.call(call_id).state is state
    with pytest.raises(NotCapable):
        await bench.execute(c.Drop(A, call_id))
    bridge.pbx.reopen("101")
    await bench.until(line_is(bench, A, LineStatus.OPEN), "the line is open")
    await settle()
    assert bench.call(call_id).state is state
    await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)


async def test_a_call_that_ended_while_its_line_was_closed(bench: Bench, bridge: FakeBridge) -> None:
    call_id = await bench.ring()
    bridge.pbx.close("101")
    bridge.pbx.lines["101"].ends.clear()
    bridge.pbx.reopen("101")
    await bench.ends(call_id)


@pytest.mark.parametrize("state", STEPS, ids=str)
async def test_a_line_is_removed_and_created_again(
    bench: Bench, harness: TapiHarness, bridge: FakeBridge, state: CallState
) -> None:
    call_id = await call_in_state(bench, harness, state)
    permanent = bridge.pbx.lines["101"].permanent
    bridge.pbx.remove("101")
    await bench.until(lambda: A not in bench.witness.lines, "the line is gone")
    assert call_id in bench.witness.ended
    with pytest.raises(CommandFailed):
        await bench.execute(c.MakeCall(A, "{new}", PARTY))
    bridge.pbx.create("101", permanent)
    await bench.until(line_is(bench, A, LineStatus.OPEN), "the line is there again")
    assert await bench.ring() != call_id


@pytest.mark.parametrize("state", STEPS, ids=str)
async def test_tapi_is_initialised_again(bench: Bench, harness: TapiHarness, bridge: FakeBridge, state: CallState) -> None:
    call_id = await call_in_state(bench, harness, state)
    told = len(bench.witness.facts)
    bridge.reinitialise()
    await bench.until(lambda: len(bench.witness.facts) > told, "the whole truth")
    assert isinstance(bench.witness.facts[told], Synchronised)
    assert bench.call(call_id).state is state
    await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)


async def test_out_of_service(bench: Bench, bridge: FakeBridge) -> None:
    for flags, status in (
        (DeviceStatus.CONNECTED, LineStatus.NO_PHONE),
        (DeviceStatus.INSERVICE, LineStatus.NO_PBX),
        (DeviceStatus.CONNECTED | DeviceStatus.INSERVICE, LineStatus.OPEN),
    ):
        bridge.pbx.serve("101", flags)
        await bench.until(line_is(bench, A, status), f"the line is {status.name}")
        assert bool(bench.can) is (status is LineStatus.OPEN)


# -- providers


@pytest.mark.parametrize("fault", ["repeat", "reverse"])
async def test_messages_that_come_twice_or_in_another_order(bench: Bench, bridge: FakeBridge, fault: str) -> None:
    """Each is the whole truth of a call when it was read: the end is the same."""
    setattr(bridge.faults, fault, True)
    call_id = await bench.talk(PARTY)
    await bench.execute(c.Hold(A, call_id))
    await bench.reaches(call_id, S.HOLD)
    second = await bench.talk("0089222", consultation_of="")
    await bench.execute(c.SwapHold(A, call_id, second))
    await bench.reaches(call_id, S.CONNECTED)
    await bench.reaches(second, S.HOLD)
    bridge.pbx.hang_up("0089222")
    await bench.ends(second)
    await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)


async def test_an_error_at_once_and_one_that_comes_late(bench: Bench, bridge: FakeBridge) -> None:
    call_id = await bench.talk(PARTY)
    for faults in (bridge.faults.fail, bridge.faults.late):
        faults["lineHold"] = Error.RESOURCEUNAVAIL.result
        with pytest.raises(CommandFailed, match="no resources left"):
            await bench.execute(c.Hold(A, call_id))
        faults.clear()
    assert bench.call(call_id).state is S.CONNECTED


async def test_a_call_that_is_refused_late_was_accepted_first(bench: Bench, bridge: FakeBridge) -> None:
    bridge.faults.late["lineMakeCall"] = Error.ADDRESSBLOCKED.result
    await bench.execute(c.MakeCall(A, "{mine}", PARTY))
    await bench.until(lambda: "{mine}" in bench.witness.attempts, "the decision")
    assert not bench.witness.attempts["{mine}"]
    assert not bench.witness.of(A)
    bridge.faults.late.clear()
    bridge.faults.fail["lineMakeCall"] = Error.INUSE.result
    with pytest.raises(CommandFailed):
        await bench.execute(c.MakeCall(A, "{other}", PARTY))
    assert "{other}" not in bench.witness.attempts


async def test_calls_of_others_wait_until_it_is_clear_whose_they_are(bench: Bench, bridge: FakeBridge) -> None:
    """The call is told before the reply says which one it is; another one rings meanwhile and is told at once."""
    bridge.faults.keep_replies = True
    await bench.execute(c.MakeCall(A, "{mine}", PARTY))
    await settle()
    assert not bench.witness.of(A)
    ringing = await bench.ring()
    bridge.release()
    await bench.until(lambda: "{mine}" in bench.witness.calls, "the call")
    assert bench.witness.facts.index(CallAttempted(A, "{mine}", accepted=True)) >= 0
    assert {call.call_id for call in bench.witness.of(A)} == {"{mine}", ringing}


async def test_a_reply_that_never_comes(bench: Bench, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command fails in time; the call is shown as one that somebody made."""
    monkeypatch.setattr(orders_module, "DECISION_SECONDS", 0.05)
    monkeypatch.setattr(link_module, "ANSWER_SECONDS", 0.05)
    call_id = await bench.talk(PARTY)
    bridge.faults.keep_replies = True
    with pytest.raises(CommandFailed, match="in time"):
        await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)
    await bench.execute(c.MakeCall(A, "{mine}", PARTY))
    await bench.until(lambda: "{mine}" in bench.witness.attempts, "the decision")
    assert not bench.witness.attempts["{mine}"]
    (call,) = bench.witness.of(A)
    assert (call.call_id != "{mine}", call.state) == (True, S.RINGBACK)


async def test_a_disconnect_that_is_over_when_it_is_read(bench: Bench, bridge: FakeBridge) -> None:
    """The message says DISCONNECTED, the status IDLE already: why it ended is not lost."""
    call_id = await bench.make_call(PARTY)
    line = bridge.pbx.lines["101"]
    (end,) = line.ends.values()
    end.mode = DisconnectMode.BUSY
    end.state = Tapi.IDLE
    bridge.pbx.tell(bridge.pbx.call_of(end, Tapi.DISCONNECTED))
    del line.ends[end.handle]
    await bench.ends(call_id)
    last = bench.witness.facts[-1]
    assert isinstance(last, CallReported)
    assert (last.call.state, last.call.cause) == (S.DISCONNECTED, DisconnectCause.BUSY)


async def test_a_call_that_the_other_side_ended_is_dropped_by_its_owner(bench: Bench, bridge: FakeBridge) -> None:
    """Some PBXs keep it, disconnected, until somebody drops it."""
    call_id = await bench.talk(PARTY)
    (end,) = bridge.pbx.lines["101"].ends.values()
    bridge.pbx.enter(end, Tapi.DISCONNECTED, DisconnectMode.NORMAL)
    await bench.ends(call_id)
    await settle()
    assert (bridge.said[-1].f, bridge.said[-1].call) == ("lineDrop", end.handle)
    assert not bridge.pbx.lines["101"].ends


async def test_steps_that_a_pbx_leaves_out(bench: Bench, bridge: FakeBridge) -> None:
    call_id = await bench.talk(PARTY)
    (end,) = bridge.pbx.lines["101"].ends.values()
    bridge.pbx.enter(end, Tapi.OFFERING)  # a recall: no call of the model does that
    await bench.reaches(call_id, S.OFFERING)
    states = [fact.call.state for fact in bench.witness.facts if isinstance(fact, CallReported) and fact.call.call_id == call_id]
    assert states[-3:] == [S.CONNECTED, S.UNKNOWN, S.OFFERING]


# -- bridges


async def test_a_provider_that_blocks(soon: None, bench: Bench, bridge: FakeBridge) -> None:
    call_id = await bench.ring()
    bridge.faults.stuck = 9_000
    bridge.pbx.answer("101")
    await bench.until(lambda: not bench.witness.link_up, "the bridge tells nothing")
    with pytest.raises(LinkDown):
        await bench.execute(c.Drop(A, call_id))
    assert bench.call(call_id).state is S.OFFERING
    bridge.unstick()
    await bench.until(lambda: bench.witness.link_up, "the bridge is back")
    assert bench.call(call_id).state is S.CONNECTED


async def test_a_bridge_that_is_silent(soon: None, bench: Bench, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "beat", lambda: None)
    await bench.until(lambda: not bench.witness.link_up, "the bridge is lost")
    assert bridge._send is None


@pytest.mark.parametrize("state", STEPS, ids=str)
async def test_a_bridge_that_was_started_again(bench: Bench, harness: TapiHarness, bridge: FakeBridge, state: CallState) -> None:
    """All handles are new; the PBX's call ids tell which call is which."""
    call_id = await call_in_state(bench, harness, state)
    bridge.cut()
    await bench.until(lambda: not bench.witness.link_up, "the bridge is lost")
    bridge.run = "run-2"
    bridge.pbx.renumber()
    await harness.restore_link()
    await bench.until(lambda: bench.witness.link_up, "the bridge is back")
    assert bench.call(call_id).state is state
    await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)


async def test_a_call_that_is_made_while_the_link_breaks(bench: Bench, harness: TapiHarness, bridge: FakeBridge) -> None:
    """Its reply is lost; the only new outgoing call must be it."""
    bridge.faults.keep_replies = True
    await bench.execute(c.MakeCall(A, "{mine}", PARTY))
    bridge.cut()
    await harness.restore_link()
    await bench.until(lambda: "{mine}" in bench.witness.calls, "the call")
    assert bench.call("{mine}").state is S.RINGBACK


async def test_two_bridges(bench: Bench, harness: TapiHarness, bridge: FakeBridge, tmp_path: Path) -> None:
    other = FakeBridge(["101", "107"])
    other.pbx.lines["101"].permanent = 77
    other.connect(harness._driver, enrolled(tmp_path, "other"))
    await bench.until(lambda: len(bench.witness.lines) == 4, "four lines")
    twin = A.replace("@", ";77@")
    assert {A, B, uri("107"), twin} == set(bench.witness.lines)
    assert harness._driver.peers() == {"main": True, "other": True}
    call_id = await bench.ring()
    other.cut()
    await bench.until(line_is(bench, twin, LineStatus.NO_PBX), "its lines are lost")
    assert bench.witness.lines[A].status is LineStatus.OPEN
    with pytest.raises(LinkDown):
        await bench.execute(c.MakeCall(twin, "{new}", PARTY))
    await bench.execute(c.Answer(A, call_id))
    await bench.reaches(call_id, S.CONNECTED)
    bridge.cut()
    assert not bench.witness.link_up
    other.connect(harness._driver, enrolled(tmp_path, "other"))
    await bench.until(lambda: bench.witness.link_up, "one is there")
    assert bench.witness.lines[A].status is LineStatus.NO_PBX
    assert bench.call(call_id).state is S.CONNECTED
    await harness.restore_link()
    await bench.until(line_is(bench, A, LineStatus.OPEN), "all are there")


async def test_a_line_that_moved_to_no_bridge_is_gone_after_the_truth(
    bench: Bench, harness: TapiHarness, bridge: FakeBridge
) -> None:
    bridge.cut()
    del bridge.pbx.lines["105"]
    await harness.restore_link()
    await bench.until(lambda: bench.witness.link_up, "the bridge is back")
    assert set(bench.witness.lines) == {A}
    assert not [fact for fact in bench.witness.facts if isinstance(fact, LineRemoved)]


async def test_pickup_by_redirection_of_a_call_that_has_gone(bench: Bench) -> None:
    with pytest.raises(CommandFailed, match="does not ring"):
        await bench.execute(c.Pickup(A, "{new}", B, "{gone}"))


async def test_a_consultation_that_cannot_dial(bench: Bench, bridge: FakeBridge) -> None:
    """The consultation call is dropped, the first one retrieved, and the command refused."""
    first = await bench.talk(PARTY)
    bridge.faults.fail["lineDial"] = Error.INVALADDRESS.result
    with pytest.raises(CommandFailed, match="cannot dial"):
        await bench.execute(c.MakeCall(A, "{second}", "00", consultation_of=first))
    await bench.reaches(first, S.CONNECTED)
    assert "{second}" not in bench.witness.attempts
    assert [call.call_id for call in bench.witness.of(A)] == [first]
