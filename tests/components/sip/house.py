"""A server whose exchange has SIP phones, in this process, on real sockets: phones of other makers come and go in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar

from tests.components.sip.baresip import Baresip, baresip
from tests.components.sip.pjsua import Pjsua, pjsua
from tests.components.sip.processes import WAIT
from tests.scenarios.demo import Demo

from callplane.app import App
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.store.demo import PASSWORD

T = TypeVar("T")
DOMAIN = "callplane"


async def until(look: Callable[[], Awaitable[T]], fits: Callable[[T], object]) -> T:
    """Look again and again until what is found fits."""
    found = await look()
    async with asyncio.timeout(WAIT):
        while not fits(found):
            await asyncio.sleep(0.02)
            found = await look()
    return found


class House(Demo):
    """The demo's people; each extension may have a SIP phone, with its number as name and the demo's password."""

    def __init__(self, directory: Path, stack: AsyncExitStack, more: str = "") -> None:
        super().__init__(directory, stack)
        text = self.config.read_text(encoding="utf-8")
        keys = "sip_port = 0\nrtp_ports = [10000, 15999]\n"
        self.config.write_text(text.replace('driver = "exchange"\n', f'driver = "exchange"\n{keys}') + more, encoding="utf-8")
        self._numbers = count(1)
        self.app = App(load_configuration(self.config, check_driver), self.config)

    @classmethod
    @asynccontextmanager
    async def running(cls, directory: Path, populated: Path, more: str = "") -> AsyncIterator[House]:
        """A house on this population, until the test is over."""
        shutil.copytree(populated.parent, directory)
        async with AsyncExitStack() as stack:
            house = cls(directory, stack, more)
            await house.start()
            yield house
            await house.stop()

    @property
    def sip_port(self) -> int:
        phones = self._exchange.phones
        assert phones is not None
        return phones.transport.port

    def uri(self, number: str) -> str:
        return f"sip:{number}@127.0.0.1:{self.sip_port}"

    def _place(self, extension: str) -> Path:
        return self.directory / f"phone-{extension}-{next(self._numbers)}"

    def baresip(self, extension: str, **options: object) -> AbstractAsyncContextManager[Baresip]:
        """A phone of this extension, registered."""
        account = f"<{self.uri(extension)};transport=udp>;auth_pass={PASSWORD};regint=60"
        return baresip(self._place(extension), account, **options)  # type: ignore[arg-type]

    def pjsua(self, extension: str, **options: object) -> AbstractAsyncContextManager[Pjsua]:
        """A phone of this extension, registered."""
        password = str(options.pop("password", PASSWORD))
        return pjsua(self._place(extension), extension, password, DOMAIN, self.sip_port, **options)  # type: ignore[arg-type]

    async def until_heard(self, extension: str, digits: str) -> None:
        """Wait until the virtual phone has heard these digits."""
        await until(lambda: self.heard(extension), lambda heard: heard == digits)

    async def time_passes(self, seconds: float) -> None:
        """Let recorded phones talk so long. Where offers crossed, it takes some seconds until the relay hears them."""
        phones = self._exchange.phones
        assert phones is not None
        assert phones._studio is not None
        taped = [channel.endpoint for channel in phones._studio._channels.values() if channel.tapes]

        async def received() -> int:
            return min((endpoint.statistics().received for endpoint in taped), default=0)

        enough = await received() + round(50 * seconds)
        await until(received, lambda count: count >= enough)

    async def recording(self) -> Path:
        """The one recording, when it is complete."""
        place = self.directory / "recordings"

        async def found() -> list[Path]:
            return sorted(place.rglob("*.wav"))

        (file,) = await until(found, bool)
        return file

    def registered(self, extension: str) -> int:
        """How many phones are."""
        phones = self._exchange.phones
        assert phones is not None
        return len(phones.registrar.bindings(extension))
