"""The client library for programs without asyncio, from a thread, against the demo's server."""

from __future__ import annotations

import asyncio

import pytest
from tests.scenarios.demo import Demo

from callplane.client import (
    CallChanged,
    CallReason,
    CallState,
    ClientError,
    Event,
    LineScope,
    LogonRefused,
    OperationRefused,
)
from callplane.client.sync import connect
from callplane.model.call import CallState as State
from callplane.store.demo import line_of
from callplane.store.store import Store

LINE = line_of("101").uri


def connected(event: Event) -> bool:
    return isinstance(event, CallChanged) and event.reason == CallReason.reasonCallConnected


async def test_a_call_from_a_thread(demo: Demo) -> None:
    def program() -> tuple[str, list[int]]:
        with connect(demo.url, "alice", "demo") as cti, cti.monitor(LINE) as line:
            everything = cti.events()
            made = cti.make_call(line.uri, "102")
            line.wait_for(connected, 30)
            reasons = []
            for event in line:
                if isinstance(event, CallChanged):
                    reasons.append(int(event.reason))
                    if event.reason == CallReason.reasonCallDestroyed:
                        break
            assert everything.next(5) is not None
            assert line.next(0.01) is None
            return made.u8sConnectionID, reasons

    bob = await demo.person("bob", "102")
    running = asyncio.create_task(asyncio.to_thread(program))
    call = await bob.call("102", State.OFFERING)
    await bob.client.answer_call(call.u8sConnectionID)
    await bob.reaches(call.u8sConnectionID, State.CONNECTED)
    await bob.client.drop_call(call.u8sConnectionID)
    call_id, reasons = await running
    assert call_id
    assert reasons == [CallReason.reasonCallDisconnect, CallReason.reasonCallDestroyed]


async def test_all_lines_at_once(demo: Demo) -> None:
    def program() -> set[str]:
        with connect(demo.url, "alice", "demo") as cti, cti.monitor_lines(LineScope.userMonitorLines) as lines:
            assert LINE in lines.snapshots
            told = set()
            for extension in ("101", "111"):
                made = cti.make_call(line_of(extension).uri, "089123450")
                event = lines.wait_for(lambda event: isinstance(event, CallChanged), 30)
                assert isinstance(event, CallChanged)
                told.add(event.u8sLinePhoneNumber)
                cti.drop_call(made.u8sConnectionID)
                while (next_ := lines.next(30)) is not None:
                    if isinstance(next_, CallChanged) and next_.callinformation.iCallState == CallState.eCALLSTATEDESTROYED:
                        break
            return told

    assert await asyncio.to_thread(program) == {LINE, line_of("111").uri}


async def test_what_goes_wrong_is_raised(demo: Demo) -> None:
    def program() -> None:
        with pytest.raises(LogonRefused), connect(demo.url, "alice", "wrong"):
            pass
        with connect(demo.url, "bob", "demo") as cti:
            with pytest.raises(OperationRefused):
                cti.make_call(line_of("103").uri, "102")
            with pytest.raises(OperationRefused), cti.monitor(line_of("103").uri):
                pass
            with pytest.raises(TimeoutError):
                cti.wait_for(lambda _: True, 0.01)
            with pytest.raises(KeyError), cti.monitor(line_of("102").uri):
                raise KeyError

    await asyncio.to_thread(program)


async def test_events_end_with_the_connection(demo: Demo) -> None:
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()

    def program() -> None:
        with connect(demo.url, "alice", "demo") as cti, cti.monitor(LINE) as line:
            loop.call_soon_threadsafe(ready.set)
            for _ in line:
                pass

    running = asyncio.create_task(asyncio.to_thread(program))
    await ready.wait()
    await demo.change(Store.enable_user, "alice", False)
    with pytest.raises(ClientError, match="logging on again failed"):
        await running
