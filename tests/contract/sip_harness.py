"""The embedded exchange with SIP phones for the contract: the phone of 101 is tried, people answer and hang up on the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.contract.exchange_harness import uri

from callplane.drivers.base import ControlRequest, Driver
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.sip.digest import ha1
from callplane.sip.gate import REALM, Account
from callplane.testing.harness import Harness
from callplane.testing.sip_phone import PhoneCall, SipPhone

NUMBERS = ("101", "102", "103", "104", "105")
EXTENSIONS = [{"number": number, "name": f"Phone {number}", "phone": "sip"} for number in NUMBERS]
PASSWORD = "secret"


def obey(call: PhoneCall) -> None:
    """A phone that answers by itself when it is asked to."""
    if "call-info" in call.call.invite.headers:
        call.answer()
    else:
        call.ring()


class WithPhones(ExchangeDriver):
    """The exchange; it has started when its phones are registered."""

    def __init__(self, harness: SipHarness, **more: object) -> None:
        super().__init__(harness.context("demo", **more))  # type: ignore[arg-type]
        self._harness = harness
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        await super().start()
        assert self.phones is not None
        for number in NUMBERS:
            phone = SipPhone(number, PASSWORD, ("127.0.0.1", self.phones.transport.port), talks=True)
            phone.on_ring = obey
            self._harness.phones[number] = await self._stack.enter_async_context(phone)
            await phone.register()

    async def stop(self) -> None:
        await super().stop()
        await self._stack.aclose()


class SipHarness(Harness):
    """An exchange whose extensions have SIP phones only."""

    line = uri("101")
    mate = uri("105")
    numbers = ("102", "103", "104")
    busy_number = "0089123451"

    def __init__(self, recordings: Path) -> None:
        self._recordings = recordings
        self._skipped = 0.0
        self._caller = ""
        self._driver: ExchangeDriver
        self.phones: dict[str, SipPhone] = {}
        md5 = {number: {"MD5": ha1("MD5", number, REALM, PASSWORD)} for number in NUMBERS}
        self._accounts = {number: Account(number, number, secrets) for number, secrets in md5.items()}

    def clock(self) -> float:
        return time.time() + self._skipped

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        self._driver = WithPhones(
            self,
            recordings=self._recordings,
            state=self._recordings,
            report=report,
            location=DEMO_LOCATION,
            options={"extensions": EXTENSIONS, "sip_port": 0},
            new_id=ids,
            settings=settings,
            phones=lambda: self._accounts,
        )
        return self._driver

    async def call_in(self, line: str) -> None:
        reply = await self._control("outside", {"from": "+4930999", "to": line[4:].partition("@")[0]})
        assert isinstance(reply, dict)
        self._caller = reply["id"]

    async def answer(self, number: str) -> None:
        phone = self.phones[number]
        await phone.until(lambda: any(call.state == "ringing" for call in phone.calls), "a call to answer")
        next(call for call in phone.calls if call.state == "ringing").answer()

    async def hang_up(self, number: str) -> None:
        if not number:
            await self._control(f"outside/{self._caller}/hangup")
            return
        phone = self.phones[number]
        await phone.until(lambda: any(call.state == "active" for call in phone.calls), "a call to end")
        next(call for call in phone.calls if call.state == "active").hang_up()

    async def lose_link(self) -> None:
        await self._control("link/cut")

    async def restore_link(self) -> None:
        await self._control("link/restore")

    async def set_free(self, number: str) -> None:
        await asyncio.sleep(0)
        self._skipped += 31
        self._driver.act(lambda _: [])

    async def _control(self, path: str, body: Mapping[str, object] | None = None) -> object:
        assert self._driver.control is not None
        reply = await self._driver.control(ControlRequest("POST", tuple(path.split("/")), body or {}))
        return reply.body
