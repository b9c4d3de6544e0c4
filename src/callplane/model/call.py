"""What a call on a line is: its states, types and the facts a PBX knows of it. Knows no transport, no driver, no clock.

The numbers of the enumerations are those of the field's interfaces (CSTA Phase III / TAPI 2.x as the CTI interface carries them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class CallState(IntEnum):
    """The state of a call as seen from its own line."""

    UNKNOWN = 0
    DESTROYED = 1
    OFFERING = 2
    DIALING = 4
    RINGBACK = 8
    BUSY = 16
    CONNECTED = 32
    CONFERENCED = 64
    HOLD = 128
    DISCONNECTED = 256


class CallType(IntEnum):
    """What a call is for."""

    NORMAL = 0
    CONSULTATION = 1
    CONFERENCE_CONTROLLER = 2
    CALLBACK = 3
    CONFERENCE_MEMBER = 4


class DisconnectCause(IntEnum):
    """Why a call ended. NONE: ordinary clearing of a connected call."""

    NONE = 0
    UNCONNECTED = 1
    BUSY = 2
    REDIRECTED = 3
    REDIRECTED_BY_OWNER = 4


class RecordingState(IntEnum):
    """Whether a call is, or was, recorded."""

    NONE = 0
    RECORDED = 2
    WAS_RECORDED = 4


@dataclass(frozen=True, slots=True)
class Party:
    """A telephone number and the name that the PBX shows with it.

    `number` is supercanonic (`+49815136856102`), a service number as dialled (`110`) or empty when it is unknown or withheld.
    """

    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CallReport:
    """A call as its PBX describes it: complete, so that a report is also a snapshot.

    `call_id` is a GUID in braces, unique for ever; `line` the URI of the line. `tracker_id` joins all calls of one scenario;
    empty when the PBX cannot tell (the server then makes one). Times are UTC seconds since the epoch, 0 for "unknown or not yet".
    `records`: this line itself runs the recording (both ends show `recording`). `held` is the party that the other side keeps on
    hold while it consults us. `controller_id` is the id of the conference's controller call on the same line (the controller call
    carries its own id). `lacks`: capabilities of the line (bits of Capability) that the PBX does not allow with this call now.
    """

    line: str
    call_id: str
    state: CallState
    outbound: bool
    remote: Party = Party()
    type: CallType = CallType.NORMAL
    internal: bool = False
    caller_id_blocked: bool = False
    tracker_id: str = ""
    cause: DisconnectCause = DisconnectCause.NONE
    recording: RecordingState = RecordingState.NONE
    records: bool = False
    controller_id: str = ""
    redirecting: Party | None = None
    held: Party | None = None
    created: float = 0.0
    connected: float = 0.0
    pbx_call_id: str = ""
    address_id: str = ""
    linkage_id: str = ""
    lacks: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """A project or PIN rule that a call is charged to (interface: AsnProjectPinRule)."""

    name: str = ""
    pin: str = ""
    type: int = 0
    private: bool = False
    location_id: str = ""
    entered_pin: str = ""
    entered_user: str = ""


@dataclass(frozen=True, slots=True)
class ClientContact:
    """A business card that a client program passed along with a call.

    `card` is opaque here: only the presenter that made it reads it. `provider` is the id of the session that passed it.
    """

    provider: str
    card: object


@dataclass(frozen=True, slots=True)
class Call:
    """One call on one line: the PBX's facts and what the server keeps with them. Immutable; every change makes a new one."""

    facts: CallReport
    tracker_id: str
    created: float
    connected: float = 0.0
    disconnected: float = 0.0
    contact: ClientContact | None = None
    project: Project = Project()
    note: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    features: int = 0

    @property
    def id(self) -> str:
        return self.facts.call_id

    @property
    def line(self) -> str:
        return self.facts.line

    @property
    def state(self) -> CallState:
        return self.facts.state

    @property
    def type(self) -> CallType:
        return self.facts.type

    @property
    def is_controller(self) -> bool:
        return self.facts.type is CallType.CONFERENCE_CONTROLLER
