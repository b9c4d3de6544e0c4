"""What a line is: its address, capabilities, settings and the calls on it. Knows no transport, no driver, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from functools import cache

from callplane.model.call import Call


class LineStatus(IntEnum):
    """Whether the line can be used (interface: AsnCtiLineOpenStatus)."""

    DISCONNECTED = 0
    CLOSED = 1
    OPEN = 2
    NO_PHONE = 3
    NO_PBX = 4
    LOGIN_FAILED = 5


@dataclass(frozen=True, slots=True)
class PbxLink:
    """Whether a PBX can be reached: `since` in UTC seconds since the epoch, `reason` for administrators when it cannot.

    `login_failed`: it is there and does not let us in.
    """

    up: bool
    since: float
    reason: str = ""
    login_failed: bool = False


class Capability(IntFlag):
    """What a line can do. A driver declares what its PBX does; the server adds what it can emulate."""

    NONE = 0
    MAKE_CALL = 1 << 0
    DROP = 1 << 1
    ANSWER = 1 << 2
    HOLD = 1 << 3  # hold and retrieve
    SWAP = 1 << 4
    CONSULTATION = 1 << 5  # MakeCall puts an active call on hold by itself
    MERGE = 1 << 6
    CONFERENCE = 1 << 7
    REDIRECT = 1 << 8  # of an offering call
    BLIND_TRANSFER = 1 << 9  # of a connected call
    PICKUP = 1 << 10
    CALLBACK = 1 << 11  # complete a call to a busy or unanswered party
    DIGITS = 1 << 12
    RECORD = 1 << 13
    DO_NOT_DISTURB = 1 << 14
    REMOTE_OFFICE = 1 << 15
    HIDE_CALLER_ID = 1 << 16
    ALL = (1 << 17) - 1


class ForwardMode(IntFlag):
    """When a call is forwarded (interface: EnumForwardModes). One bit an entry; masks say which modes can be set."""

    NONE = 0
    IMMEDIATE = 1
    BUSY = 2
    NO_ANSWER = 4
    BUSY_INTERNAL = 8
    BUSY_EXTERNAL = 16
    NO_ANSWER_INTERNAL = 32
    NO_ANSWER_EXTERNAL = 64
    IMMEDIATE_INTERNAL = 128
    IMMEDIATE_EXTERNAL = 256
    DISCONNECTED = 512
    DISCONNECTED_INTERNAL = 1024
    DISCONNECTED_EXTERNAL = 2048
    ADMIN_DISCONNECTED = 4096
    ADMIN_DISCONNECTED_INTERNAL = 8192
    ADMIN_DISCONNECTED_EXTERNAL = 16384
    ADMIN = ADMIN_DISCONNECTED | ADMIN_DISCONNECTED_INTERNAL | ADMIN_DISCONNECTED_EXTERNAL
    ALL = 32767


class ForwardController(IntEnum):
    """Who carries a forward out (interface: EnumForwardController)."""

    PBX = 1
    SERVER_ADMIN = 2
    SERVER_USER = 4


@dataclass(frozen=True, slots=True)
class Forward:
    """One forwarding rule. `destination` is a supercanonic number; `no_answer_seconds` 0 means the PBX's default;
    `callers`: numbers that the rule is limited to, empty for everybody."""

    mode: ForwardMode
    destination: str
    no_answer_seconds: int = 0
    callers: tuple[str, ...] = ()
    controller: ForwardController = ForwardController.PBX


@dataclass(frozen=True, slots=True)
class RemoteOffice:
    """Whether the user's calls run over another number, and over which (supercanonic). `controller` names who does it."""

    enabled: bool = False
    destination: str = ""
    controller: str = ""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """The settings of a line that outlive its calls, and restarts."""

    do_not_disturb: bool = False
    forwards: tuple[Forward, ...] = ()
    remote_office: RemoteOffice = RemoteOffice()


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line as its PBX describes it: complete, so that a report is also a snapshot.

    `uri` is `tel:NUMBER@PBX`; `number` is supercanonic; `forward_modes` the modes that the PBX itself can carry out;
    `busy_on_busy`: True where a second call gets busy, False where it waits.
    """

    uri: str
    number: str
    descriptor: str
    location_id: str
    capabilities: Capability
    forward_modes: ForwardMode = ForwardMode.NONE
    status: LineStatus = LineStatus.OPEN
    settings: LineSettings = LineSettings()
    address_names: tuple[str, ...] = ()
    feature_codes: str = ""
    private: bool = False
    busy_on_busy: bool = False


@cache
def _together(of_pbx: Capability, of_server: Capability) -> Capability:
    """Both; asked at every change of a call, and flags are slow."""
    return of_pbx | of_server


@dataclass(slots=True)
class Line:
    """A live line: the PBX's latest report and the calls on it, in the order in which they began."""

    report: LineReport
    pbx: str
    settings: LineSettings = LineSettings()
    calls: dict[str, Call] = field(default_factory=dict)
    # What the server adds to the PBX's own capabilities and forward modes.
    emulated: Capability = Capability.NONE
    emulated_forward_modes: ForwardMode = ForwardMode.NONE

    @property
    def uri(self) -> str:
        return self.report.uri

    @property
    def number(self) -> str:
        return self.report.number

    @property
    def reachable(self) -> bool:
        """Whether its PBX takes commands and tells what happens."""
        return self.report.status not in (LineStatus.NO_PBX, LineStatus.LOGIN_FAILED)

    @property
    def capabilities(self) -> Capability:
        """All that works on this line now, done by the PBX or by the server."""
        return _together(self.report.capabilities, self.emulated) if self.reachable else Capability.NONE

    def combined(self, of_pbx: LineSettings, of_server: LineSettings) -> LineSettings:
        """The line's settings: the PBX's where it carries them out, else the server's."""
        native = self.report.capabilities
        own = tuple(f for f in of_server.forwards if f.controller is not ForwardController.PBX)
        return LineSettings(
            do_not_disturb=(of_pbx if native & Capability.DO_NOT_DISTURB else of_server).do_not_disturb,
            forwards=of_pbx.forwards + own,
            remote_office=(of_pbx if native & Capability.REMOTE_OFFICE else of_server).remote_office,
        )
