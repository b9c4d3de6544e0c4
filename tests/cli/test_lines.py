"""`callplane lines` against a fake server."""

from __future__ import annotations

import json

import msgspec
import pytest
from tests.cli.terminal import callplane
from tests.client.fake_server import ALICE, BOB, FakeServer, call_information, line_info, snapshot

from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.common import AsnRequestError

INFOS = {ALICE: line_info(), BOB: line_info(BOB, "Bob", 0)}


def prepare(server: FakeServer) -> None:
    """Alice is talking and does not want to be disturbed, Bob's line cannot be seen just now."""

    def state(argument: cti.AsnCtiSnapshotPhoneLineArgument) -> cti.AsnCtiSnapshotPhoneLineResult | AsnRequestError:
        if argument.u8sLinePhoneNumber == BOB:
            return AsnRequestError(iErrorDetail=3, u8sErrorString="gone")
        return msgspec.structs.replace(snapshot(call_information()), iDoNotDisturb=1)

    server.on(op.CTI_ENUM_PHONE_LINES, lambda _: cti.AsnCtiEnumPhoneLinesResult(seqLines=list(INFOS.values())))
    server.on(op.CTI_SNAPSHOT_PHONE_LINE, state)


async def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        prepare(server)
        assert await callplane(server.url, "lines") == 0
        assert msgspec.to_builtins(server.invoked[0][1]) == {"typeofLines": 1, "attachChangeNotify": 0}
    header, alice, bob = capsys.readouterr().out.splitlines()
    assert header.split() == ["LINE", "NAME", "NUMBER", "KIND", "STATUS", "DND", "FORWARDS", "CALLS"]
    assert alice.split()[:8] == [ALICE, "Alice", "+49815136856101", "own,", "primary", "open", "on", "-"]
    assert "connected to +49815136856102" in alice
    assert bob.split() == [BOB, "Bob", "+49815136856102", "additional", "open", "-", "-", "-"]


async def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        prepare(server)
        assert await callplane(server.url, "lines", "--json") == 0
    alice, bob = map(json.loads, capsys.readouterr().out.splitlines())
    assert alice["seqCalls"][0]["u8sConnectionID"] == "{C-1}"
    assert bob == {"lineInfo": msgspec.to_builtins(INFOS[BOB])}


async def test_all_lines_and_none(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        server.on(op.CTI_ENUM_PHONE_LINES, lambda _: cti.AsnCtiEnumPhoneLinesResult(seqLines=[]))
        assert await callplane(server.url, "lines", "--all") == 0
        assert msgspec.to_builtins(server.invoked[0][1])["typeofLines"] == 3
    assert "callplane line assign" in capsys.readouterr().out


async def test_refused(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeServer() as server:
        server.on(op.CTI_ENUM_PHONE_LINES, lambda _: AsnRequestError(iErrorDetail=2, u8sErrorString="administrators only"))
        assert await callplane(server.url, "lines", "--all") == 1
    assert "administrators only" in capsys.readouterr().err
