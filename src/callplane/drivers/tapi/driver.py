"""The driver: bridges that dial in, their lines as one PBX. Knows links, boards and the loop's timer; of TAPI only the parts.

Several bridges can be connected at once; each has its own board. The link to the PBX is up while at least one is there; lines of
a bridge that is not there are shown as NO_PBX, and its calls as they were, until it is back and has told everything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from callplane.drivers import commands as c
from callplane.drivers.base import Driver, DriverContext, Peer, PeerLink
from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.board import Board
from callplane.drivers.tapi.calls import Tracked
from callplane.drivers.tapi.constants import Message
from callplane.drivers.tapi.enrolment import Enrolments
from callplane.drivers.tapi.hook import Hook, load_hook
from callplane.drivers.tapi.lines import BoardLine, Key
from callplane.drivers.tapi.link import BEAT_SECONDS, BridgeLink, Reported
from callplane.drivers.tapi.options import BridgeOptions, Options
from callplane.drivers.tapi.orders import Orders, hook_line
from callplane.errors import CommandFailed, ConfigurationError, LinkDown, NotCapable
from callplane.model.events import Fact, LineRemoved, LineReported, LinkChanged, SettingsChanged, Synchronised
from callplane.model.line import Capability, LineReport

log = logging.getLogger(__name__)

HELLO_SECONDS: Final = 10.0
_SILENT: Final = "no bridge is connected"
MAX_STRANGERS: Final = 32
"""Connections that have not said who they are."""

_NEEDED: Final[Mapping[type, Capability]] = {
    c.MakeCall: Capability.MAKE_CALL,
    c.Drop: Capability.DROP,
    c.Answer: Capability.ANSWER,
    c.Hold: Capability.HOLD,
    c.Retrieve: Capability.HOLD,
    c.SwapHold: Capability.SWAP,
    c.Merge: Capability.MERGE,
    c.Conference: Capability.CONFERENCE,
    c.Redirect: Capability.REDIRECT,
    c.BlindTransfer: Capability.BLIND_TRANSFER,
    c.Pickup: Capability.PICKUP,
    c.SendDigits: Capability.DIGITS,
    c.CompleteCall: Capability.CALLBACK,
    c.StartRecording: Capability.RECORD,
    c.StopRecording: Capability.RECORD,
    c.SetDoNotDisturb: Capability.DO_NOT_DISTURB,
    c.SetRemoteOffice: Capability.REMOTE_OFFICE,
}


@dataclass(slots=True)
class _Bridge:
    """One bridge by its name. `up`: it is there, has told everything, and is not stuck."""

    board: Board
    options: BridgeOptions
    hook: Hook | None = None
    link: BridgeLink | None = None
    up: bool = False
    locks: dict[Key, asyncio.Lock] = field(default_factory=dict)


class TapiDriver(Driver):
    """See the module's text. It is its own `entrance`."""

    kind = "tapi"
    most = Capability.ALL
    name: str = "bridge"
    max_bytes: int = protocol.MAX_BYTES

    def __init__(self, context: DriverContext) -> None:
        super().__init__(context)
        self._options, faults = Options.read(context.options)
        for name, bridge in self._options.bridges.items():
            if bridge.location and bridge.location not in context.locations:
                faults.append(f"bridges.{name}: there is no location '{bridge.location}'.")
        if faults:
            raise ConfigurationError(" ".join(faults))
        self._enrolments = Enrolments(context.state)
        self._bridges: dict[str, _Bridge] = {}
        self._strangers: dict[BridgeLink, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._up = False
        self.entrance = self

    @classmethod
    def check(cls, options: Mapping[str, object]) -> list[str]:
        read, faults = Options.read(options)
        for name, bridge in read.bridges.items():
            try:
                if bridge.hook:
                    load_hook(bridge.hook)
            except ConfigurationError as error:
                faults.append(f"bridges.{name}: hook: {error}.")
        return faults

    @classmethod
    def notes(cls, options: Mapping[str, object], state: Path) -> list[str]:
        enrolled = Enrolments(state).all()
        notes = [
            f"bridge {bridge.name} is enrolled (host {bridge.host or 'unknown'})."
            if bridge.token_hash
            else f"bridge {bridge.name} has a code that was not used yet."
            for bridge in enrolled.values()
        ]
        unknown = [name for name in Options.read(options)[0].bridges if name not in enrolled]
        notes += [f"bridges.{name} is not enrolled: run 'callplane tapi enrol {name}'." for name in unknown]
        return notes or ["no bridge is enrolled: run 'callplane tapi enrol NAME'."]

    # -- life

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.context.report([LinkChanged(False, _SILENT)])
        self._watch()

    async def stop(self) -> None:
        if self._loop is None:
            return
        self._loop, self._up = None, False
        if self._timer is not None:
            self._timer.cancel()
        for link in [*self._strangers, *(bridge.link for bridge in self._bridges.values() if bridge.link)]:
            link.close("the server stops")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def refresh(self) -> None:
        """Bridges that were revoked are sent away, and their lines are gone."""
        known = self._enrolments.all()
        for name in [name for name in self._bridges if name not in known]:
            link = self._bridges[name].link
            if link is not None:
                link.close("the bridge was revoked")
            revoked = self._bridges.pop(name)
            self._report([LineRemoved(line.uri) for line in revoked.board.all()])

    async def snapshot(self) -> Synchronised:
        if not self._up:
            raise LinkDown(f"{self.context.pbx}: {_SILENT}")
        return self._truth()

    async def execute(self, command: c.Command) -> None:
        if not self._up:
            raise LinkDown(f"{self.context.pbx}: {_SILENT}")
        bridge, line = self._find_line(command.line)
        link = bridge.link
        if link is None or not bridge.up:
            raise LinkDown(f"the bridge of {command.line} is not there")
        self._check(command, line)
        orders = Orders(bridge.board, line, link, bridge.hook, self._report, self._find_call, self._spawn)
        async with bridge.locks.setdefault(line.key, asyncio.Lock()):
            await orders.execute(command)

    @staticmethod
    def _check(command: c.Command, line: BoardLine) -> None:
        described = line.described()
        if isinstance(command, c.SetForward):
            able = bool(command.forward.mode & described.forward_modes)
        elif isinstance(command, c.RemoveForward):
            able = bool(described.forward_modes)
        else:
            able = _NEEDED[type(command)] in described.capabilities
        if not able:
            raise NotCapable(f"the PBX of {line.uri} cannot do that")

    # -- the entrance

    def admit(self, link: PeerLink) -> Peer:
        made = BridgeLink(link, self, asyncio.get_running_loop().time)
        if self._loop is None or len(self._strangers) >= MAX_STRANGERS:
            made.close("too many connections that have not said who they are: try again later")
        else:
            self._strangers[made] = self._loop.time()
        return made

    def peers(self) -> Mapping[str, bool]:
        try:
            enrolled = [name for name, bridge in self._enrolments.all().items() if bridge.token_hash]
        except ConfigurationError:
            enrolled = []
        names = dict.fromkeys([*enrolled, *self._bridges])
        return {name: name in self._bridges and self._bridges[name].up for name in names}

    def admitted(self, link: BridgeLink, hello: protocol.Hello) -> str | None:
        """A bridge with a token: its connection takes the place of one that it may still have."""
        self._strangers.pop(link, None)
        name = self._enrolments.name_of(hello.token)
        if name is None:
            return None
        bridge = self._bridges.get(name) or self._new_bridge(name)
        if bridge.link is not None:
            bridge.link.close("the bridge has connected again")
        bridge.link = link
        log.info("bridge %s (version %s, host %s) has connected from %s", name, hello.version, hello.host, link.address)
        return name

    def enrolled(self, code: str, host: str) -> tuple[str, str] | None:
        """A bridge with a code: its name and token. A connection with the former token is over."""
        found = self._enrolments.redeem(code, host, self.context.clock())
        former = self._bridges.get(found[0]) if found else None
        if former is not None and former.link is not None:
            former.link.close("the bridge was enrolled again")
        return found

    def told(self, link: BridgeLink, messages: Sequence[Reported]) -> None:
        """What a bridge reports."""
        bridge = self._bridges[link.name]
        facts: list[Fact] = []
        for message in messages:
            if isinstance(message, protocol.Event):
                facts += self._dev_specific(bridge, message)
            elif not isinstance(message, protocol.Line) or self._wanted(message, bridge.options):
                facts += bridge.board.take(message, link.run)
        for handle in bridge.board.left_over():
            self._spawn(self._drop(link, handle))
        if bridge.board.renewed and not link.stuck:
            self._bridge_up(link.name, bridge)
        elif bridge.up:
            self._report(facts)

    @staticmethod
    async def _drop(link: BridgeLink, handle: int) -> None:
        """A call that the other side has ended is idle only when its owner drops it. Some PBXs do that by themselves."""
        with suppress(CommandFailed, LinkDown):
            await link.do("lineDrop", call=handle)

    def gone(self, link: BridgeLink, reason: str) -> None:
        """A connection is lost, of a bridge or of somebody who has not said who he is."""
        self._strangers.pop(link, None)
        for name, bridge in self._bridges.items():
            if bridge.link is link:
                bridge.link = None
                bridge.board.lost()
                self._bridge_down(name, bridge, reason)

    # -- bridges

    def _new_bridge(self, name: str) -> _Bridge:
        options = self._options.of(name)
        location = self.context.locations[options.location] if options.location else self.context.location
        hook = load_hook(options.hook) if options.hook else None
        board = Board(location, options.numbers, self._name_line, self.context.new_id, self.context.clock, self.context.settings)
        board.more = hook.capabilities if hook else Capability.NONE
        self._bridges[name] = _Bridge(board, options, hook)
        return self._bridges[name]

    def _name_line(self, number: str, key: Key) -> str:
        """The address of a new line. A number that has a line already is told apart by the permanent id."""
        uri = f"tel:{number}@{self.context.pbx}"
        taken = any(bridge.board.line(uri) for bridge in self._bridges.values())
        return f"tel:{number};{key[1]}@{self.context.pbx}" if taken else uri

    @staticmethod
    def _wanted(line: protocol.Line, options: BridgeOptions) -> bool:
        return not options.providers or any(text in line.provider for text in options.providers)

    def _bridge_up(self, name: str, bridge: _Bridge) -> None:
        bridge.up, bridge.board.renewed = True, False
        unnamed = bridge.board.unnamed
        if unnamed:
            shown = ", ".join(list(unnamed.values())[:5])
            log.warning("bridge %s: %d lines have no number and are left out (%s): see 'numbers'", name, len(unnamed), shown)
        log.info("bridge %s is up with %d lines", name, len(bridge.board.all()))
        facts: list[Fact] = [] if self._up else [LinkChanged(True, f"bridge {name} is there")]
        self._up = True
        self._report([*facts, self._truth()])

    def _bridge_down(self, name: str, bridge: _Bridge, reason: str) -> None:
        if not bridge.up:
            return
        bridge.up = False
        if any(other.up for other in self._bridges.values()):
            self._report([LineReported(line.described(reachable=False)) for line in bridge.board.all()])
        else:
            self._up = False
            self._report([LinkChanged(False, f"bridge {name}: {reason}")])

    def _truth(self) -> Synchronised:
        lines: list[LineReport] = []
        calls = []
        for bridge in self._bridges.values():
            for line in bridge.board.all():
                lines.append(line.described(reachable=bridge.up))
                calls += line.told
        return Synchronised(tuple(lines), tuple(calls))

    def _watch(self) -> None:
        """Every BEAT_SECONDS: bridges that are silent or stuck, and strangers that say nothing."""
        if self._loop is None:
            return
        for link, since in list(self._strangers.items()):
            if self._loop.time() - since >= HELLO_SECONDS:
                link.close("the bridge did not say hello in time")
                self._strangers.pop(link, None)
        for name, bridge in self._bridges.items():
            link_now = bridge.link
            trouble = link_now.watch() if link_now else ""
            if trouble:
                self._bridge_down(name, bridge, trouble)
            elif link_now and not bridge.up and bridge.board.complete:
                bridge.board.lost()
                link_now.send(protocol.Sync())
        self._timer = self._loop.call_later(BEAT_SECONDS, self._watch)

    # -- around

    def _dev_specific(self, bridge: _Bridge, event: protocol.Event) -> list[Fact]:
        line = bridge.board.lines.get(event.dev)
        if bridge.hook is None or line is None or event.m != Message.DEVSPECIFIC:
            return []
        settings = bridge.hook.settings((event.p1, event.p2, event.p3), hook_line(line))
        if settings is None or settings == line.settings:
            return []
        line.settings = settings
        return [SettingsChanged(line.uri, settings)]

    def _find_line(self, uri: str) -> tuple[_Bridge, BoardLine]:
        for bridge in self._bridges.values():
            line = bridge.board.line(uri)
            if line is not None:
                return bridge, line
        raise CommandFailed(f"there is no line {uri} on any bridge")

    def _find_call(self, call_id: str) -> tuple[BridgeLink, BoardLine, Tracked] | None:
        for bridge in self._bridges.values():
            for line in bridge.board.all():
                call = line.find(call_id)
                if call is not None and bridge.link is not None:
                    return bridge.link, line, call
        return None

    def _report(self, facts: Sequence[Fact]) -> None:
        if facts and self._loop is not None:
            self.context.report(facts)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                log.exception("PBX %s: work after a command failed", self.context.pbx)

        task = asyncio.get_running_loop().create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
