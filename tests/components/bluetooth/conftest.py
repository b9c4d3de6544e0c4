"""The real daemons that these tests start: a D-Bus of their own and oFono."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.components import needs

from callplane.testing.bluetooth.rig import Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A bus with a BlueZ of ours and no phone yet, and the real ofonod."""
    needs.program("dbus-daemon", "dbus-daemon")
    needs.program("ofonod", "ofono")
    async with Rig() as running:
        await running.start_ofono()
        yield running
