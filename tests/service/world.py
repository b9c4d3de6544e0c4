"""The demo's users and lines over a core with a hand clock and a PBX that only writes down what it is told.

`world.ring("101")`, `world.talk("101")` and `world.hold("101")` put a call on an extension by reporting it as a PBX would.
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from itertools import count

from tests.clock import HandClock

from callplane.drivers.commands import Command
from callplane.errors import Refusal
from callplane.model.call import Call, CallReport, CallState, CallType, Party
from callplane.model.changes import CallChanged, Change, ChangeReason
from callplane.model.events import CallReported, Fact, LineReported
from callplane.model.line import Capability, ForwardMode, Line, LineReport
from callplane.numbers import DEMO_LOCATION
from callplane.numbers.location import Location
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.emulation import emulated
from callplane.store.demo import EXTENSIONS, GRANTS, line_of
from callplane.store.records import Snapshot, UserRecord

PBX = "demo"
SNAPSHOT = Snapshot(
    users=(*(UserRecord(name, name.title(), "") for name in EXTENSIONS), UserRecord("admin", "Admin", "", administrator=True)),
    lines=tuple(line_of(extension) for own in EXTENSIONS.values() for extension in own),
    ownership={user: tuple(line_of(extension).uri for extension in own) for user, own in EXTENSIONS.items()},
    grants={(user, line_of(ext).uri): flags for user, owner, flags in GRANTS for ext in EXTENSIONS[owner]},
)


def number(extension: str) -> str:
    return line_of(extension).number


LOCATION = DEMO_LOCATION


def uri(extension: str) -> str:
    return line_of(extension).uri


def line_report(
    extension: str, capabilities: Capability = Capability.ALL, forward_modes: ForwardMode = ForwardMode.ALL
) -> LineReport:
    return LineReport(uri(extension), number(extension), extension, LOCATION.id, capabilities, forward_modes)


class World:
    """`changes` is what the core told; `commands` what the PBX was told; `refusal`, once set, is what it answers to
    commands of the kind `refused`."""

    def __init__(self, capabilities: Capability = Capability.ALL, forward_modes: ForwardMode = ForwardMode.ALL) -> None:
        self.clock = HandClock()
        self.ids = map("{{{}}}".format, count(1))
        self.directory = Directory(SNAPSHOT)
        self.core = Core(self.clock, self.clock.schedule, self.new_id, emulated)
        self.changes: list[Change] = []
        self.commands: list[Command] = []
        self.refusal: Refusal | None = None
        self.refused: type = object
        self._spawned: list[Coroutine[object, object, None]] = []
        self.core.subscribers.append(self.changes.append)
        self.report(*(LineReported(line_report(line.descriptor, capabilities, forward_modes)) for line in SNAPSHOT.lines))
        self.changes.clear()

    def new_id(self) -> str:
        return next(self.ids)

    def location_of(self, _line: Line) -> Location:
        return LOCATION

    async def execute(self, _line: Line, command: Command) -> None:
        if self.refusal is not None and isinstance(command, self.refused):
            raise self.refusal
        self.commands.append(command)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        self._spawned.append(work)

    async def settle(self) -> None:
        """Do all that was spawned."""
        while self._spawned:
            await self._spawned.pop(0)

    def report(self, *facts: Fact) -> None:
        self.core.report(PBX, facts)

    def line(self, extension: str) -> Line:
        return self.core.lines[uri(extension)]

    # -- calls

    def put(
        self,
        extension: str,
        state: CallState,
        call_id: str = "",
        remote: str = "102",
        kind: CallType = CallType.NORMAL,
        *,
        outbound: bool | None = None,
        tracker_id: str = "t",
        internal: bool = True,
    ) -> Call:
        """A call of an extension, reported as it is now."""
        call_id = call_id or f"{extension}-{len(self.line(extension).calls)}"
        out = state is not CallState.OFFERING if outbound is None else outbound
        party = Party(number(remote) if remote.isdecimal() else remote)
        report = CallReport(uri(extension), call_id, state, out, party, kind, internal=internal, tracker_id=tracker_id)
        if kind in (CallType.CONFERENCE_CONTROLLER, CallType.CONFERENCE_MEMBER):
            report = replace(report, controller_id=f"{extension}-c")
        return self.put_report(report)

    def put_report(self, report: CallReport) -> Call:
        self.report(CallReported(report))
        return self.call(report.call_id)

    def ring(self, extension: str, call_id: str = "", remote: str = "102", *, internal: bool = True) -> Call:
        return self.put(extension, CallState.OFFERING, call_id, remote, internal=internal)

    def talk(self, extension: str, call_id: str = "", remote: str = "102") -> Call:
        return self.put(extension, CallState.CONNECTED, call_id, remote)

    def hold(self, extension: str, call_id: str = "", remote: str = "103") -> Call:
        return self.put(extension, CallState.HOLD, call_id, remote)

    def call(self, call_id: str) -> Call:
        found = self.core.find_call(call_id)
        assert found is not None, f"there is no call {call_id}"
        return found[1]

    def reasons(self, call_id: str) -> list[ChangeReason]:
        """Why subscribers heard of a call so far."""
        return [c.reason for c in self.changes if isinstance(c, CallChanged) and c.call.id == call_id]
