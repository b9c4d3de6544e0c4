"""Phones that come, go and come back; services that are not there."""

from __future__ import annotations

import asyncio

import pytest
from tests.components import needs
from tests.components.bluetooth.harness import QUICK, PhoneHarness, service_crashes, service_returns

from callplane.drivers import commands as c
from callplane.drivers.bluetooth.mapping import digits_of
from callplane.errors import CommandFailed, LinkDown
from callplane.model.call import CallState as S
from callplane.model.call import CallType
from callplane.model.events import CallCleared, LineRemoved, LinkChanged
from callplane.model.line import LineStatus
from callplane.testing.bluetooth.bluez import HANDS_FREE_UUID, Device
from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.rig import Rig
from callplane.testing.harness import Bench, bench_of


def other(number: int, **properties: bool) -> Device:
    return Device(f"00:11:22:33:44:{number:02}", Phone(f"Phone {number}"), **properties)


def status(bench: Bench, device: Device) -> LineStatus | None:
    """What was told of the line of a phone; None when it is not there."""
    line = bench.witness.lines.get(f"tel:{digits_of(device.address)}@mobile")
    return None if line is None else line.status


async def test_a_phone_that_is_paired_becomes_a_line_and_one_that_is_forgotten_is_none(rig: Rig, backend: str) -> None:
    async with bench_of(PhoneHarness(rig, backend)) as bench:
        device = rig.bluez.add(other(1))
        await bench.until(lambda: status(bench, device) is LineStatus.OPEN, "the second phone is connected")
        device.phone.calls.ring("+49891")
        await bench.until(lambda: len(bench.witness.calls) == 1, "it rings")
        rig.bluez.remove(device)
        await bench.until(lambda: status(bench, device) is None, "it is gone")
        assert isinstance(bench.witness.facts[-1], LineRemoved)


async def test_a_phone_out_of_reach_is_a_line_without_a_phone(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        call_id = await bench.ring()
        rig.bluez.out_of_reach(harness.device)
        await bench.until(lambda: bench.report.status is LineStatus.NO_PHONE, "the phone is away")
        assert CallCleared(bench.line, call_id, phone_lost=True) in bench.witness.facts
        with pytest.raises(CommandFailed, match="out of reach"):
            await bench.execute(c.MakeCall(bench.line, bench.new_id(), "+49891"))
        before = harness.device.connections
        harness.device.reachable = True
        await bench.until(lambda: bench.is_open, "it is back")
        assert harness.device.connections == before + 1
        await bench.until(lambda: bench.witness.of(bench.line), "its call is there")
        assert [call.state for call in bench.witness.of(bench.line)] == [S.OFFERING]


async def test_a_phone_that_connects_by_itself_is_taken(rig: Rig, backend: str, caplog: pytest.LogCaptureFixture) -> None:
    harness = PhoneHarness(rig, backend, options={**QUICK, "reconnect_seconds": 3600})
    async with bench_of(harness) as bench:
        rig.bluez.out_of_reach(harness.device)
        await bench.until(lambda: bench.report.status is LineStatus.NO_PHONE, "the phone is away")
        async with asyncio.timeout(10):
            while not caplog.records:  # noqa: ASYNC110 (the driver tries once more, in vain, and says so)
                await asyncio.sleep(0.01)
        harness.device.reachable = True
        await rig.bluez.connect(harness.device)
        await bench.until(lambda: bench.is_open, "it is back")


async def test_no_more_phones_are_connected_than_the_adapter_may_have(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend, options={**QUICK, "max_phones": 2})
    devices = [harness.device, *(rig.bluez.add(other(number)) for number in (1, 2))]
    bench = Bench(harness, {})
    await bench.driver.start()

    def open_lines() -> list[Device]:
        return [device for device in devices if status(bench, device) is LineStatus.OPEN]

    await bench.until(lambda: len(open_lines()) == 2 and len(bench.witness.lines) == 3, "two phones are connected")
    (waiting,) = set(devices) - set(open_lines())
    assert waiting.connections == 0
    rig.bluez.out_of_reach(open_lines()[0])
    await bench.until(lambda: waiting in open_lines(), "the third phone takes its place")
    await bench.driver.stop()


async def test_a_service_that_is_not_there_is_told_and_looked_for(backend: str) -> None:
    needs.program("dbus-daemon", "dbus-daemon")
    needs.program("ofonod", "ofono")
    async with Rig() as rig:
        await rig.bluez.crash()
        harness = PhoneHarness(rig, backend)
        bench = Bench(harness, {})
        await bench.driver.start()
        await bench.until(lambda: bench.witness.facts, "the service is not there")
        (fact,) = bench.witness.facts
        assert isinstance(fact, LinkChanged)
        assert "is not running" in fact.reason
        with pytest.raises(LinkDown):
            await bench.driver.snapshot()
        await rig.bluez.come_back()
        if backend == "ofono":
            await rig.start_ofono()
        await bench.until(lambda: bench.is_open, "the phone is connected")
        await bench.driver.stop()


async def test_a_bus_that_is_not_there_is_told(backend: str) -> None:
    needs.program("dbus-daemon", "dbus-daemon")
    async with Rig() as rig:
        harness = PhoneHarness(rig, backend, options={**QUICK, "bus": "unix:path=/nowhere/bus"})
        bench = Bench(harness, {})
        await bench.driver.start()
        await bench.until(lambda: bench.witness.facts, "the bus is not there")
        assert isinstance(bench.witness.facts[0], LinkChanged)
        assert "cannot be reached" in bench.witness.facts[0].reason
        await bench.driver.stop()


async def test_a_bus_that_ends_is_told(rig: Rig, backend: str) -> None:
    async with bench_of(PhoneHarness(rig, backend)) as bench:
        await rig.kill_bus()
        await bench.until(lambda: not bench.witness.link_up, "the bus is gone")
        with pytest.raises(LinkDown):
            await bench.execute(c.MakeCall(bench.line, bench.new_id(), "+49891"))


@pytest.mark.parametrize("backend", ["bluez"])
async def test_a_profile_that_another_program_has_is_told(rig: Rig, backend: str) -> None:
    rig.bluez._profiles[HANDS_FREE_UUID] = (":another.program", "/profile")
    bench = Bench(PhoneHarness(rig, backend), {})
    await bench.driver.start()
    await bench.until(lambda: bench.witness.facts, "the profile is taken")
    assert isinstance(bench.witness.facts[0], LinkChanged)
    assert "has taken the hands-free profile" in bench.witness.facts[0].reason
    rig.bluez.owner_left(":another.program")
    await bench.until(lambda: bench.is_open, "the profile is free and taken by the driver")
    await bench.driver.stop()


async def test_a_service_that_lets_nobody_in_is_told(backend: str) -> None:
    needs.program("dbus-daemon", "dbus-daemon")
    needs.program("ofonod", "ofono")
    async with Rig(denied="org.ofono" if backend == "ofono" else "org.bluez") as rig:
        if backend == "ofono":
            await rig.start_ofono()
        bench = Bench(PhoneHarness(rig, backend), {})
        await bench.driver.start()
        await bench.until(lambda: bench.witness.facts, "nobody is let in")
        assert isinstance(bench.witness.facts[0], LinkChanged)
        assert bench.witness.facts[0].login_failed
        assert "does not let this user in" in bench.witness.facts[0].reason
        await bench.driver.stop()


async def test_a_conference_survives_a_restart_of_the_service(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        held, active = await bench.pair()
        await bench.execute(c.Conference(bench.line, held, active))
        await bench.reaches(held, S.CONFERENCED)
        before = {call.call_id: (call.type, call.state) for call in bench.witness.of(bench.line)}
        await service_crashes(rig, backend)
        await bench.until(lambda: not bench.witness.link_up, "the service is gone")
        await service_returns(rig, backend)
        await bench.until(lambda: bench.is_open, "the phone is back")
        assert {call.call_id: (call.type, call.state) for call in bench.witness.of(bench.line)} == before
        assert CallType.CONFERENCE_CONTROLLER in {kind for kind, _ in before.values()}


async def test_a_call_that_ended_while_the_service_was_away_is_gone(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        call_id = await bench.ring()
        await service_crashes(rig, backend)
        await bench.until(lambda: not bench.witness.link_up, "the service is gone")
        harness.phone.calls.hangs_up()
        await service_returns(rig, backend)
        await bench.ends(call_id)
        await bench.until(lambda: bench.is_open, "the phone is back")


async def test_what_the_owner_does_on_the_phone_is_seen(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        call_id = await bench.ring()
        harness.phone.calls.user_answers()
        await bench.reaches(call_id, S.CONNECTED)
        harness.phone.calls.user_dials("+49891009")
        await bench.until(lambda: any(call.state is S.DIALING for call in bench.witness.of(bench.line)), "he dials")
        (dialled,) = [call for call in bench.witness.of(bench.line) if call.state is S.DIALING]
        assert (dialled.outbound, dialled.remote.number) == (True, "+49891009")
        await bench.reaches(call_id, S.HOLD)
        harness.phone.calls.user_hangs_up()
        await bench.ends(dialled.call_id)


async def test_a_caller_who_is_not_known(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        harness.phone.caller_id = False
        call_id = await bench.ring()
        assert bench.call(call_id).remote.number == ""


async def test_calls_that_began_before_the_driver_did(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    harness.phone.calls.ring("+49891001")
    harness.phone.calls.user_answers()
    harness.phone.calls.ring("+49891002")
    async with bench_of(harness) as bench:
        await bench.until(lambda: len(bench.witness.of(bench.line)) == 2, "both calls are there")
        assert {call.remote.number: call.state for call in bench.witness.of(bench.line)} == {
            "+49891001": S.CONNECTED,
            "+49891002": S.OFFERING,
        }


@pytest.mark.parametrize("number", ["1", "22", "123#"])
@pytest.mark.parametrize("backend", ["ofono"])
async def test_numbers_that_ofono_does_not_dial_are_refused_with_the_reason(number: str, rig: Rig, backend: str) -> None:
    async with bench_of(PhoneHarness(rig, backend)) as bench:
        with pytest.raises(CommandFailed, match="one or two digits"):
            await bench.execute(c.MakeCall(bench.line, bench.new_id(), number))
        assert not bench.witness.attempts


async def test_with_three_calls_the_active_one_ends_for_the_waiting_one(rig: Rig, backend: str) -> None:
    async with bench_of(PhoneHarness(rig, backend)) as bench:
        held, active = await bench.pair()
        waiting = await bench.ring()
        with pytest.raises(CommandFailed):
            await bench.execute(c.SwapHold(bench.line, held, active))
        await bench.execute(c.Answer(bench.line, waiting))
        await bench.reaches(waiting, S.CONNECTED)
        await bench.ends(active)
        assert CallCleared(bench.line, active) in bench.witness.facts
        assert bench.call(held).state is S.HOLD


@pytest.mark.parametrize("backend", ["bluez"])
async def test_the_own_number_is_asked_from_the_phone(rig: Rig, backend: str) -> None:
    harness = PhoneHarness(rig, backend)
    harness.phone.number = "+491701234567"
    async with bench_of(harness) as bench:
        assert bench.report.number == "+491701234567"
