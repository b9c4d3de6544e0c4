"""The demo server, in this process, on real sockets of loopback: log on to it, act on its phones, let its PBX's time pass."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from tests.scenarios.person import Person

from callplane.app import App
from callplane.cli.main import main
from callplane.cli.templates import demo_toml
from callplane.client import connect
from callplane.console.pages import Offer
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.settings import toml_value
from callplane.store.demo import PASSWORD, line_of
from callplane.store.store import Store

CERTIFICATE, KEY = "certificate.pem", "key.pem"
Sections = Mapping[str, Mapping[str, str | int]]
ADMINISTRATOR = {"Authorization": aiohttp.encode_basic_auth("admin", PASSWORD)}


class Demo:
    """A running server. `lacks` is what its exchange is to do without, `more` are further settings by section.
    `offer` is what its web console offers, `sip` are settings of its exchange for SIP phones."""

    def __init__(
        self,
        directory: Path,
        stack: AsyncExitStack,
        lacks: tuple[str, ...] = (),
        more: Sections | None = None,
        offer: Offer | None = None,
        sip: str = "",
    ) -> None:
        self.directory = directory
        self._stack = stack
        self._skipped = 0.0
        self._listeners: list[asyncio.Task[None]] = []
        self._people: list[Person] = []
        self.config = directory / "callplane.toml"
        sections = dict(more or {})
        tls = {"certificate": CERTIFICATE, "key": KEY, **sections.pop("tls", {})}
        text = demo_toml(http_port=0, tcp_port=0, tls_port=0, tls=tls, sip=sip)
        for section, values in sections.items():
            text += "\n".join((f"\n[{section}]", *(f"{name} = {toml_value(value)}" for name, value in values.items()), ""))
        if lacks:
            text = text.replace('driver = "exchange"', f'driver = "exchange"\nlacks = {list(lacks)}'.replace("'", '"'))
        self.config.write_text(text, encoding="utf-8")
        self.app = App(load_configuration(self.config, check_driver), self.config, offer=offer)
        self.http: aiohttp.ClientSession

    async def start(self) -> None:
        await self._stack.enter_async_context(self.app)
        self.http = await self._stack.enter_async_context(aiohttp.ClientSession())
        self._exchange.context = replace(self._exchange.context, clock=lambda: time.time() + self._skipped)

    async def stop(self) -> None:
        """Everybody leaves; what each was told bit by bit must be what the server says at once."""
        while self._people:
            await self._people.pop().agrees()
        await self._stack.aclose()
        await asyncio.gather(*self._listeners)

    @property
    def url(self) -> str:
        return self.app.urls[0]

    def address(self, scheme: str) -> tuple[str, int]:
        """Host and port where the server listens for http, https or tcp."""
        parts = urlsplit(next(url for url in self.app.urls if url.startswith(f"{scheme}:")))
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    @property
    def trusting(self) -> ssl.SSLContext:
        """For a client that trusts the server's present certificate."""
        return ssl.create_default_context(cafile=self.directory / CERTIFICATE)

    @property
    def _exchange(self) -> ExchangeDriver:
        driver = self.app.service.pbxs._drivers["demo"]
        assert isinstance(driver, ExchangeDriver)
        return driver

    # -- people with programs

    async def person(self, user: str, *extensions: str) -> Person:
        """Somebody logs on and monitors lines."""
        client = await self._stack.enter_async_context(connect(self.url, user, PASSWORD))
        person = Person(user, client)
        self._people.append(person)
        self._listeners.append(asyncio.create_task(person.listen()))
        for extension in extensions:
            await person.watch(extension)
        return person

    # -- people at phones, and time

    async def phone(self, extension: str, action: str, **body: str) -> Any:
        """Somebody acts on a phone."""
        return await self._control(f"phones/{extension}/{action}", body)

    async def outside(self, caller: str, called: str) -> str:
        """Somebody outside calls an extension; gives the id of the outside party."""
        return str((await self._control("outside", {"from": caller, "to": called}))["id"])

    async def outside_hangs_up(self, party: str) -> None:
        await self._control(f"outside/{party}/hangup", {})

    async def heard(self, extension: str) -> str:
        """The digits that the phone's first call has heard."""
        async with self.http.get(f"{self.url}/exchange/v1/phones", headers=ADMINISTRATOR) as reply:
            phones = await reply.json()
        return str(next(phone["calls"][0]["heard"] for phone in phones if phone["extension"] == extension))

    async def link(self, path: str, **body: object) -> Any:
        """Disturb the link between PBX and server."""
        return await self._control(path, body)

    def pass_time(self, seconds: float) -> None:
        """On the PBX so much time is over now."""
        self._skipped += seconds
        self._exchange.act(lambda _: [])

    async def _control(self, path: str, body: Mapping[str, object]) -> Any:
        async with self.http.post(f"{self.url}/exchange/v1/{path}", headers=ADMINISTRATOR, json=body) as reply:
            answer = await reply.json()
            assert reply.status < 300, answer
            return answer

    # -- administration

    async def change(self, method: Any, *arguments: Any) -> None:
        """Change the store as `callplane` commands do, and tell the server."""
        store = Store(self.app._configuration.settings.store_url)
        try:
            method(store, *arguments)
        finally:
            store.close()
        await self.app.service.refresh()

    async def command(self, *arguments: str) -> int:
        """The exit code of `callplane ARGUMENTS`, run beside this server in its place."""
        return await asyncio.to_thread(main, [*arguments, "--config", str(self.config)])

    # -- calls

    async def talk(self, caller: Person, extension: str, called: str) -> str:
        """The caller calls an extension, whose phone is answered; gives the caller's call."""
        made = await caller.client.make_call(line_of(extension).uri, called)
        await self.phone(called, "answer")
        return made.u8sConnectionID
