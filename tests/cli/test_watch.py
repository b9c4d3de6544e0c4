"""`callplane watch` against a fake server."""

from __future__ import annotations

import asyncio
import json
import sys

import msgspec
import pytest
from tests.cli.terminal import callplane, options
from tests.client.fake_server import ALICE, FakeServer, call_event, call_information, monitor_started

from callplane.cli import narration, watch
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.sipcti_common import AsnLineForward

STOPPED = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="MON-1")
FORWARD = AsnLineForward(
    iInternalID=1,
    iForwardController=1,
    iForwardMode=1,
    iBackEndSpecific=0,
    iNoAnswerTime=0,
    u8sDestination="+4989",
    u8sCallerIDList=[],
)
SNAPSHOT = msgspec.structs.replace(monitor_started(call_information()), iDoNotDisturb=1, seqLineForwards=[FORWARD])


async def test_tells_what_happens_until_the_server_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    connected = call_event(3, 32, bOutbound=False)
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: [SNAPSHOT, call_event(0, 2, bOutbound=False), connected, STOPPED])
        assert await callplane(server.url, "watch", ALICE) == 1
    intro, present, *events = capsys.readouterr().out.splitlines()
    assert "Watching Alice +49815136856101 (open, do not disturb, forwarded always to +4989)" in intro
    assert "already there" in present
    told = [" ".join(line.split()[1:-1]) for line in events[:2]]
    assert told == [
        "+49815136856101 incoming call ringing from +49815136856102",
        "+49815136856101 connected from +49815136856102",
    ]
    assert "no longer watched" in events[2]


async def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: [SNAPSHOT, call_event(3, 32), STOPPED])
        assert await callplane(server.url, "watch", ALICE, "--json") == 1
    snapshot, event, stopped = map(json.loads, capsys.readouterr().out.splitlines())
    assert snapshot["snapshot"]["u8sMonitorCrossRefID"] == "MON-1"
    assert event["event"] == "asnCtiNotifyLineCallInformationChanged"
    assert event["argument"]["callinformation"]["u8sConnectionID"] == "{C-1}"
    assert event["time"]
    assert stopped["event"] == "asnCtiNotifyMonitorStopped"


async def test_an_interrupt_ends_it_in_order() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: monitor_started())
        watching = asyncio.create_task(watch._run(options(watch, server.url, "watch", ALICE)))
        await server.hears("asnCtiLineMonitorStart")
        watching.cancel()
        await asyncio.wait([watching])
        assert watching.cancelled()
        await server.hears("asnLogoff")


async def test_lost_connection(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        server.on(op.CTI_LINE_MONITOR_START, lambda _: monitor_started())
        watching = asyncio.create_task(callplane(server.url, "watch", ALICE))
        await server.hears("asnCtiLineMonitorStart")
        assert server.socket
        await server.socket.close(code=1001)
        assert await watching == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("terminal", "no_colour", "kind", "colours"),
    [(True, "", "xterm", True), (True, "1", "xterm", False), (True, "", "dumb", False), (False, "", "xterm", False)],
)
def test_colours_only_where_they_are_wanted(
    terminal: bool,
    no_colour: str,
    kind: str,
    colours: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("TERM", kind)
    narrator = narration.Narrator(as_json=False)
    narrator.event(call_event(3, 32))
    narrator.event(call_event(14, 4711))
    known, unknown = capsys.readouterr().out.splitlines()
    assert ("\x1b[32m" in known) == colours
    assert "\x1b" not in unknown
