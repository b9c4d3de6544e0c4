"""`callplane bluetooth ...` on a real D-Bus, with a BlueZ of ours."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator

import pytest
from tests.components import needs

from callplane.cli.main import main
from callplane.testing.bluetooth.bluez import Device
from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.rig import Rig

ADDRESS = "00:11:22:33:44:55"


@pytest.fixture
async def bus() -> AsyncIterator[Rig]:
    needs.program("dbus-daemon", "dbus-daemon")
    async with Rig() as running:
        yield running


async def command(rig: Rig, *arguments: str) -> int:
    """Run `callplane bluetooth ...` as a program of its own would."""
    return await asyncio.to_thread(main, ["bluetooth", *arguments, "--bus", rig.address])


def stranger(rig: Rig, **properties: object) -> Device:
    """A phone that nobody has seen yet."""
    device = Device(ADDRESS, Phone("Erika's phone"), paired=False, shown=False)
    for name, value in properties.items():
        setattr(device, name, value)
    return rig.bluez.add(device)


async def test_phones_near_by_are_shown(bus: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    stranger(bus)
    assert await command(bus, "scan", "--seconds", "0.3") == 0
    told = capsys.readouterr().out
    assert f"{ADDRESS}  Erika's phone" in told
    assert "Found 1." in told
    assert not bus.bluez.discovering


async def test_nobody_near_by(bus: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    assert await command(bus, "scan", "--seconds", "0.05") == 0
    assert "Found none." in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["y", "yes"])
async def test_a_phone_is_paired_when_both_show_the_same_number(
    answer: str, bus: Rig, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = stranger(bus, passkey=42)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    assert await command(bus, "pair", ADDRESS.lower()) == 0
    assert device.paired
    assert device.trusted
    told = capsys.readouterr().out
    assert "It must be 000042" in told
    assert f'{{address = "{ADDRESS}", number = "+49...", name = "Erika\'s phone"}}' in told


async def test_a_number_that_differs_is_not_confirmed(
    bus: Rig, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = stranger(bus)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert await command(bus, "pair", ADDRESS) == 1
    assert not device.paired
    assert "not confirmed" in capsys.readouterr().err


async def test_without_a_terminal_nothing_is_confirmed(bus: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    device = stranger(bus)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert await command(bus, "pair", ADDRESS) == 1
    assert await command(bus, "pair", ADDRESS, "--yes") == 0
    assert device.paired


async def test_a_phone_that_is_away(bus: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    assert await command(bus, "pair", ADDRESS, "--seconds", "0.05") == 1
    assert "callplane bluetooth scan" in capsys.readouterr().err
    stranger(bus, shown=True, reachable=False)
    assert await command(bus, "pair", ADDRESS) == 1
    assert "does not answer" in capsys.readouterr().err


async def test_paired_phones_are_listed_and_forgotten(bus: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    bus.bluez.add(Device(ADDRESS, Phone("Erika's phone")))
    assert await command(bus, "list") == 0
    assert capsys.readouterr().out.splitlines()[1].split() == [ADDRESS, "Erika's", "phone", "hci0", "away", "yes"]
    assert await command(bus, "pair", ADDRESS) == 0
    assert "is paired" in capsys.readouterr().out
    assert await command(bus, "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["calls"] is True
    assert await command(bus, "forget", ADDRESS) == 0
    assert bus.bluez.devices == {}
    assert await command(bus, "forget", ADDRESS) == 1


async def test_without_bluez_it_is_said_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    needs.program("dbus-daemon", "dbus-daemon")
    async with Rig(with_bluez=False) as rig:
        assert await command(rig, "list") == 2
    assert "apt-get install bluez" in capsys.readouterr().err


async def test_without_a_bus_it_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["bluetooth", "list", "--bus", "unix:path=/nowhere/bus"]) == 2
    assert "cannot be reached" in capsys.readouterr().err
