"""One line of a bridge: what was told of it, its calls and its settings. Pure; knows TAPI's messages and the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as with_members

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.calls import Tracked, present
from callplane.drivers.tapi.forwards import has_immediate, settings_of
from callplane.drivers.tapi.mapping import capabilities_of, forward_modes_of, status_of, tells_forwards
from callplane.model.call import CallReport
from callplane.model.line import Capability, LineReport, LineSettings, LineStatus
from callplane.numbers.location import Location

Key = tuple[str, int]
"""What a line is known by: provider and dwPermanentLineID."""


@dataclass(slots=True)
class Expected:
    """A call that a command is making. `handle` is 0 until the PBX has said which call it is; `offered`: it comes by itself, a
    call that was redirected to this line. `met` is told when it is there."""

    call_id: str
    tracker_id: str
    consults: str = ""
    hidden_id: bool = False
    offered: bool = False
    handle: int = 0
    met: Callable[[Tracked], object] = lambda _: None


@dataclass(slots=True)
class BoardLine:
    """One line. `told` is what the server knows of its calls; `settings` are forwards and do-not-disturb as they are wanted."""

    key: Key
    uri: str
    number: str
    raw: protocol.Line
    location: Location
    settings: LineSettings
    calls: dict[int, Tracked] = field(default_factory=dict)
    orphans: list[Tracked] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)
    expected: list[Expected] = field(default_factory=list)
    unclaimed: dict[int, protocol.Call] = field(default_factory=dict)
    completions: dict[int, str] = field(default_factory=dict)
    told: list[CallReport] = field(default_factory=list)
    report: LineReport | None = None
    more: Capability = Capability.NONE  # what a hook adds

    @property
    def dev(self) -> int:
        return self.raw.dev

    @property
    def capabilities(self) -> Capability:
        return self.described().capabilities

    def described(self, *, reachable: bool = True) -> LineReport:
        """The line for the server. Unreachable: its bridge is not there."""
        status = status_of(self.raw) if reachable else LineStatus.NO_PBX
        can = capabilities_of(self.raw)
        return LineReport(
            uri=self.uri,
            number=self.number,
            descriptor=self.raw.name or self.number,
            location_id=self.location.id,
            capabilities=can | (self.more if status is LineStatus.OPEN else Capability.NONE),
            forward_modes=forward_modes_of(self.raw),
            status=status,
            settings=self.settings,
            address_names=tuple(address.address for address in self.raw.addresses if address.address),
        )

    def find(self, call_id: str) -> Tracked | None:
        """A call whose handle is valid."""
        return next((call for call in self.calls.values() if call.call_id == call_id), None)

    def present(self) -> list[CallReport]:
        """Its calls as the server is to see them."""
        return present(self.uri, [*self.calls.values(), *self.orphans], self.location, capabilities_of(self.raw))

    def take_settings(self) -> None:
        """Forwards and do-not-disturb are what the PBX says, where it does; what it has no room for is remembered."""
        if tells_forwards(self.raw):
            said = settings_of(self.raw.addresses[0], self.location)
            kept = self.settings.do_not_disturb and has_immediate(said.forwards)
            office = self.settings.remote_office
            self.settings = replace(said, do_not_disturb=said.do_not_disturb or kept, remote_office=office)

    def void(self) -> None:
        """The handles of a line are void; its calls are shown as they were until the bridge has told which there are."""
        for call in self.calls.values():
            # Numbers that are no handles: they fit nothing that comes, and members of a conference still find their controller.
            call.raw = with_members(call.raw, call=-call.raw.call, conf=-call.raw.conf)
            self.orphans.append(call)
        self.calls.clear()
        self.ended.clear()
        self.unclaimed.clear()
