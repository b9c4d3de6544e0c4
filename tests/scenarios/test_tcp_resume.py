"""TCP programs that come back over a bad network, in the clear and under TLS: nothing is missed, or it is said that it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import msgspec
import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.proxy import Proxy
from tests.scenarios.tcp_client import BER, JSON, TcpProgram, basic, negotiate, tcp_program

from callplane.drivers.commands import SetDoNotDisturb
from callplane.store.demo import line_of
from callplane.wire import operations
from callplane.wire.codec import Codec
from callplane.wire.types import cti

URI = line_of("101").uri
CASES = [(JSON, False), (BER, False), (JSON, True), (BER, True)]


class Programs:
    """Programs of Alice's behind a proxy; under TLS where that is wanted."""

    def __init__(self, demo: Demo, codec: Codec, *, tls: bool) -> None:
        self._demo = demo
        self._codec = codec
        self._stack = AsyncExitStack()
        self.tls = tls
        self.proxy = Proxy("tcp://{}:{}".format(*demo.address("tcp")))

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.proxy)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stack.aclose()

    async def connect(self, guid: str = "") -> tuple[TcpProgram, str]:
        """One that has logged in, and the GUID that its connection was given."""
        program = await self._stack.enter_async_context(tcp_program(("127.0.0.1", self.proxy.port), self._codec))
        if self.tls:
            await program.start_tls(self._demo.trusting)
        wish = msgspec.structs.replace(negotiate(), u8sConnectionGUID=guid or None)
        agreed = await program.call(operations.NEGOTIATE_SERVER_CONNECTION_V2, wish)
        assert agreed.result is not None
        told = await program.call(operations.LOGIN_V2, basic("alice"))
        assert told.succceeded is not None
        program.encodings.clear()
        return program, agreed.result.u8sConnectionGUID

    async def switch(self, times: int) -> None:
        """So many events on Alice's line: do-not-disturb goes on and off."""
        service = self._demo.app.service
        for number in range(times):
            await service.pbxs.execute(service.core.lines[URI], SetDoNotDisturb(URI, on=not number % 2))


@pytest.fixture(params=CASES, ids=["json", "ber", "json under TLS", "ber under TLS"])
async def programs(demo: Demo, request: pytest.FixtureRequest) -> AsyncIterator[Programs]:
    codec, tls = request.param
    async with Programs(demo, codec, tls=tls) as made:
        yield made


def heard(program: TcpProgram) -> list[int]:
    """What do-not-disturb was, event by event."""
    arguments = [event.argument for event in program.events]
    return [found.iDoNotDisturb for found in arguments if isinstance(found, cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)]


async def monitor(program: TcpProgram) -> None:
    await program.call(operations.CTI_LINE_MONITOR_START, cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=URI))


async def test_who_counts_gets_exactly_what_was_missed(programs: Programs) -> None:
    program, guid = await programs.connect()
    await monitor(program)
    await programs.switch(2)
    await program.until(lambda _: len(heard(program)) == 2)
    received = len(program.encodings)
    programs.proxy.stall(up=False)
    await programs.switch(4)
    programs.proxy.cut()
    await programs.switch(2)
    again, same = await programs.connect(f"{guid};{received}")
    assert same == guid
    await again.until(lambda _: len(heard(again)) == 6)
    assert heard(again) == [1, 0] * 3
    await programs.switch(1)
    await again.until(lambda _: len(heard(again)) == 7)


async def test_who_does_not_count_is_told_of_a_gap_where_nobody_knows(programs: Programs) -> None:
    """In the clear the server knows from TCP what has arrived; under TLS it does not, and each monitor ends."""
    program, guid = await programs.connect()
    await monitor(program)
    await programs.switch(2)
    await program.until(lambda _: len(heard(program)) == 2)
    programs.proxy.cut()
    await programs.switch(2)
    again, same = await programs.connect(guid)
    assert same == guid
    if programs.tls:
        await again.until(lambda event: isinstance(event, cti.AsnCtiNotifyMonitorStoppedArgument))
        await monitor(again)
        await programs.switch(2)
    await again.until(lambda _: len(heard(again)) == 2)
    assert heard(again) == [1, 0]
