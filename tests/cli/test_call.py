"""`callplane call` against a fake server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from msgspec import Struct
from tests.cli.terminal import callplane, options
from tests.client.fake_server import ALICE, FakeServer, call_event, monitor_started

from callplane.cli import call
from callplane.cli.narration import Narrator
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.common import AsnRequestError

DIALS = call_event(1, 4)
RINGS = call_event(2, 8)
CONNECTED = call_event(3, 32)
ENDED = call_event(12, 1)


def placed(success: int) -> cti.AsnCtiNotifyMakeCallResultArgument:
    return cti.AsnCtiNotifyMakeCallResultArgument(u8sLinePhoneNumber=ALICE, u8sConnectionID="{C-1}", success=success)


def prepare(server: FakeServer, *events: Struct) -> None:
    server.on(op.CTI_LINE_MONITOR_START, lambda _: monitor_started())
    server.on(op.CTI_DROP_CALL, lambda _: cti.AsnCtiDropCallResult(bSuccess=True))
    server.on(op.CTI_MAKE_CALL, lambda _: [cti.AsnCtiMakeCallResult(u8sConnectionID="{C-1}"), *events])


@pytest.mark.parametrize(
    ("arguments", "events", "code", "dropped"),
    [
        ([], [placed(1), DIALS, RINGS, CONNECTED], 0, False),
        ([], [placed(1), call_event(4, 64)], 0, False),
        (["--wait"], [CONNECTED, call_event(5, 128), call_event(12, 1, call_id="{C-2}"), call_event(11, 256)], 0, False),
        ([], [DIALS, placed(0)], 4, False),
        ([], [DIALS, call_event(10, 16)], 3, True),
        ([], [DIALS, call_event(11, 256, iDisconnectedReason=2)], 3, True),
        ([], [DIALS, RINGS, call_event(11, 256, iDisconnectedReason=1)], 4, False),
        (["--wait"], [DIALS, ENDED], 4, False),
    ],
)
async def test_outcomes(arguments: list[str], events: list[Struct], code: int, dropped: bool) -> None:
    async with FakeServer() as server:
        prepare(server, *events)
        assert await callplane(server.url, "call", ALICE, "102", *arguments) == code
        assert ("asnCtiDropCall" in [name for name, _ in server.invoked]) == dropped


@pytest.mark.parametrize(("arguments", "number_format"), [([], 1), (["--as-given"], 0)])
async def test_how_the_number_is_dialled(arguments: list[str], number_format: int) -> None:
    async with FakeServer() as server:
        prepare(server, CONNECTED)
        await callplane(server.url, "call", ALICE, "089 1234", *arguments)
        argument: Any = next(argument for name, argument in server.invoked if name == "asnCtiMakeCall")
    assert (argument.u8sPhoneNumberFrom, argument.u8sPhoneNumberTo) == (ALICE, "089 1234")
    assert argument.iNumberFormat == number_format


async def test_what_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        prepare(server, placed(1), DIALS, CONNECTED)
        await callplane(server.url, "call", ALICE, "102")
        text = capsys.readouterr().out.splitlines()
        await callplane(server.url, "call", ALICE, "102", "--json")
        facts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["outgoing call" in text[0], "connected" in text[1], text[2]] == [True, True, "Outcome: connected."]
    assert [fact.get("event") for fact in facts[:2]] == ["asnCtiNotifyLineCallInformationChanged"] * 2
    assert facts[2] == {"outcome": "connected", "u8sConnectionID": "{C-1}"}


async def test_refused(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        prepare(server)
        server.on(op.CTI_MAKE_CALL, lambda _: AsnRequestError(iErrorDetail=1, u8sErrorString="no number"))
        assert await callplane(server.url, "call", ALICE, "abc") == 1
    assert "no number" in capsys.readouterr().err


async def test_an_interrupt_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    told = asyncio.Event()
    monkeypatch.setattr(Narrator, "event", lambda *_: told.set())
    async with FakeServer() as server:
        prepare(server, DIALS)
        calling = asyncio.create_task(call._run(options(call, server.url, "call", ALICE, "102")))
        await told.wait()
        calling.cancel()
        await asyncio.wait([calling])
        assert calling.cancelled()
        await server.hears("asnCtiDropCall")
        await server.hears("asnLogoff")
