"""A whole server whose PBX `mobile` is a simulated phone behind the real daemons, and its owner with a client program."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.components.bluetooth.harness import ADDRESS, NUMBER, QUICK
from tests.scenarios.person import Person, Watch

from callplane.app import App
from callplane.client import Client, connect
from callplane.drivers.registry import check_driver
from callplane.model.call import CallState
from callplane.service.configuration import load_configuration
from callplane.store.records import LineRecord
from callplane.store.store import Store
from callplane.testing.bluetooth.bluez import Device
from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.rig import Rig
from callplane.wire.types.cti import AsnCtiCallInformation

LINE = f"tel:{NUMBER}@mobile"
USER, PASSWORD = "erika", "secret-of-erika"

CONFIGURATION = """\
[server]
http_port = 0
tcp_port = 0
data = "."

[locations.mobile]
country_code = "49"
area_code = "170"

[pbx.mobile]
driver = "bluetooth"
location = "mobile"
bus = "{bus}"
phones = [{{address = "{address}", number = "{number}", name = "Erika's mobile"}}]
{more}
"""


class Owner(Person):
    """The phone's owner at a desk, with one monitor on the own line."""

    def __init__(self, client: Client, device: Device, app: App) -> None:
        super().__init__(USER, client)
        self.device = device
        self.phone: Phone = device.phone
        self.app = app

    async def monitor(self) -> Watch:
        started = await self.client.line_monitor_start(LINE)
        watch = self.watches[started.u8sMonitorCrossRefID] = Watch(started)
        return watch

    async def call_in(self, state: CallState, *, but: tuple[str, ...] = ()) -> AsnCtiCallInformation:
        """Wait for a call of the line in a state; not one of those named by `but`."""

        def found() -> AsnCtiCallInformation | None:
            calls = [call for watch in self.watches.values() for call in watch.calls.values()]
            return next((c for c in calls if c.iCallState == state and c.u8sConnectionID not in but), None)

        return await self.until(found, f"there is a call {state.name}")

    async def rung(self, number: str) -> str:
        """Somebody calls the phone; gives the call's id."""
        known = tuple(call_id for watch in self.watches.values() for call_id in watch.calls)
        self.phone.calls.ring(number)
        return (await self.call_in(CallState.OFFERING, but=known)).u8sConnectionID

    async def talking(self, number: str) -> str:
        """Somebody calls and is answered at the desk; gives the call's id."""
        call_id = await self.rung(number)
        await self.client.answer_call(call_id)
        await self.reaches(call_id, CallState.CONNECTED)
        return call_id

    async def called(self, number: str) -> str:
        """The desk calls somebody, who answers; gives the call's id."""
        call_id = (await self.client.make_call(LINE, number)).u8sConnectionID
        await self.reaches(call_id, CallState.RINGBACK)
        self.phone.calls.answers()
        await self.reaches(call_id, CallState.CONNECTED)
        return call_id


@asynccontextmanager
async def owner_at_desk(
    rig: Rig, directory: Path, backend: str, phone: Phone | None = None, **options: object
) -> AsyncIterator[Owner]:
    """The server is up, the phone is connected, its owner is logged on and monitors the line."""
    device = rig.bluez.add(Device(ADDRESS, phone or Phone("Erika's phone")))
    more = "\n".join(f"{name} = {value!r}".replace("'", '"') for name, value in {"backend": backend, **QUICK, **options}.items())
    config = directory / "callplane.toml"
    config.write_text(CONFIGURATION.format(bus=rig.address, address=ADDRESS, number=NUMBER, more=more), encoding="utf-8")

    def populate(store: Store) -> None:
        store.add_user(USER, PASSWORD, display_name="Erika", administrator=True, now=time.time())
        store.put_lines([LineRecord(LINE, NUMBER, "mobile")])
        store.assign_line(USER, LINE)

    async with App(load_configuration(config, check_driver), config, populate) as app:
        await _open(app)
        async with connect(app.urls[0], USER, PASSWORD) as client:
            owner = Owner(client, device, app)
            listening = asyncio.create_task(owner.listen())
            await owner.monitor()
            yield owner
            await owner.agrees()
        await listening


async def _open(app: App) -> None:
    """Wait until the line is there and its phone connected."""
    async with asyncio.timeout(10):
        changed = asyncio.Event()
        app.service.core.subscribers.append(lambda _: changed.set())
        while LINE not in app.service.core.lines or app.service.core.lines[LINE].report.status != 2:
            await changed.wait()
            changed.clear()
