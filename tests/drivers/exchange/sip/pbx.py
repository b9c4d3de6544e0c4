"""An exchange with SIP phones on loopback: three extensions, phones that do what a test says, and the facts that monitors get."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

from callplane.drivers.base import DriverContext
from callplane.drivers.commands import Command
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.model.call import CallReport, CallState, DisconnectCause
from callplane.model.events import CallCleared, CallReported, Fact, LineReported, RecordingStored, Synchronised
from callplane.model.line import LineReport
from callplane.numbers import DEMO_LOCATION
from callplane.sip.digest import ha1
from callplane.sip.gate import REALM, Account
from callplane.testing.sip_phone import LIMIT_SECONDS, SipPhone

PASSWORD = "secret"
EXTENSIONS = ("101", "102", "103", "104")


def account(name: str, extension: str = "", *, auto_answer: bool = False, serial: int = 0) -> Account:
    secrets = {algorithm: ha1(algorithm, name, REALM, PASSWORD) for algorithm in ("MD5", "SHA-256")}
    return Account(name, extension or name, secrets, auto_answer, serial)


def line(extension: str) -> str:
    return f"tel:+49815136856{extension}@demo"


class Pbx:
    """`calls` are the living calls by line and id as monitors know them, `told` what was told of each line in order."""

    def __init__(self, directory: Path, stack: AsyncExitStack, kind: str = "sip", **options: object) -> None:
        self.directory = directory
        self.accounts = {name: account(name) for name in EXTENSIONS}
        self.calls: dict[str, CallReport] = {}
        self.lines: dict[str, LineReport] = {}
        self.told: dict[str, list[str]] = {}
        self.recordings: list[RecordingStored] = []
        self.changed = asyncio.Event()
        self._stack = stack
        self._ids = count(1)
        self._skipped = 0.0
        extensions = [{"number": number, "name": f"Phone {number}", "phone": kind} for number in EXTENSIONS]
        context = DriverContext(
            pbx="demo",
            location=DEMO_LOCATION,
            options={"extensions": extensions, "sip_port": 0, **options},
            report=self._report,
            clock=lambda: time.time() + self._skipped,
            new_id=lambda: f"{{{next(self._ids)}}}",
            settings={},
            recordings=directory,
            state=directory,
            phones=lambda: self.accounts,
        )
        self.driver = ExchangeDriver(context)

    async def start(self) -> None:
        await self.driver.start()
        self._stack.push_async_callback(self.driver.stop)

    @property
    def address(self) -> tuple[str, int]:
        assert self.driver.phones is not None
        return "127.0.0.1", self.driver.phones.transport.port

    async def phone(self, user: str, transport: str = "UDP", *, talks: bool = False, register: bool = True) -> SipPhone:
        """A phone that is registered."""
        extension = self.accounts[user].extension if user in self.accounts else user
        phone = SipPhone(user, PASSWORD, self.address, transport=transport, talks=talks, extension=extension)
        await self._stack.enter_async_context(phone)
        if register:
            assert (await phone.register()).status == 200
        return phone

    def skip(self, seconds: float) -> None:
        """Let the exchange's time go by."""
        self._skipped += seconds
        self.driver.act(lambda _: ())

    async def execute(self, command: Command) -> None:
        await self.driver.execute(command)

    async def until(self, extension: str, *states: str) -> None:
        """Wait until the calls of a line are in these states, in the order in which they began."""
        await self._wait(lambda: self.states(extension) == list(states), f"{extension} {states}")

    def states(self, extension: str) -> list[str]:
        return [call.state.name for call in self.calls.values() if call.line == line(extension)]

    def call(self, extension: str, at: int = 0) -> CallReport:
        return [call for call in self.calls.values() if call.line == line(extension)][at]

    async def recorded(self) -> RecordingStored:
        await self._wait(lambda: bool(self.recordings), "a recording")
        return self.recordings[0]

    async def until_so(self, test: Callable[[], bool]) -> None:
        """Wait until something is so that nobody tells."""
        async with asyncio.timeout(LIMIT_SECONDS):
            while not test():  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.005)

    async def _wait(self, test: Callable[[], bool], text: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                while not test():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"{text}: {self.told}") from None

    def _report(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            match fact:
                case CallReported(report):
                    self._told(report.line, report.state.name)
                    self.calls[report.call_id] = report
                    if report.state is CallState.DISCONNECTED:
                        del self.calls[report.call_id]
                case CallCleared(uri, call_id, cause):
                    self._told(uri, "CLEARED" if cause is DisconnectCause.NONE else f"CLEARED {cause.name}")
                    self.calls.pop(call_id, None)
                case LineReported(report):
                    self.lines[report.uri] = report
                case Synchronised(reports, _):
                    self.lines |= {report.uri: report for report in reports}
                case RecordingStored():
                    self.recordings.append(fact)
        self.changed.set()

    def _told(self, uri: str, text: str) -> None:
        told = self.told.setdefault(uri[-8:-5], [])
        if not told or told[-1] != text:
            told.append(text)
