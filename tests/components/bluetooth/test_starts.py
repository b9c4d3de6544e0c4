"""The rig starts again and again, and with it the driver; `bench.phone_starts` does so a hundred times."""

from __future__ import annotations

from bench.phone_starts import STEPS, start
from tests.components import needs


async def test_a_handful_of_starts(backend: str) -> None:
    needs.program("dbus-daemon", "dbus-daemon")
    needs.program("ofonod", "ofono")
    for _ in range(5):
        assert len(await start(backend)) == len(STEPS)
