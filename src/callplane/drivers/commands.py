"""Commands that go down to a driver (frozen, imperative). Knows the model's words, no PBX and no wire.

`line` is a line's URI, `call_id` a call's GUID. `number` is text to be dialled on that PBX exactly as it stands (digits as on the
phone's keypad, or `+` and an international number where the caller gave one); `destination` of a forward or remote office is
supercanonic.
"""

from __future__ import annotations

from dataclasses import dataclass

from callplane.model.line import Forward, ForwardMode


@dataclass(frozen=True, slots=True)
class MakeCall:
    """Call `number`; the new call gets the id `call_id`. `consultation_of`: the active call that is put on hold first.
    `via`: a remote office (dialable) that is called first, in place of the line's own setting."""

    line: str
    call_id: str
    number: str
    hide_caller_id: bool = False
    consultation_of: str = ""
    via: str = ""
    address: str = ""
    callback: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Hang up, or reject an offering call."""

    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer an offering call; an active call of the line is put on hold."""

    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class Hold:
    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class Retrieve:
    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class SwapHold:
    line: str
    held_id: str
    active_id: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Connect the two remote parties; both calls leave the line."""

    line: str
    active_id: str
    held_id: str


@dataclass(frozen=True, slots=True)
class Conference:
    """Join two calls, or add `second_id` to the conference whose controller (or member) is `first_id`."""

    line: str
    first_id: str
    second_id: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send an offering call elsewhere."""

    line: str
    call_id: str
    number: str


@dataclass(frozen=True, slots=True)
class BlindTransfer:
    """Send the remote party of a connected call elsewhere; the call leaves the line."""

    line: str
    call_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Pickup:
    """Answer on `line` the call `ringing_id` that is offering on `ringing_line`; the new call gets the id `call_id`."""

    line: str
    call_id: str
    ringing_line: str
    ringing_id: str


@dataclass(frozen=True, slots=True)
class SendDigits:
    """Send DTMF (`0-9*#A-D`) or pulse digits into a connected call. `duration_ms` 0: the PBX's default."""

    line: str
    call_id: str
    digits: str
    pulse: bool = False
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class CompleteCall:
    """Call back when the busy or unanswered party is free."""

    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class StartRecording:
    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class StopRecording:
    line: str
    call_id: str


@dataclass(frozen=True, slots=True)
class SetDoNotDisturb:
    line: str
    on: bool


@dataclass(frozen=True, slots=True)
class SetForward:
    """Add the rule, or put it in the place of the one with the same mode."""

    line: str
    forward: Forward


@dataclass(frozen=True, slots=True)
class RemoveForward:
    """Remove the rules that match; NONE and "" match every rule."""

    line: str
    mode: ForwardMode = ForwardMode.NONE
    destination: str = ""


@dataclass(frozen=True, slots=True)
class SetRemoteOffice:
    line: str
    enabled: bool
    destination: str = ""


Command = (
    MakeCall
    | Drop
    | Answer
    | Hold
    | Retrieve
    | SwapHold
    | Merge
    | Conference
    | Redirect
    | BlindTransfer
    | Pickup
    | SendDigits
    | CompleteCall
    | StartRecording
    | StopRecording
    | SetDoNotDisturb
    | SetForward
    | RemoveForward
    | SetRemoteOffice
)
