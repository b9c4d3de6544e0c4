"""Facts told to subscribers (frozen): what changed on a line, complete enough to be shown without looking anything up.

Knows the model, nothing of users, rights or encodings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from callplane.model.call import Call
from callplane.model.line import Line


class ChangeReason(IntEnum):
    """Why a call is reported (interface: AsnCtiCallInfoChangedReason)."""

    OFFERING = 0
    DIALING = 1
    RINGBACK = 2
    CONNECTED = 3
    CONFERENCED = 4
    HELD = 5
    REMOTE_PARTY = 6
    REMOTE_CONTACT = 7
    PROJECT = 8
    NOTE = 9
    BUSY = 10
    DISCONNECTED = 11
    DESTROYED = 12
    HOLD_CONTACT = 13
    OTHER = 14
    DATA = 15
    PHONE_LOST = 16


class ConferenceStep(IntEnum):
    """What happened to a conference."""

    CREATED = 0
    ENDED = 1
    PARTY_ADDED = 2
    PARTY_REMOVED = 3


@dataclass(frozen=True, slots=True)
class CallChanged:
    """A call began, changed or ended. `synthetic`: nobody reported it; it was found when the PBX's link came back."""

    line: Line
    call: Call
    reason: ChangeReason
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class FeaturesChanged:
    """Nothing but what can be done with these calls changed: call id -> (features before, call now)."""

    line: Line
    calls: Mapping[str, tuple[int, Call]]


@dataclass(frozen=True, slots=True)
class ConferenceChanged:
    """`members`: all of them when the conference began or ended, else the one that came or left. `synthetic` as for calls."""

    line: Line
    step: ConferenceStep
    controller: Call
    members: tuple[Call, ...]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class CallAttemptDecided:
    """The PBX decided about a MakeCall. `asked_by`: the id of the session that asked for it, empty for none of ours."""

    line: Line
    call_id: str
    accepted: bool
    asked_by: str


@dataclass(frozen=True, slots=True)
class LineChanged:
    """The description, features or status of a line changed."""

    line: Line


@dataclass(frozen=True, slots=True)
class DoNotDisturbChanged:
    line: Line


@dataclass(frozen=True, slots=True)
class ForwardsChanged:
    line: Line


@dataclass(frozen=True, slots=True)
class RemoteOfficeChanged:
    line: Line


@dataclass(frozen=True, slots=True)
class LineAdded:
    line: Line


@dataclass(frozen=True, slots=True)
class LineRemoved:
    line: Line


@dataclass(frozen=True, slots=True)
class RecordingStored:
    """A recording of a call of the line is complete; `file` is its name in the recordings directory."""

    line: Line
    call_id: str
    file: str
    started: float
    seconds: float


Change = (
    CallChanged
    | FeaturesChanged
    | ConferenceChanged
    | CallAttemptDecided
    | LineChanged
    | DoNotDisturbChanged
    | ForwardsChanged
    | RemoteOfficeChanged
    | LineAdded
    | LineRemoved
    | RecordingStored
)
