"""The records of calls and conferences: what is kept of each. Knows lines and the model's words; nothing of how they change."""

from __future__ import annotations

from dataclasses import dataclass, field

from callplane.drivers.asterisk.lines import Line
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause, Party


@dataclass(eq=False, slots=True)
class Conference:
    controller: Call
    room: str
    members: list[Call] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Call:
    """A call of a line. `uid` is the own channel's, empty while there is none.

    `made`: a program made it, so that the own phone is rung first. `parked` is the channel of the other party that the driver
    keeps on hold; `member` that of a conference's member. `leaves` says as what its end is to be told when the driver makes it
    go. `attempted` is False until a MakeCall is decided; `settled` is False while the driver moves its channels, and nothing is
    told. `recorder` is the id of the recording that the line runs.
    """

    id: str
    line: Line
    uid: str
    outbound: bool
    created: float
    type: CallType = CallType.NORMAL
    dialled: str = ""
    made: bool = False
    hidden: bool = False
    attempted: bool = True
    settled: bool = True
    parked: str = ""
    member: str = ""
    consults: Call | None = None
    conference: Conference | None = None
    redirecting: Party | None = None
    leaves: DisconnectCause | None = None
    talked: bool = False
    connected: float = 0.0
    recorder: str = ""
    recordings: int = 0
    told: CallReport | None = None

    @property
    def state(self) -> CallState:
        return self.told.state if self.told else CallState.UNKNOWN

    @property
    def is_controller(self) -> bool:
        return self.type is CallType.CONFERENCE_CONTROLLER
