"""Many programs watch one line, over WebSockets and TCP: all hear the same in the same order, whoever breaks or answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.proxy import Proxy
from tests.scenarios.raw_client import RawClient
from tests.scenarios.tcp_client import JSON, TcpProgram, basic, negotiate, tcp_program

from callplane.model.changes import DoNotDisturbChanged
from callplane.service.fanout import IN_STEP_FROM
from callplane.service.outbox import Outbox
from callplane.store.demo import line_of
from callplane.wire import operations
from callplane.wire.types import cti

DND = 1281
LINE = line_of("101").uri


@pytest.fixture
async def proxy(demo: Demo) -> AsyncIterator[Proxy]:
    async with Proxy(demo.url) as proxy:
        yield proxy


class Crowd:
    """Programs of Alice's that watch her line. The first one is behind a bad network; `wired` is on TCP."""

    def __init__(self, demo: Demo, proxy: Proxy) -> None:
        self._demo = demo
        self.clients = [RawClient(demo, proxy.url), *(RawClient(demo, demo.url) for _ in range(IN_STEP_FROM))]
        self.wired: TcpProgram
        self.told = 0

    async def come(self, stack: AsyncExitStack) -> None:
        for client in self.clients:
            await client.log_on("alice")
            await client.monitor("101")
            stack.push_async_callback(client.close)
        self.wired = await stack.enter_async_context(tcp_program(self._demo.address("tcp"), JSON))
        await self.wired.call(operations.NEGOTIATE_SERVER_CONNECTION_V2, negotiate())
        await self.wired.call(operations.LOGIN_V2, basic("alice"))
        await self.wired.call(operations.CTI_LINE_MONITOR_START, cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=LINE))

    async def tell(self, turns: int, at_once: int = 1) -> None:
        """Events for all of them."""
        service = self._demo.app.service
        for _ in range(turns):
            for _ in range(at_once):
                service.monitors.publish(DoNotDisturbChanged(service.core.lines[LINE]))
            await asyncio.sleep(0)
        self.told += turns * at_once

    def outbox(self, client: RawClient) -> Outbox:
        session = self._demo.app.service.sessions.get(client.session)
        assert session is not None
        return session.outbox

    async def have_heard(self, *clients: RawClient) -> None:
        """These and the one on TCP have heard everything, each under his own reference."""
        for client in clients:
            while len(client.events(DND)) < self.told:
                assert await client.receive()
            assert {event["u8sMonitorCrossRefID"] for event in client.events(DND)} == {client.monitors["101"]}
        while len(self.wired.events) < self.told:
            await self.wired.next()


@pytest.fixture
async def crowd(demo: Demo, proxy: Proxy) -> AsyncIterator[Crowd]:
    async with AsyncExitStack() as stack:
        crowd = Crowd(demo, proxy)
        await crowd.come(stack)
        yield crowd


async def test_all_hear_the_same_whoever_breaks_or_answers(demo: Demo, proxy: Proxy, crowd: Crowd) -> None:
    far, near, *others = crowd.clients
    await crowd.tell(5)
    await crowd.tell(3, at_once=20)
    assert all(crowd.outbox(client)._step is not None for client in crowd.clients)
    await crowd.have_heard(*crowd.clients)

    received = len(far.messages)
    proxy.cut()
    await crowd.tell(2, at_once=3)
    await near.ask(1261, u8sLinePhoneNumber=LINE)
    await crowd.tell(2)
    await crowd.have_heard(near, *others)

    await far.ended()
    await far.connect(resume=True)
    await crowd.tell(3)
    await crowd.have_heard(*crowd.clients)
    assert len(far.messages) == received + 11

    made = await near.ask(1202, u8sPhoneNumberFrom=LINE, u8sPhoneNumberTo="102", iNumberFormat=0)
    await demo.phone("102", "answer")
    await near.ask(1203, u8sConnectionID=made["result"]["result"]["result"]["u8sConnectionID"])
    for client in crowd.clients:
        await client.until_destroyed()
    lives = [[event for event in client.lives() if "success" not in event] for client in crowd.clients]
    assert all(life == lives[0] for life in lives)
