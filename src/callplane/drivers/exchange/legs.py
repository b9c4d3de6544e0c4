"""The records of the switch: extensions, the ends of connections, conferences. Knows what they show, not how they change.

An end is a leg (a call on an extension's line), a party in the outside world, or an office: the side of a leg that is turned to
the remote phone of its user. Two ends that are connected are each other's `peer`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from callplane.deadlines import Deadline
from callplane.drivers.exchange.recording import Tape
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause, Party, RecordingState
from callplane.model.line import LineSettings


class Device(Enum):
    """What a call is held with on its line: nothing yet, the virtual phone, or a SIP phone."""

    NONE = "none"
    VIRTUAL = "virtual"
    SIP = "sip"


class Refusal(Enum):
    """Why a call does not come about."""

    UNKNOWN = "unknown"
    """Nobody has that number."""
    ABSENT = "absent"
    """There is no phone, or it is out of order."""
    UNREACHABLE = "unreachable"
    """No way leads there at present."""
    BUSY = "busy"
    DECLINED = "declined"
    """Who was called does not want it."""
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class SipPhones:
    """The SIP phones of an extension: whether one is registered, and whether one can be made to answer by a program."""

    registered: bool = False
    answer: bool = False


@dataclass(eq=False, slots=True)
class Station:
    """An extension with its phones. `activity` counts what may make it free: calls that ended, do-not-disturb cleared.

    `virtual`: it has a virtual phone, which may be `unplugged`; `for_sip`: SIP phones may register.
    Where a SIP phone is registered, it does what programs order.
    """

    extension: str
    party: Party
    uri: str
    busy_on_busy: bool = False
    private: bool = False
    virtual: bool = True
    unplugged: bool = False
    for_sip: bool = True
    sip: SipPhones = SipPhones()
    settings: LineSettings = field(default_factory=LineSettings)
    legs: dict[str, Leg] = field(default_factory=dict)
    activity: int = 0

    @property
    def plugged(self) -> bool:
        """Whether there is a phone."""
        return self.sip.registered or (self.virtual and not self.unplugged)

    @property
    def in_hand(self) -> Device:
        """The kind of phone that is off the hook, the active call's first; calls that a SIP phone itself holds do not count."""
        devices = [leg.device for leg in self.legs.values() if not leg.parked and leg.lifting is None]
        active = self.active.device if self.active is not None else Device.NONE
        if active is not Device.NONE:
            return active
        return next((device for device in (Device.SIP, Device.VIRTUAL) if device in devices), Device.NONE)

    @property
    def calls(self) -> list[Leg]:
        """Its calls in the order in which they began, without the members of conferences."""
        return [leg for leg in self.legs.values() if leg.type is not CallType.CONFERENCE_MEMBER]

    @property
    def active(self) -> Leg | None:
        return next((leg for leg in self.legs.values() if leg.state is CallState.CONNECTED), None)

    @property
    def dialling(self) -> bool:
        return any(leg.state in (CallState.DIALING, CallState.RINGBACK) for leg in self.legs.values())

    @property
    def busy(self) -> bool:
        """Whether another call would find it busy (do-not-disturb apart)."""
        calls = self.calls
        room = 1 if self.busy_on_busy else 2
        return len(calls) >= room or any(leg.state is CallState.OFFERING for leg in calls)

    @property
    def idle(self) -> bool:
        return self.plugged and not self.legs


@dataclass(frozen=True, slots=True)
class Destination:
    """What a dialled number means: an extension, a number outside, or (neither) nothing that can be reached."""

    party: Party
    station: Station | None = None
    outside: bool = False


@dataclass(eq=False, slots=True)
class End(ABC):
    """What all ends have. `connected` is 0 until it has been connected; `give_up` is when a caller's patience ends.

    `refusal` is why a caller's call did not come about, once it has failed.
    """

    state: CallState
    tracker: str
    peer: End | None = None
    connected: float = 0.0
    give_up: float = 0.0
    refusal: Refusal | None = None
    timer: Deadline | None = None

    @property
    def station(self) -> Station | None:
        """The extension that is reached here."""
        return None

    @property
    @abstractmethod
    def withheld(self) -> bool:
        """Whether its number is hidden from the other end."""

    @property
    @abstractmethod
    def shown(self) -> Party:
        """What the other end sees."""

    @property
    def inside(self) -> bool:
        """Whether the other end has an internal call."""
        return False

    @property
    def inner(self) -> End | None:
        """Where speech goes on behind this end."""
        return None

    def circuit(self) -> Iterator[End]:
        """This end and all that is behind it, away from its peer."""
        end: End | None = self
        while end is not None:
            yield end
            behind = end.inner
            if behind is None:
                return
            yield behind
            end = behind.peer

    @property
    def speaking(self) -> bool:
        return self.state in (CallState.CONNECTED, CallState.CONFERENCED)

    @property
    def talking(self) -> bool:
        """Whether it is, or was until now, connected with its peer (on hold or not)."""
        waiting = (CallState.OFFERING, CallState.RINGBACK, CallState.DIALING, CallState.BUSY)
        return self.peer is not None and self.state not in waiting and self.peer.state not in waiting

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


@dataclass(eq=False, slots=True, kw_only=True)
class Outside(End):
    """A party in the outside world. `number` empty: withheld. `trunk`: over which it is reached; empty: it is simulated.

    `heard`: the digits that it got.
    """

    id: str
    number: str
    inbound: bool
    name: str = ""
    trunk: str = ""
    heard: str = ""

    @property
    def withheld(self) -> bool:
        return not self.number

    @property
    def shown(self) -> Party:
        return Party(self.number, self.name)


@dataclass(eq=False, slots=True, kw_only=True)
class Office(End):
    """The side of a leg that is turned to its user's remote phone: `peer` is that phone, the leg is `principal`."""

    principal: Leg
    on_answer: Callable[[], None]
    on_loss: Callable[[], None]

    @property
    def station(self) -> Station | None:
        return self.principal.station

    @property
    def withheld(self) -> bool:
        return self.principal.peer is not None and self.principal.peer.withheld

    @property
    def shown(self) -> Party:
        return self.principal.remote

    @property
    def inside(self) -> bool:
        return self.principal.internal

    @property
    def inner(self) -> End | None:
        return self.principal


@dataclass(eq=False, slots=True, kw_only=True)
class Conference:
    controller: Leg
    members: list[Leg]


@dataclass(eq=False, slots=True, kw_only=True)
class Leg(End):
    """A call on a line. `dialled` is its remote party while it has no peer; `told` what was last reported of it.

    `lifting` is what is done when the own phone, which rings for it, is lifted; `wanted`: a program wants it to be answered;
    `parked`: the SIP phone itself keeps it on hold.
    """

    id: str
    home: Station
    outbound: bool
    created: float
    dialled: Destination | None = None
    type: CallType = CallType.NORMAL
    hidden: bool = False
    address: str = ""
    consults: Leg | None = None
    conference: Conference | None = None
    redirecting: Party | None = None
    hops: int = 0
    office: Office | None = None
    tape: Tape | None = None
    tapes: int = 0
    was_recorded: bool = False
    heard: str = ""
    device: Device = Device.NONE
    lifting: Callable[[], None] | None = None
    wanted: bool = False
    parked: bool = False
    told: CallReport | None = None

    @property
    def station(self) -> Station:
        return self.home

    @property
    def withheld(self) -> bool:
        return self.hidden

    @property
    def shown(self) -> Party:
        return Party() if self.hidden else self.home.party

    @property
    def inside(self) -> bool:
        return True

    @property
    def inner(self) -> End | None:
        return self.office

    @property
    def is_controller(self) -> bool:
        return self.type is CallType.CONFERENCE_CONTROLLER

    @property
    def remote(self) -> Party:
        if self.peer is not None:
            return self.peer.shown
        return self.dialled.party if self.dialled else Party()

    @property
    def internal(self) -> bool:
        if self.peer is not None:
            return self.peer.inside
        return self.dialled is not None and self.dialled.station is not None

    @property
    def held(self) -> Party | None:
        """Whom the other side keeps on hold while it consults us."""
        other = self.peer
        if not isinstance(other, Leg) or other.type is not CallType.CONSULTATION or other.consults is None:
            return None
        waiting = other.consults
        if other.state is CallState.DISCONNECTED or waiting.state is not CallState.HOLD or not waiting.remote.number:
            return None
        return waiting.remote

    @property
    def recorded(self) -> bool:
        alive = self.state is not CallState.DISCONNECTED
        other = self.peer.tape if isinstance(self.peer, Leg) else None
        return alive and (self.tape is not None or other is not None)

    @property
    def recording(self) -> RecordingState:
        if self.recorded:
            return RecordingState.RECORDED
        return RecordingState.WAS_RECORDED if self.was_recorded else RecordingState.NONE

    def report(self, cause: DisconnectCause = DisconnectCause.NONE) -> CallReport:
        return CallReport(
            line=self.home.uri,
            call_id=self.id,
            state=self.state,
            outbound=self.outbound,
            remote=self.remote,
            type=self.type,
            internal=self.internal,
            caller_id_blocked=self.hidden or (self.peer is not None and self.peer.withheld),
            tracker_id=self.tracker,
            cause=cause,
            recording=self.recording,
            records=self.tape is not None,
            controller_id=self.conference.controller.id if self.conference else "",
            redirecting=self.redirecting,
            held=self.held,
            created=self.created,
            connected=self.connected,
            address_id=self.address,
        )
