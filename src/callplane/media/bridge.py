"""Who is connected with whom: two parties packet by packet, more by mixing. Knows endpoints and the pacer; no sockets."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from callplane.errors import CommandFailed
from callplane.media import mixing
from callplane.media.endpoint import Endpoint
from callplane.media.g711 import Law, decode, encode
from callplane.media.pacing import Pacer
from callplane.media.playout import PlayoutBuffer
from callplane.media.rtp import FRAME, Packet

_SILENCE = {law: bytes((law.silence,)) * FRAME for law in Law}


class Bridge:
    """Each member hears the others. An endpoint is in one bridge at most: it leaves the one when it joins another."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._members: dict[Endpoint, PlayoutBuffer] = {}

    @property
    def members(self) -> list[Endpoint]:
        return list(self._members)

    def add(self, endpoint: Endpoint) -> None:
        """Raises CommandFailed when it is full."""
        if endpoint in self._members:
            return
        if len(self._members) == mixing.MOST_PARTIES:
            raise CommandFailed(f"A conference has {mixing.MOST_PARTIES} parties at most; remove one first.")
        if isinstance(endpoint.company, Bridge):
            endpoint.company.remove(endpoint)
        endpoint.company = self
        self._members[endpoint] = PlayoutBuffer()
        self._arrange()

    def remove(self, endpoint: Endpoint) -> None:
        if self._members.pop(endpoint, None) is not None:
            endpoint.company = None
            self._arrange()

    def close(self) -> None:
        for endpoint in self.members:
            self.remove(endpoint)

    def _arrange(self) -> None:
        if len(self._members) > 2:
            self._pacer.join(self._mix)
        else:
            self._pacer.leave(self._mix)
            for endpoint in self._members:
                self._members[endpoint] = PlayoutBuffer()

    # What members send

    def sound(self, speaker: Endpoint, packet: Packet, law: Law, now: float) -> None:
        if len(self._members) > 2:
            self._members[speaker].put(packet.timestamp, decode(packet.payload, law))
            return
        for other in self._members:
            if other is not speaker:
                other.pass_on(packet, law, now)

    def event(self, speaker: Endpoint, packet: Packet, digit: str, now: float) -> None:
        """Two parties get an event's packets as they are; in a conference each digit is sent anew."""
        if len(self._members) <= 2:
            for other in self._members:
                if other is not speaker:
                    other.pass_event(packet, digit, now)
        elif digit:
            for other in self._members:
                if other is not speaker:
                    other.send_digits(digit)

    def _mix(self, now: float) -> None:
        spoken: dict[Endpoint, array[int]] = {}
        for member, buffer in self._members.items():
            frame = buffer.take()
            if frame is not None:
                spoken[member] = frame
        heard = mixing.others(spoken, self.members)
        encoded: dict[tuple[int, Law], bytes] = {}
        for member in self._members:
            member.send_frame(_payload(heard.get(member), member.law, encoded), now)


def _payload(samples: Sequence[int] | None, law: Law, encoded: dict[tuple[int, Law], bytes]) -> bytes:
    """What several hear is encoded once."""
    if samples is None:
        return _SILENCE[law]
    key = (id(samples), law)
    payload = encoded.get(key)
    if payload is None:
        payload = encoded[key] = encode(samples, law)
    return payload
