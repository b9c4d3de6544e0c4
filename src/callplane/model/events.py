"""Facts that drivers report (frozen, past tense). Knows the model, no driver and no transport.

A driver hands facts to its sink in batches; a batch is applied as a whole, in order. Only facts change a call.
"""

from __future__ import annotations

from dataclasses import dataclass

from callplane.model.call import CallReport, DisconnectCause
from callplane.model.line import LineReport, LineSettings


@dataclass(frozen=True, slots=True)
class LineReported:
    """A line is there, or its description, capabilities or status changed. Its settings are ignored for a known line
    (see `SettingsChanged`)."""

    line: LineReport


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """A line is gone from the PBX."""

    line: str


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """Do-not-disturb, forwards or remote office of a line are now as given (complete, not a difference)."""

    line: str
    settings: LineSettings


@dataclass(frozen=True, slots=True)
class CallAttempted:
    """The PBX decided about a MakeCall: it is on its way (accepted) or cannot be placed."""

    line: str
    call_id: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class CallReported:
    """A call is new, or is now as described. State DISCONNECTED: the other side ended it; the model destroys it by itself."""

    call: CallReport


@dataclass(frozen=True, slots=True)
class CallCleared:
    """A call has left its line at once (own hang-up, transfer, pickup, redirect). `phone_lost`: the phone went out of reach."""

    line: str
    call_id: str
    cause: DisconnectCause = DisconnectCause.NONE
    phone_lost: bool = False


@dataclass(frozen=True, slots=True)
class ConferenceCreated:
    """A conference is running on a line. The calls named were reported before."""

    line: str
    controller_id: str
    member_ids: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return self.member_ids


@dataclass(frozen=True, slots=True)
class ConferencePartyAdded:
    line: str
    controller_id: str
    member_id: str

    @property
    def members(self) -> tuple[str, ...]:
        return (self.member_id,)


@dataclass(frozen=True, slots=True)
class ConferencePartyRemoved:
    """A member leaves. Reported before its call changes or ends."""

    line: str
    controller_id: str
    member_id: str

    @property
    def members(self) -> tuple[str, ...]:
        return (self.member_id,)


@dataclass(frozen=True, slots=True)
class ConferenceEnded:
    """A conference is over. Reported before its calls change or end."""

    line: str
    controller_id: str
    member_ids: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return self.member_ids


@dataclass(frozen=True, slots=True)
class RecordingStored:
    """A recording is complete. `file` is a name inside the recordings directory; times in UTC seconds since the epoch."""

    line: str
    call_id: str
    file: str
    started: float
    seconds: float


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link between driver and PBX came up or went down; `reason` is a text for administrators. `login_failed`: it is down
    because the PBX does not let us in."""

    up: bool
    reason: str = ""
    login_failed: bool = False


@dataclass(frozen=True, slots=True)
class Synchronised:
    """The whole truth of a PBX at one moment: what is not in here is not there. Sent after every (re)connection."""

    lines: tuple[LineReport, ...]
    calls: tuple[CallReport, ...]


ConferenceFact = ConferenceCreated | ConferencePartyAdded | ConferencePartyRemoved | ConferenceEnded

Fact = (
    LineReported
    | LineRemoved
    | SettingsChanged
    | CallAttempted
    | CallReported
    | CallCleared
    | ConferenceCreated
    | ConferencePartyAdded
    | ConferencePartyRemoved
    | ConferenceEnded
    | RecordingStored
    | LinkChanged
    | Synchronised
)
