"""GSM modems through the real oFono: calls as with any phone, and the forwards of the network."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tests.components import needs
from tests.components.bluetooth.harness import LOCATION, QUICK

from callplane.drivers import commands as c
from callplane.drivers.base import Driver
from callplane.drivers.bluetooth.driver import BluetoothDriver
from callplane.model.events import Fact
from callplane.model.line import Forward, ForwardMode, LineSettings
from callplane.testing.bluetooth.modem import GsmModem
from callplane.testing.bluetooth.rig import Rig
from callplane.testing.contract import CHECKS, Check, check_undeclared
from callplane.testing.harness import Harness, bench_of


class ModemHarness(Harness):
    """A modem with a SIM card, behind oFono."""

    numbers = ("+49891001", "+49891002", "+49891003")

    def __init__(self, rig: Rig, modem: GsmModem) -> None:
        self.line = f"tel:{modem.serial}@mobile"
        self._rig = rig
        self.modem = modem

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        options = {"bus": self._rig.address, **QUICK}
        recordings = Path(tempfile.gettempdir())
        return BluetoothDriver(
            self.context("mobile", recordings, report, location=LOCATION, options=options, new_id=ids, settings=settings)
        )

    async def call_in(self, line: str) -> None:
        self.modem.calls.ring("+4989777")

    async def answer(self, number: str) -> None:
        self.modem.calls.answers(number)

    async def hang_up(self, number: str) -> None:
        self.modem.calls.hangs_up(number)
        self.modem.say("NO CARRIER")
        # When it meets a question of oFono that is on its way, oFono takes it for the answer; modems say it again, too.
        asyncio.get_running_loop().call_later(0.3, self.modem.say, "NO CARRIER")


@pytest.fixture
async def harness() -> AsyncIterator[ModemHarness]:
    needs.program("dbus-daemon", "dbus-daemon")
    needs.program("ofonod", "ofono")
    async with Rig() as rig:
        modem = GsmModem()
        await rig.start_ofono(modem)
        yield ModemHarness(rig, modem)


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_what_a_modem_can_do(check: Check, harness: ModemHarness) -> None:
    await check.run(harness)


async def test_what_a_modem_does_not_do(harness: ModemHarness) -> None:
    await check_undeclared(harness)


async def test_forwards_are_those_of_the_network(harness: ModemHarness) -> None:
    async with bench_of(harness) as bench:
        await bench.until(lambda: ForwardMode.IMMEDIATE in bench.report.forward_modes, "the network can forward")
        rule = Forward(ForwardMode.NO_ANSWER, "+4989100200", 15)
        await bench.execute(c.SetForward(bench.line, rule))
        await bench.until(lambda: bench.witness.settings[bench.line].forwards == (rule,), "the rule is set")
        assert harness.modem.forwards[2] == ("+4989100200", 15)
        default = Forward(ForwardMode.NO_ANSWER, "+4989100201")
        await bench.execute(c.RemoveForward(bench.line))
        await bench.until(lambda: not bench.witness.settings[bench.line].forwards, "the rule is removed")
        await bench.execute(c.SetForward(bench.line, default))
        await bench.until(lambda: bench.witness.settings[bench.line].forwards == (default,), "the other rule is set")
        await bench.execute(c.RemoveForward(bench.line))
        await bench.until(lambda: not bench.witness.settings[bench.line].forwards, "the rule is removed")
        assert harness.modem.forwards == {}


async def test_the_own_number_can_be_hidden(harness: ModemHarness) -> None:
    async with bench_of(harness) as bench:
        await bench.make_call("+49891001", hide_caller_id=True)
        assert harness.modem.hidden == ["+49891001"]
