"""The records of channels and bridges, and who is tied to whom. Pure; knows no events, lines or model.

Everything is keyed by Uniqueid, never by a channel's name. A channel that dials through `Local/...;1` and `;2` is followed
through both halves, so that only real ends are seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

DOWN, RING, RINGING, UP, BUSY = 0, 4, 5, 6, 7
"""AST_STATE_*: RING is a phone that dials, RINGING one that is rung."""


@dataclass(eq=False, slots=True)
class Bridge:
    """`kind` is basic, base (a conference room), holding or parking."""

    uid: str
    kind: str = ""
    members: dict[str, Channel] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Channel:
    """One leg.

    `dialled` is what the phone dialled first. `dials` are those whom it rings now, `dialler` who rings it (nobody, but a program:
    `rung_alone`), `reached` who answered. `dial_status` is how the last dial ended (ANSWER, BUSY, NOANSWER, CANCEL, CHANUNAVAIL,
    CONGESTION), `alerting` whether somebody has been heard to ring. `rung_from` is where in the dialplan it was dialled; when the
    dialler has been moved from there, or the phone named another number, the call was `sent_on`. `hung_up`: the phone itself hung
    up; `transferred`: this leg sent the other one away; `picked_up`: its call was answered elsewhere, by a leg that has it
    `picked_from` this number. `cause` and `tech_cause` are those of Hangup.
    """

    uid: str
    name: str = ""
    device: str = ""
    linked: str = ""
    state: int = DOWN
    number: str = ""
    caller_name: str = ""
    withheld: bool = False
    connected_number: str = ""
    connected_name: str = ""
    context: str = ""
    exten: str = ""
    application: str = ""
    dialled: str = ""
    bridge: Bridge | None = None
    dials: dict[str, Channel] = field(default_factory=dict)
    dialler: Channel | None = None
    reached: Channel | None = None
    dial_status: str = ""
    rung_from: tuple[str, str] = ("", "")
    sent_on: bool = False
    alerting: bool = False
    rung_alone: bool = False
    half: Channel | None = None
    held: bool = False
    queue: str = ""
    parking_space: str = ""
    room: str = ""
    monitors: int = 0
    was_monitored: bool = False
    redirecting: str = ""
    picked_from: str = ""
    hung_up: bool = False
    transferred: bool = False
    picked_up: bool = False
    gone: bool = False
    cause: int = 0
    tech_cause: int = 0

    @property
    def is_local(self) -> bool:
        return self.name.startswith("Local/")

    @property
    def up(self) -> bool:
        return self.state == UP

    def mates(self) -> list[Channel]:
        """The other channels in its bridge."""
        return [one for one in self.bridge.members.values() if one is not self] if self.bridge else []

    def talks_to(self) -> list[Channel]:
        """The real ends that share its bridge, seen through Local channels."""
        return list(_through(self, Channel.mates))

    def rings(self) -> list[Channel]:
        """The real ends that it dials, seen through Local channels."""
        return list(_through(self, lambda channel: list(channel.dials.values())))

    def rung_by(self) -> Channel | None:
        """The real end that dials it."""
        channel, seen = self.dialler, {self.uid}
        while channel is not None and channel.is_local and channel.uid not in seen:
            seen.add(channel.uid)
            other = channel.half
            channel = other.dialler if other is not None else None
        return channel

    def neighbours(self) -> Iterator[Channel]:
        """Whoever may look different when this channel changes."""
        yield from self.mates()
        yield from self.dials.values()
        for one in (self.dialler, self.half, self.reached):
            if one is not None:
                yield one


def _through(start: Channel, step: Callable[[Channel], list[Channel]]) -> Iterator[Channel]:
    seen = {start.uid}
    waiting = step(start)
    while waiting:
        channel = waiting.pop(0)
        if channel.uid in seen:
            continue
        seen.add(channel.uid)
        if not channel.is_local:
            yield channel
        elif channel.half is not None and channel.half.uid not in seen:
            seen.add(channel.half.uid)
            # Behind the other half is a bridge when it was answered, a dial before.
            waiting += [one for one in channel.half.mates() or step(channel.half) if one.uid not in seen]


def device_of(name: str) -> str:
    """`PJSIP/101` of `PJSIP/101-0000001a`; empty for a Local channel."""
    return "" if name.startswith("Local/") else name.rpartition("-")[0]
