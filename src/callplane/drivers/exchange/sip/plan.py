"""Who hears what: the sound that belongs to each call of the switch. Pure; knows legs, no SIP and no packets.

Two phones are connected directly. Sound goes through the relay where somebody has to hear what no phone says (tones, music),
where several speak, and where a call is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

from callplane.drivers.exchange.legs import End, Leg, Office
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


def far_end(leg: Leg) -> End | None:
    """Who is at the other side, behind remote offices."""
    if leg.peer is None:
        return None
    return [end for end in leg.peer.circuit() if not isinstance(end, Office)][-1]


def plan_of(leg: Leg, has_phone: Callable[[End], bool]) -> Plan:
    """What the phone of this leg hears; `has_phone`: whether an end has a phone with sound of its own."""
    if leg.state is CallState.HOLD:
        return ON_HOLD
    if leg.is_controller:
        return Plan(room=leg.conference)
    far = far_end(leg)
    if far is None or leg.state is not CallState.CONNECTED:
        return Plan(sound=_WAITING.get(leg.state, Sound.NOTHING))
    if isinstance(far, Leg) and far.conference is not None:
        return Plan(room=far.conference)
    if far.state is CallState.HOLD:
        return Plan(sound=Sound.MUSIC)
    if far.state is not CallState.CONNECTED:
        return Plan(sound=Sound.NOTHING)
    if not has_phone(far):
        return Plan(sound=Sound.SPEECH)
    if recorded(leg) or recorded(far):
        return Plan(room=frozenset((id(leg), id(far))))
    return Plan(direct=far)


def recorded(end: End) -> bool:
    """Whether the sound of this end is on a tape."""
    return isinstance(end, Leg) and end.tape is not None
