"""The driver for mobile phones under the contract, with a simulated phone behind the real daemons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from callplane.drivers.base import Driver
from callplane.drivers.bluetooth.driver import BluetoothDriver
from callplane.drivers.bluetooth.mapping import digits_of
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers.location import Location
from callplane.testing.bluetooth.bluez import Device
from callplane.testing.bluetooth.phone import ALL_HOLD_CODES, Phone
from callplane.testing.bluetooth.rig import Rig
from callplane.testing.harness import Harness

ADDRESS = "00:11:22:33:44:55"
NUMBER = "+491701234567"
LOCATION = Location(id="mobile", country_code="49", area_code="170")
QUICK: Mapping[str, object] = {"command_seconds": 0.5, "connect_seconds": 1.0, "reconnect_seconds": 0.05}


class PhoneHarness(Harness):
    """One phone that is paired, with what it can do as `hold_codes`."""

    line = f"tel:{digits_of(ADDRESS)}@mobile"
    numbers = ("+49891001", "+49891002", "+49891003")

    def __init__(self, rig: Rig, hold_codes: Sequence[str] = ALL_HOLD_CODES, backend: str = "ofono") -> None:
        self.rig = rig
        self.phone = Phone("Erika's phone", hold_codes=hold_codes)
        self.device = rig.bluez.add(Device(ADDRESS, self.phone))
        self._backend = backend

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        options = {"bus": self.rig.address, "backend": self._backend, **QUICK}
        recordings = Path(tempfile.gettempdir())
        return BluetoothDriver(
            self.context("mobile", recordings, report, location=LOCATION, options=options, new_id=ids, settings=settings)
        )

    async def call_in(self, line: str) -> None:
        self.phone.calls.ring("+4989777")

    async def answer(self, number: str) -> None:
        self.phone.calls.answers(number)

    async def hang_up(self, number: str) -> None:
        self.phone.calls.hangs_up(number)

    async def lose_link(self) -> None:
        await self.rig.kill_ofono()

    async def restore_link(self) -> None:
        await self.rig.start_ofono()
