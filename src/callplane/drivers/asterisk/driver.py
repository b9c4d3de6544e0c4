"""Asterisk as a driver: the link, the tracker and the orders put together. Knows tasks and order; no actions of calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from callplane import metrics
from callplane.drivers.asterisk import dialling, families, recalls
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.inventory import MOST, Inventory
from callplane.drivers.asterisk.lines import Lines, status_of
from callplane.drivers.asterisk.link import Link
from callplane.drivers.asterisk.options import Options
from callplane.drivers.asterisk.orders import Orders
from callplane.drivers.asterisk.protocol import Message
from callplane.drivers.asterisk.recording import Recorder
from callplane.drivers.asterisk.snapshot import load
from callplane.drivers.asterisk.switchboard import CHANNEL_EVENTS, Switchboard
from callplane.drivers.asterisk.tracker import Errand, Need, Tracker
from callplane.drivers.base import Driver, DriverContext
from callplane.drivers.commands import Command
from callplane.errors import CallplaneError, ConfigurationError, LinkDown
from callplane.model.events import CallAttempted, Fact, LineRemoved, LineReported, LinkChanged, SettingsChanged, Synchronised

log = logging.getLogger(__name__)

PROBE_SECONDS = 1.5
"""So often it is asked what the dialplan does with made calls that reach nobody: it tells no events of that."""

BUSY_SECONDS = 3.0
"""How long a consultation that meets a busy party plays its tone, before it goes back to the held call."""

RELOAD_SECONDS = 1.0
"""A reload tells of each module; when the first one is heard, the others follow within this time."""

_OTHER_EVENTS = frozenset({"OriginateResponse", "DTMFEnd", "DeviceStateChange", "Reload"})


class AsteriskDriver(Driver):
    """An Asterisk or FreePBX. For its configuration see `options`."""

    kind = "asterisk"
    most = MOST

    def __init__(self, context: DriverContext) -> None:
        super().__init__(context)
        options, faults = Options.read(context.options)
        if faults:
            raise ConfigurationError(" ".join(faults))
        self._options = options
        self._lines = Lines(context.pbx, context.location, families.forward_modes(options.families))
        self._tracker = Tracker(self._lines, context.new_id)
        self._link = Link(options, CHANNEL_EVENTS | _OTHER_EVENTS, self._happened, self._synchronise, self._lost)
        self._desk = Desk(options, self._link, self._tracker, self._lines, self._report, context.clock)
        self._recorder = Recorder(self._desk, context.recordings, self._spawn)
        self._orders = Orders(self._desk, self._recorder, self._read_settings)
        self._inventory = Inventory(options, self._link, self._lines)
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = self._up = self._looking = False
        self._waiting: list[Message] | None = None
        self._reason = ""

    @classmethod
    def check(cls, options: Mapping[str, object]) -> list[str]:
        return Options.read(options)[1]

    # -- the contract

    async def start(self) -> None:
        self._running = True
        for work in (self._link.run, self._poll_settings, self._probe):
            self._spawn(work)

    async def stop(self) -> None:
        self._running = self._up = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def execute(self, command: Command) -> None:
        self._linked()
        await self._orders.execute(command)

    async def snapshot(self) -> Synchronised:
        self._linked()
        return Synchronised(tuple(map(self._lines.report, self._lines)), self._tracker.calls.reports())

    def _linked(self) -> None:
        if not self._up:
            raise LinkDown(f"The link to {self.context.pbx} is lost.")

    # -- the link

    async def _synchronise(self) -> None:
        """The link is up: ask for everything, and tell it. Events that come meanwhile wait, and are applied on top."""
        self._waiting = []
        lists = await self._inventory.take()
        board = Switchboard()
        now = self.context.clock()
        self._tracker.renew(board, load(board, lists), now)
        self._tracker.find_held(self._options.wait_context, self._options.hold_context, now)
        waiting, self._waiting = self._waiting, None
        attempts = [f for event in waiting for f in self._tracker.handle(event, now) if isinstance(f, CallAttempted)]
        self._up = True
        self._reason = ""
        self._report([LinkChanged(True), await self.snapshot(), *attempts])
        self._run_errands()

    def _lost(self, reason: str, refused: bool) -> None:
        was_up, self._up, self._waiting = self._up, False, None
        self._desk.abandon()
        metrics.ASTERISK_LINKS_LOST.inc(self.context.pbx)
        if was_up or reason != self._reason:
            self._reason = reason
            self._report([LinkChanged(False, reason, login_failed=refused)])

    def _report(self, facts: Sequence[Fact]) -> None:
        if self._running and facts:
            self.context.report(facts)

    # -- what happens

    def _happened(self, events: Sequence[Message]) -> None:
        metrics.ASTERISK_EVENTS.add(len(events), self.context.pbx)
        if self._waiting is not None:
            self._waiting += events
            return
        if not self._up:
            return
        facts: list[Fact] = []
        now = self.context.clock()
        for event in events:
            if event.name == "DeviceStateChange":
                facts += self._device_changed(event["Device"], event["State"])
            elif event.name == "Reload":
                self._reloaded()
            else:
                facts += self._tracker.handle(event, now)
        self._report(facts)
        self._desk.look()
        self._run_errands()

    def _device_changed(self, device: str, state: str) -> list[Fact]:
        if device.startswith("Custom:DND") and self._options.families:
            self._spawn(self._read_settings)
        line = self._lines.by_device.get(device)
        if line is None or line.status is status_of(state):
            return []
        line.status = status_of(state)
        return [LineReported(self._lines.report(line))]

    def _run_errands(self) -> None:
        for errand in self._tracker.errands():
            self._spawn(partial(self._attempt, errand))

    async def _attempt(self, errand: Errand) -> None:
        call = errand.call
        match errand.need:
            case Need.HANG_UP:
                await recalls.release(self._desk, errand.uid)
            case Need.RECALL if call is not None:
                await recalls.recall(self._desk, call)
            case Need.GIVE_UP if call is not None:
                await asyncio.sleep(BUSY_SECONDS)
                await dialling.give_up(self._desk, call)
            case Need.RECORDED if call is not None:
                self._recorder.ended(call)

    # -- beside the calls

    async def _read_settings(self) -> None:
        for line in await self._inventory.read_settings():
            self._report([SettingsChanged(line.uri, line.settings)])

    def _reloaded(self) -> None:
        if not self._looking:
            self._looking = True
            self._spawn(self._look_again)

    async def _look_again(self) -> None:
        """The configuration of the PBX was read again: lines, contexts and settings may be others now."""
        await asyncio.sleep(RELOAD_SECONDS)
        self._looking = False
        before = {line.uri: self._lines.report(line) for line in self._lines}
        await self._inventory.take()
        after = {line.uri: self._lines.report(line) for line in self._lines}
        facts: list[Fact] = [LineRemoved(uri) for uri in before.keys() - after.keys()]
        for uri, report in after.items():
            if before.get(uri) != report:
                facts += LineReported(report), SettingsChanged(uri, report.settings)
        self._report(facts)

    async def _poll_settings(self) -> None:
        while True:
            await asyncio.sleep(self._options.settings_seconds)
            await self._unless_down(self._read_settings)

    async def _probe(self) -> None:
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            await self._unless_down(lambda: recalls.probe(self._desk))
            self._run_errands()

    async def _unless_down(self, work: Callable[[], Awaitable[None]]) -> None:
        if self._up:
            try:
                await work()
            except CallplaneError as error:
                log.debug("%s: %s", self.context.pbx, error)

    def _spawn(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run something beside; it ends with the driver, and a failure of it disturbs nothing else."""
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except CallplaneError as error:
            log.warning("%s: %s", self.context.pbx, error)
        except Exception:
            log.exception("%s: work in the background failed", self.context.pbx)
