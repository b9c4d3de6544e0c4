"""What a PBX has beyond the standard: the hook's commands go down as lineDevSpecific, and its messages become settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.contract.tapi_harness import TapiHarness, uri

from callplane.drivers import commands as c
from callplane.drivers.commands import Command
from callplane.drivers.tapi import hook as hook_module
from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import Message
from callplane.drivers.tapi.hook import Hook, HookLine, load_hook
from callplane.errors import CommandFailed, ConfigurationError
from callplane.model.line import Capability, LineSettings, RemoteOffice
from callplane.testing.contract import CHECKS
from callplane.testing.harness import Bench, bench_of

A = uri("101")


class AcmeHook(Hook):
    """A remote office, and a recording that is started with one byte."""

    capabilities = Capability.REMOTE_OFFICE | Capability.RECORD

    def parameters(self, command: Command, line: HookLine) -> bytes | None:
        if isinstance(command, c.SetRemoteOffice):
            return bytes([0x10, command.enabled]) + command.destination.encode()
        return b"\x20" if isinstance(command, c.StartRecording) else None

    def settings(self, message: Sequence[int], line: HookLine) -> LineSettings | None:
        if message[0] != 0x10:
            return None
        return replace(line.settings, remote_office=RemoteOffice(bool(message[1]), "+491234567"))


class Point:
    name = "acme"

    def __init__(self, loaded: Any = AcmeHook) -> None:
        self._loaded = loaded

    def load(self) -> Any:
        return self._loaded


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TapiHarness:
    monkeypatch.setattr(hook_module, "entry_points", lambda group: [Point()])
    return TapiHarness(tmp_path, options={"bridges": {"main": {"hook": "acme"}}})


@pytest.fixture
async def bench(harness: TapiHarness) -> AsyncIterator[Bench]:
    async with bench_of(harness) as running:
        yield running


async def test_what_the_hook_declares_keeps_the_contract(harness: TapiHarness) -> None:
    check = next(check for check in CHECKS if check.name == "a_remote_office_is_set_and_cleared")
    assert await check.run(harness)
    assert [bytes.fromhex(str(said.data))[:2] for said in harness.bridge.said] == [b"\x10\x01", b"\x10\x00"]


async def test_a_command_for_a_call_has_its_handle(bench: Bench, harness: TapiHarness) -> None:
    call_id = await bench.talk("0089111")
    await bench.execute(c.StartRecording(A, call_id))
    (end,) = harness.bridge.pbx.lines["101"].ends.values()
    assert (harness.bridge.said[-1].f, harness.bridge.said[-1].call) == ("lineDevSpecific", end.handle)
    with pytest.raises(CommandFailed, match="declares it and does not do it"):
        await bench.execute(c.StopRecording(A, call_id))


async def test_a_message_becomes_settings(bench: Bench, harness: TapiHarness) -> None:
    dev = harness.bridge.pbx.lines["101"].dev
    for first, second in ((0x11, 1), (0x10, 1), (0x10, 1)):
        harness.bridge.pbx.tell(protocol.Event(Message.DEVSPECIFIC, dev, 0, first, second, 0))
    harness.bridge.pbx.tell(protocol.Event(Message.ADDRESSSTATE, dev, 0, 0x10, 0, 0))
    harness.bridge.pbx.tell(protocol.Event(Message.DEVSPECIFIC, 99, 0, 0x10, 0, 0))
    await bench.until(lambda: bench.witness.settings[A].remote_office.enabled, "the remote office is on")


def test_a_hook_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_module, "entry_points", lambda group: [Point()])
    assert isinstance(load_hook("acme"), AcmeHook)
    with pytest.raises(ConfigurationError, match="acme"):
        load_hook("other")
    monkeypatch.setattr(hook_module, "entry_points", lambda group: [Point(dict)])
    with pytest.raises(ConfigurationError, match="broken"):
        load_hook("acme")


def test_by_itself_a_hook_reads_nothing_of_messages() -> None:
    class Silent(Hook):
        def parameters(self, command: Command, line: HookLine) -> bytes | None:
            return None

    assert Silent().settings((1, 2, 3), HookLine(A, 0, "", "", LineSettings())) is None
