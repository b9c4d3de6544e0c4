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
QUICK: Mapping[str, object] = {"command_seconds": 5, "connect_seconds": 5, "reconnect_seconds": 0.05}
IMPATIENT: Mapping[str, object] = {"command_seconds": 0.3, "connect_seconds": 0.6, "reconnect_seconds": 0.05}


async def service_crashes(rig: Rig, backend: str) -> None:
    """The service that the driver speaks with is gone from one moment to the next."""
    await (rig.kill_ofono() if backend == "ofono" else rig.bluez.crash())


async def service_returns(rig: Rig, backend: str) -> None:
    """It has been started again."""
    await (rig.start_ofono() if backend == "ofono" else rig.bluez.come_back())


class PhoneHarness(Harness):
    """One phone that is paired, with what it can do as `hold_codes`."""

    line = f"tel:{digits_of(ADDRESS)}@mobile"
    numbers = ("+49891001", "+49891002", "+49891003")

    def __init__(
        self, rig: Rig, backend: str, hold_codes: Sequence[str] = ALL_HOLD_CODES, options: Mapping[str, object] = QUICK
    ) -> None:
        self.rig = rig
        self._options = {"bus": rig.address, "backend": backend, **options}
        self.phone = Phone("Erika's phone", hold_codes=hold_codes)
        self.device = rig.bluez.add(Device(ADDRESS, self.phone))
        self._backend = backend

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        recordings = Path(tempfile.gettempdir())
        return BluetoothDriver(
            self.context("mobile", recordings, report, location=LOCATION, options=self._options, new_id=ids, settings=settings)
        )

    async def call_in(self, line: str) -> None:
        self.phone.calls.ring("+4989777")

    async def answer(self, number: str) -> None:
        self.phone.calls.answers(number)

    async def hang_up(self, number: str) -> None:
        self.phone.calls.hangs_up(number)

    async def lose_link(self) -> None:
        await service_crashes(self.rig, self._backend)

    async def restore_link(self) -> None:
        await service_returns(self.rig, self._backend)
