"""How long it takes until a simulated phone can be called: D-Bus, BlueZ's place, the real ofonod, the driver, the phone's link.

::

    .venv/bin/python -m bench.phone_starts 100

Starts everything anew each time, lets the phone ring, and ends it. Prints medians, and ends at the first start that fails. Needs
Debian's packages `dbus-daemon` and `ofono`. Knows the rig and the driver's contract; no test runner.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from callplane.drivers.base import DriverContext
from callplane.drivers.bluetooth.driver import BluetoothDriver
from callplane.model.call import CallState
from callplane.model.events import CallReported, Fact, LineReported
from callplane.model.line import LineStatus
from callplane.numbers.location import Location
from callplane.testing.bluetooth.bluez import Device
from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.rig import Rig

PATIENCE = 20.0
STEPS = ("daemons", "phone connected", "it rings")


async def start(backend: str) -> list[float]:
    """Seconds of each step."""
    began, marks = time.perf_counter(), []
    connected, ringing = asyncio.Event(), asyncio.Event()

    def report(facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, LineReported) and fact.line.status is LineStatus.OPEN:
                connected.set()
            elif isinstance(fact, CallReported) and fact.call.state is CallState.OFFERING:
                ringing.set()

    async with asyncio.timeout(PATIENCE), Rig() as rig:
        device = rig.bluez.add(Device("00:11:22:33:44:55", Phone("Phone")))
        if backend == "ofono":
            await rig.start_ofono()
        marks.append(time.perf_counter())
        ids = map("{:08}".format, itertools.count())
        options = {"bus": rig.address, "backend": backend}
        here = Location(id="here", country_code="49", area_code="89")
        driver = BluetoothDriver(
            DriverContext("phones", here, options, report, time.time, lambda: next(ids), {}, Path(tempfile.gettempdir()))
        )
        await driver.start()
        await connected.wait()
        marks.append(time.perf_counter())
        device.phone.calls.ring("+4989123456")
        await ringing.wait()
        marks.append(time.perf_counter())
        await driver.stop()
    return [after - before for before, after in itertools.pairwise([began, *marks])]


async def main(times: int) -> None:
    for backend in ("ofono", "bluez"):
        rounds = [await start(backend) for _ in range(times)]
        medians = (statistics.median(step) * 1000 for step in zip(*rounds, strict=True))
        told = ", ".join(f"{name} {median:.0f} ms" for name, median in zip(STEPS, medians, strict=True))
        print(f"{backend}: {times} starts without a failure; medians: {told}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
