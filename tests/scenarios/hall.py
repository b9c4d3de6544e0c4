"""A server whose PBX is reached over TAPI bridges: the demo's users and lines, and no exchange."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.scenarios.demo import CERTIFICATE, KEY
from tests.scenarios.person import Person

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.client import connect
from callplane.drivers.registry import check_driver
from callplane.drivers.tapi.enrolment import Enrolments
from callplane.service.configuration import load_configuration
from callplane.store.demo import PASSWORD

BRANCH = """
[locations.branch]
country_code = "49"
area_code = "30"
main_number = "1234"
range_begin = "10"
range_end = "99"

[pbx.demo.bridges.branch]
location = "branch"
"""


class Hall:
    """The server, and people with client programs."""

    def __init__(self, directory: Path, stack: AsyncExitStack) -> None:
        self.config = directory / "callplane.toml"
        text = demo_toml(http_port=0, tcp_port=0, tls_port=0, tls={"certificate": CERTIFICATE, "key": KEY})
        self.config.write_text(text.replace('driver = "exchange"', 'driver = "tapi"') + BRANCH, encoding="utf-8")
        self.app = App(load_configuration(self.config, check_driver), self.config)
        self.certificate = directory / CERTIFICATE
        self._stack = stack
        self._people: list[Person] = []
        self._listeners: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self._stack.enter_async_context(self.app)

    async def stop(self) -> None:
        """Everybody leaves; what each was told bit by bit must be what the server says at once."""
        for person in self._people:
            await person.agrees()
        await self._stack.aclose()
        await asyncio.gather(*self._listeners)

    def url(self, scheme: str = "http") -> str:
        return next(url for url in self.app.urls if url.startswith(f"{scheme}:"))

    @property
    def entrance(self) -> str:
        """Where bridges dial in."""
        return self.url().replace("http", "ws", 1) + "/drivers/demo/bridge"

    @property
    def enrolments(self) -> Enrolments:
        return Enrolments(self.app._configuration.settings.driver_state("demo"))

    def token(self, name: str = "main") -> str:
        """The token of a bridge that is enrolled."""
        found = self.enrolments.redeem(self.enrolments.invite(name, time.time()), "test-host", time.time())
        assert found is not None
        return found[1]

    async def person(self, user: str, *extensions: str) -> Person:
        """Somebody logs on and monitors lines."""
        client = await self._stack.enter_async_context(connect(self.url(), user, PASSWORD))
        person = Person(user, client)
        self._people.append(person)
        self._listeners.append(asyncio.create_task(person.listen()))
        for extension in extensions:
            await person.watch(extension)
        return person
