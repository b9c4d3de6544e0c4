"""Who hears what: the sound that belongs to each call of the switch. Pure; knows its ends, no SIP and no packets.

Two phones are connected directly. Sound goes through the relay where somebody has to hear what no phone says (tones, music),
where several speak, where a call is recorded, and where a trunk leads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from callplane.drivers.exchange.legs import End, Leg, Office, Outside
from callplane.model.call import CallState


class Sound(Enum):
    """What the relay plays."""

    NOTHING = "nothing"
    RINGING = "ringing"
    BUSY = "busy"
    MUSIC = "music"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a phone hears. `direct`: the end whose phone it is connected with; `room`: who share this meet in the relay; else
    `sound`, played by the relay; without all of these, it is on hold and hears nothing."""

    direct: End | None = None
    room: Hashable = None
    sound: Sound | None = None


ON_HOLD = Plan()
_WAITING = {CallState.RINGBACK: Sound.RINGING, CallState.BUSY: Sound.BUSY}


def far_end(end: End) -> End | None:
    """Who is at the other side, behind remote offices."""
    if end.peer is None:
        return None
    return [other for other in end.peer.circuit() if not isinstance(other, Office)][-1]


def plan_of(end: End, has_phone: Callable[[End], bool]) -> Plan:
    """What the phone of this end hears; `has_phone`: whether an end has a phone with sound of its own, here or over a trunk."""
    if end.state is CallState.HOLD:
        return ON_HOLD
    if isinstance(end, Leg) and end.is_controller:
        return Plan(room=end.conference)
    far = far_end(end)
    if far is None or end.state is not CallState.CONNECTED:
        return Plan(sound=_WAITING.get(end.state, Sound.NOTHING))
    if isinstance(far, Leg) and far.conference is not None:
        return Plan(room=far.conference)
    if far.state is CallState.HOLD:
        return Plan(sound=Sound.MUSIC)
    if far.state is not CallState.CONNECTED:
        return Plan(sound=Sound.NOTHING)
    if not has_phone(far):
        return Plan(sound=Sound.SPEECH)
    if recorded(end) or recorded(far) or Outside in (type(end), type(far)):
        return meeting(end, far)
    return Plan(direct=far)


def meeting(one: End, other: End) -> Plan:
    """Two ends meet in the relay."""
    return Plan(room=frozenset((id(one), id(other))))


def recorded(end: End) -> bool:
    """Whether the sound of this end is on a tape."""
    return isinstance(end, Leg) and end.tape is not None
