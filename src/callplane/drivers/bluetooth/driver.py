"""Mobile phones as a driver: puts a back end, the ledgers of its phones and the keeper of its links together.

Knows the loop and the options; no D-Bus, no AT command. The PBX of this driver is the service that has the phones (oFono, BlueZ):
its link is that service, a phone that is out of reach is a line without a phone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace

from callplane.drivers import commands as c
from callplane.drivers.base import Driver, DriverContext
from callplane.drivers.bluetooth import mapping
from callplane.drivers.bluetooth.backend import Action, Backend, Phone, SendTones
from callplane.drivers.bluetooth.bluez import BluezBackend
from callplane.drivers.bluetooth.bus import BusLost
from callplane.drivers.bluetooth.keeper import Keeper, delay
from callplane.drivers.bluetooth.ledger import Expected, Ledger
from callplane.drivers.bluetooth.ofono import OfonoBackend
from callplane.drivers.bluetooth.options import Options
from callplane.errors import CommandFailed, ConfigurationError, LinkDown
from callplane.model.events import (
    CallAttempted,
    Fact,
    LineRemoved,
    LineReported,
    LinkChanged,
    SettingsChanged,
    Synchronised,
)
from callplane.model.line import LineReport

log = logging.getLogger(__name__)

SETTLE_SECONDS = 6.0
"""How long phones that had calls may take to come back after their service was restarted, before these calls are given up."""

CALLS_SECONDS = 2.0
"""How long a phone that is back may take to name its calls."""

TONE_SECONDS = 0.3
"""How long a phone may take for each digit that it sends."""

LONGEST_SECONDS = 9.0
"""When a command must have been accepted or refused: the server waits no longer."""

APPEAR_SECONDS = 5.0
"""Within what time a call appears that the phone has accepted to make."""

_BACKENDS: Mapping[str, type[Backend]] = {"ofono": OfonoBackend, "bluez": BluezBackend}


@dataclass
class _Line:
    """A phone, its line and its calls. Commands for it wait for each other: a phone takes one at a time."""

    phone: Phone
    report: LineReport
    ledger: Ledger
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    keeping: asyncio.Task[None] | None = None
    performing: asyncio.Task[None] | None = None


class BluetoothDriver(Driver):
    """For its configuration see `options`."""

    kind = "bluetooth"
    most = mapping.MOST

    def __init__(self, context: DriverContext) -> None:
        super().__init__(context)
        self._options, faults = Options.read(context.options)
        if faults:
            raise ConfigurationError(" ".join(faults))
        self._backend = _BACKENDS[self._options.backend](self._options, self)
        self._lines: dict[str, _Line] = {}
        self._missing: set[str] = set()
        self._linked = False
        self._told_down = ""
        self._tasks: asyncio.TaskGroup | None = None
        self._running: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._keeper = Keeper(self._backend, self._options, self._phone)

    @classmethod
    def check(cls, options: Mapping[str, object]) -> list[str]:
        return Options.read(options)[1]

    # -- its life

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            self._linked = False
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _run(self) -> None:
        """Speak with the phones' service for as long as the driver runs, whatever happens to it."""
        attempt = 0
        while True:
            problem = BusLost("the driver met a fault of its own")
            try:
                async with asyncio.TaskGroup() as self._tasks:
                    await self._backend.run()
            except* BusLost as lost:
                problem = next(error for error in lost.exceptions if isinstance(error, BusLost))
            except* Exception:
                log.exception("PBX %s: the driver met a fault of its own and begins anew", self.context.pbx)
            finally:
                self._tasks = None
            attempt = 0 if self._linked else attempt + 1
            self.down(str(problem), login_failed=problem.login_failed)
            await asyncio.sleep(delay(attempt, self._options.reconnect_seconds))

    async def snapshot(self) -> Synchronised:
        self._need_link()
        return self._everything()

    def _everything(self) -> Synchronised:
        lines = self._lines.values()
        return Synchronised(tuple(one.report for one in lines), tuple(call for one in lines for call in one.ledger.reports))

    def _need_link(self) -> None:
        if not self._linked:
            raise LinkDown("the service that speaks with the phones is not there")

    def _phone(self, phone_id: str) -> Phone | None:
        line = self._lines.get(phone_id)
        return None if line is None else line.phone

    # -- what the back end says

    def up(self, phones: Sequence[Phone]) -> None:
        there = {phone.id for phone in phones}
        self._missing = {phone_id for phone_id in self._lines if phone_id not in there}
        for phone in phones:
            if phone.id in self._lines:
                self._describe(self._lines[phone.id], phone)
            else:
                self._add_line(phone)
        self._settling = self._spawn(self._settle())

    async def _settle(self) -> None:
        """Report the whole truth, when the phones that were known are there again and have named the calls that they had.

        A service that has just begun finds its phones one by one, and connects none of them by itself.
        """
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while self._missing:
                    await self._keeper.changed()
                for line in [line for line in self._lines.values() if line.ledger.reports]:
                    await self._named(line)
        except TimeoutError:
            log.info("PBX %s: not all phones are back with their calls", self.context.pbx)
        for phone_id in self._missing:
            self._drop_line(phone_id)
        for line in self._lines.values():
            line.ledger.adopt(line.phone.calls, self.context.clock())
        self._linked, self._told_down = True, ""
        self.context.report([LinkChanged(True), self._everything()])

    async def _named(self, line: _Line) -> None:
        while not line.phone.connected:
            await self._keeper.changed()
        try:
            async with asyncio.timeout(CALLS_SECONDS):
                while not line.phone.calls:
                    await self._keeper.changed()
        except TimeoutError:
            return

    def down(self, reason: str, *, login_failed: bool = False) -> None:
        if self._settling is not None:
            self._settling.cancel()
        for line in self._lines.values():
            self._stop_keeping(line)
            line.phone = replace(line.phone, connected=False, calls=())
        told, self._told_down = self._told_down, reason
        if self._linked or told != reason:
            self._linked = False
            self.context.report([LinkChanged(False, reason, login_failed)])

    def changed(self, phone: Phone) -> None:
        line = self._lines.get(phone.id)
        self._missing.discard(phone.id)
        if line is None:
            line = self._add_line(phone)
            facts: list[Fact] = [LineReported(line.report), *line.ledger.update(phone.calls, self.context.clock())]
        else:
            facts = self._changes(line, phone)
        if self._linked and facts:
            self.context.report(facts)
        self._keeper.news()

    def removed(self, phone_id: str) -> None:
        uri = self._lines[phone_id].report.uri
        self._drop_line(phone_id)
        if self._linked:
            self.context.report([LineRemoved(uri)])

    def _changes(self, line: _Line, phone: Phone) -> list[Fact]:
        before, was = line.report, line.phone
        self._describe(line, phone)
        if not self._linked:
            return []
        facts: list[Fact] = []
        if was.connected and not phone.connected:
            facts += line.ledger.lose()
            if line.performing is not None:
                line.performing.cancel()
        if line.report != before:
            facts.append(LineReported(line.report))
        if line.report.settings != before.settings:
            facts.append(SettingsChanged(line.report.uri, line.report.settings))
        if phone.connected:
            facts += line.ledger.update(phone.calls, self.context.clock())
        return facts

    def _add_line(self, phone: Phone) -> _Line:
        report = self._report_of(phone)
        line = self._lines[phone.id] = _Line(phone, report, Ledger(report.uri, self.context.new_id, self._number_of))
        self._keep(line)
        return line

    def _describe(self, line: _Line, phone: Phone) -> None:
        line.phone, line.report = phone, self._report_of(phone)
        self._keep(line)

    def _drop_line(self, phone_id: str) -> None:
        self._stop_keeping(self._lines.pop(phone_id))

    def _keep(self, line: _Line) -> None:
        if line.keeping is None:
            line.keeping = self._spawn(self._keeper.keep(line.phone.id))

    @staticmethod
    def _stop_keeping(line: _Line) -> None:
        if line.keeping is not None:
            line.keeping.cancel()
            line.keeping = None

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        assert self._tasks is not None
        return self._tasks.create_task(work)

    def _report_of(self, phone: Phone) -> LineReport:
        return mapping.line_report(phone, self._options.phones.get(phone.id), self.context.pbx, self.context.location)

    def _number_of(self, text: str, outbound: bool) -> str:
        return mapping.number_of(text, self.context.location, outbound=outbound)

    # -- what phones are told

    async def execute(self, command: c.Command) -> None:
        self._need_link()
        line = next((line for line in self._lines.values() if line.report.uri == command.line), None)
        if line is None:
            raise CommandFailed(f"there is no phone for line {command.line}: pair it again")
        mapping.check_capable(command, line.report)
        async with line.busy:
            if not line.phone.connected:
                raise CommandFailed("the phone is out of reach or switched off: wait until the line is open again")
            if isinstance(command, c.SetForward | c.RemoveForward):
                for forward in mapping.forward_actions(command, line.phone, self.context.location):
                    await self._perform(line, forward)
                return
            action = mapping.action_for(command, line.ledger, line.phone.skills)
            ending = mapping.ending(command, action, line.ledger)
            line.ledger.leaving(ending)
            try:
                await (self._dial(line, command, action) if isinstance(command, c.MakeCall) else self._perform(line, action))
            except BaseException:
                line.ledger.staying(ending)
                raise

    async def _dial(self, line: _Line, command: c.MakeCall, action: Action) -> None:
        tracker_id = line.ledger.tracker_of(command.consultation_of)
        line.ledger.expect(Expected(command.call_id, command.number, command.hide_caller_id, tracker_id))
        try:
            await self._perform(line, action)
        except BaseException:
            if line.ledger.give_up(command.call_id):
                raise
        asyncio.get_running_loop().call_later(APPEAR_SECONDS, self._never_came, line, command.call_id)

    def _never_came(self, line: _Line, call_id: str) -> None:
        """A call that the phone took on and that never appeared could not be placed."""
        if line.ledger.give_up(call_id) and self._linked:
            self.context.report([CallAttempted(line.report.uri, call_id, accepted=False)])

    async def _perform(self, line: _Line, action: Action) -> None:
        tones = len(action.tones) if isinstance(action, SendTones) else 0
        patience = self._options.command_seconds + tones * TONE_SECONDS
        work = line.performing = asyncio.create_task(self._backend.perform(line.phone.id, action))
        try:
            done, _ = await asyncio.wait([work], timeout=min(patience, LONGEST_SECONDS))
        finally:
            line.performing = None
            work.cancel()
        if not done and patience > LONGEST_SECONDS:
            return  # accepted: a phone answers when it has sent the last digit
        if not done:
            self._spawn(self._keeper.reset(line.phone.id))
            raise CommandFailed("the phone did not answer in time: its link is set up anew, watch the line's events")
        if work.cancelled():
            raise CommandFailed("the link to the phone ended meanwhile: watch the line's events before you try again")
        work.result()
