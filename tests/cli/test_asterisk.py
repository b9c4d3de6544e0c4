"""`callplane asterisk`: each thing that will not work is named, with its remedy."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.drivers.asterisk.recordings import PHONES

from callplane.cli import asterisk, main
from callplane.drivers.asterisk.checkup import Checkup
from callplane.drivers.asterisk.options import Options
from callplane.numbers import DEMO_LOCATION
from callplane.testing.asterisk import Action, AmiServer, Block

ACTIONS = (
    *("Originate", "Redirect", "Hangup", "Bridge", "BlindTransfer", "PlayDTMF", "Getvar", "Setvar", "ShowDialPlan"),
    *("DBGetTree", "Filter", "MixMonitor", "StopMixMonitor", "PJSIPNotify"),
)


class Pbx(AmiServer):
    """A PBX that knows what it can do; `lacks` are actions that the user may not use, `mute` is one without events."""

    def __init__(self, lacks: tuple[str, ...] = (), *, mute: bool = False) -> None:
        super().__init__(PHONES)
        self.lacks = lacks
        self.mute = mute
        self.contexts.add("from-internal")

    def act(self, action: Action) -> list[Block] | None:
        if action.name == "ListCommands":
            return [[("Response", "Success"), *((name, "(Priv: x)") for name in ACTIONS if name not in self.lacks)]]
        if action.name == "CoreSettings":
            return [[("Response", "Success"), ("AsteriskVersion", "22.10.1")]]
        if action.name == "Setvar" and self.mute:
            return [[("Response", "Success")]]
        return None


async def look(pbx: Pbx, **options: object) -> dict[str, list[str]]:
    """What is found: the complaints by subject."""
    async with pbx:
        table = {"host": "127.0.0.1", "port": pbx.port, "username": "callplane", "secret": "callplane", **options}
        read, faults = Options.read(table)
        assert faults == []
        complaints: dict[str, list[str]] = {}
        for finding in await Checkup(read, DEMO_LOCATION).run():
            if not finding.good:
                complaints.setdefault(finding.subject, []).append(finding.text)
        return complaints


async def test_nothing_is_wrong() -> None:
    assert await look(Pbx(), features="freepbx") == {}


async def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.drivers.asterisk.checkup.ANSWER_SECONDS", 0.05)
    pbx = Pbx(lacks=("Redirect", "PJSIPNotify", "MixMonitor"), mute=True)
    pbx.contexts = {"callplane-wait"}
    pbx.phones = {}
    ways = {"answer": "talk", "recording_directory": "/x", "recording_path": "/y"}
    found = await look(pbx, **ways)
    assert "add one of call to write=" in found["rights to act"][0]
    assert "add call to read=" in found["rights to hear"][0]
    assert "res_pjsip_notify" in found["NOTIFY to phones"][0]
    assert [text.split()[0] for text in found["dialplan"]] == ["from-internal", "callplane-hold", "callplane-conference"]
    assert "add hints" in found["lines"][0]
    assert "app_mixmonitor" in found["recording"][0]


async def test_phones_that_are_away_and_a_directory_that_is_not_there() -> None:
    pbx = Pbx()
    pbx.lists["DeviceStateList"] = [[("Device", "PJSIP/102"), ("State", "UNAVAILABLE")]]
    found = await look(pbx, recording_directory="/x", recording_path="/nowhere/at/all")
    assert found == {
        "phones": ["not registered: 102"],
        "recording": ["/nowhere/at/all is no directory here: mount what Asterisk writes"],
    }


async def test_the_address_or_the_password_is_wrong() -> None:
    assert "username and secret" in (await look(Pbx(), secret="wrong"))["address and log-in"][0]
    pbx = Pbx()
    async with pbx:
        gone = pbx.port
    assert "cannot be reached" in (await look(Pbx(), port=gone))["address and log-in"][0]


CONFIGURATION = """\
[locations.office]
[pbx.main]
driver = "asterisk"
location = "office"
host = "127.0.0.1"
port = {port}
username = "callplane"
secret = "callplane"
"""


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def closed_port() -> int:
        async with AmiServer() as pbx:
            return pbx.port

    file = tmp_path / "callplane.toml"
    file.write_text(CONFIGURATION.format(port=asyncio.run(closed_port())))
    assert main.main(["asterisk", "check", "--config", str(file)]) == 1
    assert "NO  address and log-in" in capsys.readouterr().out
    assert main.main(["asterisk", "check", "--config", str(file), "--pbx", "other"]) == 2
    assert "name the PBX with --pbx" in capsys.readouterr().err
    file.write_text(CONFIGURATION.format(port='"x"'))
    assert main.main(["asterisk", "check", "--config", str(file)]) == 2
    assert "port: write a number" in capsys.readouterr().err


def test_the_dialplan_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["asterisk", "dialplan"]) == 0
    printed = capsys.readouterr().out
    assert printed == asterisk.dialplan()
    assert all(f"[{context}]" in printed for context in Options().contexts)
