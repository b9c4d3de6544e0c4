"""A bus of its own with simulated phones on it, and the real `ofonod` where it is wanted. Knows processes; no test runner.

::

    async with Rig() as rig:
        device = rig.bluez.add(Device("00:11:22:33:44:55", Phone("Erika's phone")))
        await rig.start_ofono()
        ...                                     # a driver with the option bus = rig.address
        device.phone.calls.ring("+4989123456")

Needs Debian's packages `dbus-daemon` and, for `start_ofono`, `ofono`; no root rights, no adapter, no system bus.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from callplane.testing.bluetooth.bluez import Bluez
from callplane.testing.bluetooth.modem import GsmModem
from callplane.testing.bluetooth.service import DeviceSocket

START_SECONDS = 10.0
_SEARCHED = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))

_BUS_CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>unix:path={directory}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
{denied}
  </policy>
</busconfig>
"""


class Rig:
    """`address` is that of the bus; `bluez` has the phones; `directory` is a temporary one of its own.

    `with_bluez` False: nobody owns org.bluez. `denied`: a service that lets nobody in.
    """

    def __init__(self, *, with_bluez: bool = True, denied: str = "") -> None:
        self.address = ""
        self.bluez: Bluez
        self.directory: Path
        self._with_bluez = with_bluez
        self._denied = f'    <deny send_destination="{denied}"/>' if denied else ""
        self._stack = AsyncExitStack()
        self._bus: asyncio.subprocess.Process
        self._ofono: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="callplane-bus-")))
            configuration = self.directory / "bus.conf"
            configuration.write_text(_BUS_CONFIGURATION.format(directory=self.directory, denied=self._denied), encoding="utf-8")
            self._bus = await _start(
                "dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address"
            )
            stack.push_async_callback(self.kill_bus)
            assert self._bus.stdout is not None
            async with asyncio.timeout(START_SECONDS):  # the socket's file is there before anybody listens
                self.address = (await self._bus.stdout.readline()).decode().strip()
            if self._with_bluez:
                self.bluez = await stack.enter_async_context(Bluez(self.address))
            stack.push_async_callback(self.kill_ofono)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def start_ofono(self, modem: GsmModem | None = None) -> None:
        """Start the real oFono daemon, with a GSM modem where one is given; returns when it has its Bluetooth profile.

        Raises TimeoutError.
        """
        variables = {"DBUS_SYSTEM_BUS_ADDRESS": self.address}
        if modem is not None:
            variables["OFONO_PHONESIM_CONFIG"] = await self._serve(modem)
        self._ofono = await _start("ofonod", "-n", **variables)
        if self._with_bluez:
            async with asyncio.timeout(START_SECONDS):
                await self.bluez.profile_registered.wait()

    async def _serve(self, modem: GsmModem) -> str:
        """Let oFono find a modem on a port of loopback; gives the file that tells it where."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: DeviceSocket(modem), "127.0.0.1", 0)
        self._stack.callback(server.close)
        port = server.sockets[0].getsockname()[1]
        configuration = self.directory / "modem.conf"
        configuration.write_text(f"[modem1]\nAddress=127.0.0.1\nPort={port}\n", encoding="utf-8")
        return str(configuration)

    async def kill_bus(self) -> None:
        """End the D-Bus, and with it all that needs it."""
        await _end(self._bus)

    async def kill_ofono(self) -> None:
        """End it at once, as a crash does."""
        daemon, self._ofono = self._ofono, None
        if daemon is not None:
            await _end(daemon)


async def _start(program: str, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    path = shutil.which(program, path=_SEARCHED)
    if path is None:
        raise FileNotFoundError(f"{program} is not installed: its Debian packages are dbus-daemon and ofono")
    quiet, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    variables = {**os.environ, **environment}
    return await asyncio.create_subprocess_exec(path, *arguments, stdout=pipe, stderr=quiet, stdin=quiet, env=variables)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
