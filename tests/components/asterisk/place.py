"""A real Asterisk with the phones of the tests. It is not started here: CALLPLANE_TEST_AMI=host:port says where one stands.

Its configuration is that in `etc/`, with callplane's dialplan file beside it. SIP is at port 9200 of the same host, or at
CALLPLANE_TEST_SIP=host:port.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Self

import pytest
from tests.components.asterisk.phone import PATIENCE, Address, Phone

VARIABLE = "CALLPLANE_TEST_AMI"
EXTENSIONS = ("101", "102", "103", "104", "105", "106")


def address(variable: str, default: str = "") -> Address:
    host, _, port = os.environ.get(variable, default).partition(":")
    return host, int(port or 0)


def needed() -> Address:
    """Where the manager interface is; skips the test where nobody has said so."""
    if VARIABLE not in os.environ:
        pytest.skip(f"needs an Asterisk: set {VARIABLE}=host:port (see docs/asterisk.md)")
    return address(VARIABLE)


class Place:
    """Phones that are registered at the PBX, by extension; `outside` calls from the trunk."""

    def __init__(self, obeys: Sequence[str] = ()) -> None:
        host, _ = needed()
        self._sip = address("CALLPLANE_TEST_SIP", f"{host}:9200")
        self._obeys = obeys
        self._stack = AsyncExitStack()
        self.phones: dict[str, Phone] = {}

    async def __aenter__(self) -> Self:
        for name in (*EXTENSIONS, "outside"):
            phone = Phone(name, self._sip, f"secret{name}", obeys=name in self._obeys)
            self.phones[name] = await self._stack.enter_async_context(phone)
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await _clear()
        finally:
            await self._stack.aclose()

    def __getitem__(self, name: str) -> Phone:
        return self.phones[name]


async def _clear() -> None:
    """Hang up whatever a test has left, and wait until it is gone: the next one begins with a silent PBX."""
    reader, writer = await asyncio.open_connection(*needed())
    try:
        writer.write(b"Action: Login\r\nUsername: callplane\r\nSecret: callplane\r\nEvents: off\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            while True:
                writer.write(b"Action: Hangup\r\nChannel: /.*/\r\n\r\nAction: CoreStatus\r\n\r\n")
                status = await reader.readuntil(b"CoreCurrentCalls: ")
                if await reader.readline() == b"0\r\n" and status:
                    return
                await asyncio.sleep(0.05)
    finally:
        writer.close()
