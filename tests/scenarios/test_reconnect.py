"""The client library behind a bad network: a program on top never sees a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.proxy import Proxy

from callplane.client import (
    Backoff,
    Client,
    ConnectionChanged,
    ConnectionLost,
    ConnectionState,
    Event,
    EventStream,
    Monitor,
    connect,
    is_synthetic,
)
from callplane.client.structures import event_name
from callplane.errors import LogonRefused
from callplane.model.changes import DoNotDisturbChanged
from callplane.service.history import MAX_MESSAGES
from callplane.service.sessions import Session
from callplane.store.demo import PASSWORD, line_of
from callplane.wire.types import cti

ALICE, BOB = line_of("101").uri, line_of("102").uri
PATIENCE = 5.0
QUICK = Backoff(first=0.001, longest=0.01, give_up_after=PATIENCE)
CallInformation = cti.AsnCtiNotifyLineCallInformationChangedArgument


@pytest.fixture
async def proxy(demo: Demo) -> AsyncIterator[Proxy]:
    async with Proxy(demo.url) as proxy:
        yield proxy


@pytest.fixture
async def near(demo: Demo) -> AsyncIterator[Client]:
    async with connect(demo.url, "alice", PASSWORD) as client:
        yield client


@pytest.fixture
async def far(proxy: Proxy) -> AsyncIterator[Client]:
    async with connect(proxy.url, "alice", PASSWORD, reconnect=QUICK) as client:
        yield client


def session_of(demo: Demo, client: Client) -> Session:
    session = demo.app.service.sessions.get(client.session_id)
    assert session is not None
    return session


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until something has happened that tells nobody."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def back(stream: EventStream) -> None:
    """Wait until the client is connected again."""
    await stream.wait_for(lambda event: event == ConnectionChanged(ConnectionState.CONNECTED), PATIENCE)


async def destroyed(line: Monitor) -> list[Event]:
    """The events of a monitor up to the end of a call."""
    events: list[Event] = []

    def ends(event: Event) -> bool:
        events.append(event)
        return isinstance(event, CallInformation) and event.reason == 12

    await line.wait_for(ends, PATIENCE)
    return events


def story(events: list[Event]) -> list[tuple[str, int, int]]:
    """What a program is told of calls, without ids."""
    return [(event_name(e), e.reason, e.callinformation.iCallState) for e in events if isinstance(e, CallInformation)]


async def test_a_call_goes_on_over_a_cut(demo: Demo, proxy: Proxy, near: Client, far: Client) -> None:
    states = far.events()
    async with near.monitor(ALICE) as undisturbed, far.monitor(ALICE) as line:
        call = (await near.make_call(ALICE, "102")).u8sConnectionID
        proxy.cut_after(500)
        await demo.phone("102", "answer")
        await back(states)
        assert far.state is ConnectionState.CONNECTED
        await far.hold(call)
        proxy.cut()
        await back(states)
        await far.drop_call(call)
        told, all_there_is = await destroyed(line), await destroyed(undisturbed)
        assert story(told) == story(all_there_is)
        assert not any(is_synthetic(event) for event in told)


async def test_a_lost_session_is_made_up_for(demo: Demo, proxy: Proxy, near: Client, far: Client) -> None:
    states = far.events()
    lines = await far.enum_phone_lines(subscribe=True)
    first = (await near.make_call(ALICE, "102")).u8sConnectionID
    await demo.phone("102", "answer")
    async with far.monitor(ALICE) as line, far.monitor(BOB) as other:
        former = far.session_id
        proxy.refuse()
        demo.app.service.sessions.end(session_of(demo, far), "for the test")
        await states.wait_for(lambda event: event == ConnectionChanged(ConnectionState.RECONNECTING), PATIENCE)
        async with near.monitor(ALICE) as undisturbed:
            await near.drop_call(first)
            await destroyed(undisturbed)
            second = (await near.make_call(ALICE, "103")).u8sConnectionID
            await undisturbed.wait_for(lambda e: isinstance(e, CallInformation) and e.callinformation.iCallState == 8, PATIENCE)
        await near.set_forward(ALICE, "104")
        proxy.refuse(False)
        await back(states)
        assert far.session_id != former
        ended = (await destroyed(line))[-1]
        assert isinstance(ended, CallInformation)
        assert ended.callinformation.u8sConnectionID == first
        assert is_synthetic(ended)
        new = await line.wait_for(lambda e: isinstance(e, CallInformation), PATIENCE)
        assert isinstance(new, CallInformation)
        assert (new.reason, new.callinformation.u8sConnectionID, is_synthetic(new)) == (1, second, True)
        assert new.u8sMonitorCrossRefID == line.snapshot.u8sMonitorCrossRefID
        await far.drop_call(second)
        real = (await destroyed(line))[-1]
        assert not is_synthetic(real)
        await other.wait_for(lambda e: isinstance(e, CallInformation) and e.reason == 12, PATIENCE)
    assert lines.u8sLineMonitorCrossRefID


async def test_monitors_that_missed_too_much_are_started_again(demo: Demo, proxy: Proxy, near: Client, far: Client) -> None:
    states = far.events()
    async with far.monitor(ALICE) as line:
        proxy.refuse()
        proxy.cut()
        await states.wait_for(lambda event: isinstance(event, ConnectionChanged), PATIENCE)
        await until(lambda: not session_of(demo, far).attached)
        for _ in range(MAX_MESSAGES + 1):
            demo.app.service.monitors.publish(DoNotDisturbChanged(demo.app.service.core.lines[ALICE]))
        await near.line_set_do_not_disturb(ALICE, True)
        proxy.refuse(False)
        await back(states)
        changed = await anext(aiter(line))
        assert isinstance(changed, cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)
        assert changed.iDoNotDisturb
        assert is_synthetic(changed)
        await near.line_set_do_not_disturb(ALICE, False)
        changed = await anext(aiter(line))
        assert not is_synthetic(changed)


async def test_answers_under_way_come_after_the_break(demo: Demo, proxy: Proxy, far: Client) -> None:
    proxy.stall(up=False)
    asking = asyncio.create_task(far.snapshot_phone_line(ALICE))
    session = session_of(demo, far)
    before = session.outbox._history.sent
    await until(lambda: session.outbox._history.sent > before)
    proxy.cut()
    assert (await asking).lineInfo.u8sLinePhoneNumber == ALICE


async def test_requests_that_never_arrived_are_lost(proxy: Proxy, far: Client) -> None:
    proxy.stall()
    asking = asyncio.create_task(far.snapshot_phone_line(ALICE))
    await asyncio.sleep(0)
    proxy.cut()
    with pytest.raises(ConnectionLost):
        await asking
    assert (await far.snapshot_phone_line(ALICE)).lineInfo.u8sLinePhoneNumber == ALICE


async def test_giving_up(proxy: Proxy) -> None:
    hasty = Backoff(first=0.001, longest=0.001, give_up_after=0.01)
    async with connect(proxy.url, "alice", PASSWORD, reconnect=hasty) as client:
        events = client.events()
        proxy.refuse()
        proxy.cut()
        assert await anext(events) == ConnectionChanged(ConnectionState.RECONNECTING)
        with pytest.raises(ConnectionLost):
            await anext(events)
        with pytest.raises(ConnectionLost):
            await client.check_connection()
        assert client.state is ConnectionState.CLOSED


async def test_a_program_may_leave_while_it_reconnects(proxy: Proxy) -> None:
    async with connect(proxy.url, "alice", PASSWORD) as client:
        events = client.events()
        proxy.refuse()
        proxy.cut()
        await anext(events)
    assert client.state is ConnectionState.CLOSED


async def test_a_session_that_somebody_took_over_is_left_to_him(demo: Demo) -> None:
    async with connect(demo.url, "alice", PASSWORD, reconnect=QUICK) as first:
        events = first.events()
        async with connect(demo.url, session_id=first.session_id) as second:
            with pytest.raises(ConnectionLost):
                await anext(events)
            assert (await second.check_connection()).u8sServerVersion


async def test_who_may_log_on_no_more_is_told(demo: Demo, far: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    events = far.events()
    monkeypatch.setattr(demo.app.service.logon, "verify", _refuse)
    demo.app.service.sessions.end(session_of(demo, far), "for the test")
    with pytest.raises(ConnectionLost):
        await events.wait_for(lambda _: False, PATIENCE)


async def _refuse(*_: object) -> None:
    raise LogonRefused(101, "no more")
