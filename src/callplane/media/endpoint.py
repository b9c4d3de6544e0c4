"""One party's sound: its sockets, where it is, what it sends and hears. Knows packets; not who is connected with whom.

A party is believed by its address only: the first packet must come from the host that its description named, or from the one that
its signalling comes from (behind a NAT these differ), every other one from the same place. All others are counted and dropped.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from callplane.media import rtp, telephone_events, tones
from callplane.media.clips import Clip
from callplane.media.g711 import Law, transcode
from callplane.media.ports import Address
from callplane.media.reception import Reception
from callplane.media.recorder import Recorder
from callplane.media.reporting import Reporting
from callplane.media.rtp import Packet, Stream
from callplane.media.tape import LEFT, RIGHT
from callplane.media.telephone_events import DIGITS, Step

if TYPE_CHECKING:
    from callplane.media.pacing import Pacer

_log = logging.getLogger(__name__)
_AT_ONCE = 64
"""Datagrams read in one turn of the loop."""

MOST_DIGITS = 64
"""Digits that wait to be sent; more are refused."""

_LAWS = {law.payload_type: law for law in Law}


class Company(Protocol):
    """With whom an endpoint is connected."""

    def sound(self, speaker: Endpoint, packet: Packet, law: Law, now: float) -> None: ...

    def event(self, speaker: Endpoint, packet: Packet, digit: str, now: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Statistics:
    """An endpoint's figures. Jitter and round trip are in seconds; what the party tells of our stream is None until it does."""

    received: int
    lost: int
    jitter: float
    sent: int
    strangers: int
    malformed: int
    lost_there: float | None
    round_trip: float | None


class Endpoint:
    """See the module's text. All is done in the loop's thread; times are the loop's."""

    def __init__(
        self, sockets: tuple[socket.socket, socket.socket], stream: Stream, pacer: Pacer, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._socket = sockets[0]
        self._stream = stream
        self._pacer = pacer
        self._loop = loop
        self.local: Address = self._socket.getsockname()[:2]
        """Where the party is to send to."""
        self.remote: Address | None = None
        self.muted = False
        """Nothing is sent: the party does not want to hear now (SDP `sendonly`, `inactive`)."""
        self.on_digit: Callable[[str], None] | None = None
        self.company: Company | None = None
        self.law = Law.PCMA
        self.closed = False
        self._aimed: Address | None = None
        self._also = ""
        self._latched = False
        self._events: int | None = None
        self._events_here: int | None = None
        self._digits = telephone_events.DigitDetector()
        self._reception = Reception()
        self._strangers = self._malformed = 0
        self._playing: Iterator[bytes] | None = None
        self._dialling: deque[Iterator[Step]] = deque()
        self._recorders: list[tuple[Recorder, int, int]] = []
        self._reporting = Reporting(sockets[1], stream, self._reception, self.local[0], loop)
        loop.add_reader(self._socket, self._readable)

    # What signalling says

    def aim(
        self, remote: Address, law: Law, events: int | None = None, *, events_here: int | None = None, also: str = ""
    ) -> None:
        """Where the party listens, and what it understands.

        `events` is its payload type for telephone events (None: it gets digits as tones), `events_here` the one that we offered,
        where that is another one; `also` is a host that its packets may come from as well. Naming the same place again keeps what
        is known of it.
        """
        if remote != self._aimed:
            self._aimed, self.remote, self._latched = remote, remote, False
        self._also = also
        self.law = law
        self._events = events
        self._events_here = events if events_here is None else events_here

    # What it is to hear

    def play(self, clip: Clip, *, repeat: bool = False, on_end: Callable[[], None] | None = None) -> None:
        """Play something instead of what the others say; `on_end` is called when it has been played to its end."""
        self._stream.change_source()
        self._playing = self._frames(clip, repeat, on_end)
        self._pacer.join(self._tick)

    def stop_playing(self) -> None:
        self._playing = None

    def send_digits(self, digits: str, milliseconds: int = 100, pause: int = 60) -> bool:
        """Send digits, one after the other, each so long; False, and nothing is sent, where too many wait already."""
        if len(self._dialling) + len(digits) > MOST_DIGITS:
            return False
        if not self._dialling:
            self._stream.change_source()
        for digit in digits:
            if self._events is None:
                self._dialling.append(self._audible(digit, milliseconds, pause))
            else:
                self._dialling.append(telephone_events.steps(digit, self._events, milliseconds, pause))
        self._pacer.join(self._tick)
        return True

    def pass_on(self, packet: Packet, law: Law, now: float) -> None:
        """Sound of another party, packet by packet."""
        if self._playing is None and not self._dialling:
            payload = transcode(packet.payload, law, self.law)
            self._send(self._stream.passed_on(packet, self.law.payload_type, payload, now))
            self._taped(RIGHT, packet.ssrc, packet.timestamp, payload, self.law, now)

    def pass_event(self, packet: Packet, digit: str, now: float) -> None:
        """A packet of a telephone event of another party; `digit` where it begins one."""
        if self._events is None:
            self.send_digits(digit)
        elif not self._dialling:
            self._send(self._stream.passed_on(packet, self._events, packet.payload, now))
            if digit:
                self._taped_digit(RIGHT, digit, now)

    def send_frame(self, payload: bytes, now: float) -> None:
        """20 ms of sound by its law, at a tick."""
        if self._playing is None and not self._dialling:
            self._send_sound(payload, now)

    # Recording and figures

    def record(self, recorder: Recorder, *, mirrored: bool = False) -> None:
        """What the party says goes to the left channel and what it hears to the right one; `mirrored`: the other way."""
        self._recorders.append((recorder, RIGHT, LEFT) if mirrored else (recorder, LEFT, RIGHT))

    def stop_recording(self, recorder: Recorder) -> None:
        self._recorders = [entry for entry in self._recorders if entry[0] is not recorder]

    def report(self, wall: float, *, bye: bool = False) -> None:
        """Tell the party how it is heard (RTCP); `wall` is in seconds since the epoch."""
        if self.remote is not None:
            self._reporting.send((self.remote[0], self.remote[1] + 1), wall, bye=bye)

    def statistics(self) -> Statistics:
        heard, told = self._reception, self._reporting
        return Statistics(
            heard.total_packets,
            heard.lost,
            heard.jitter,
            self._stream.packets,
            self._strangers + told.strangers,
            self._malformed,
            told.lost_there,
            told.round_trip,
        )

    def close(self, wall: float) -> None:
        """Give the ports back. Whoever recorded it must stop that by himself."""
        if self.closed:
            return
        self.closed = True
        self._pacer.leave(self._tick)
        self._recorders.clear()
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self.report(wall, bye=True)
        self._reporting.close()

    # What comes

    def _readable(self) -> None:
        now = self._loop.time()
        for _ in range(_AT_ONCE):
            try:
                data, sender = self._socket.recvfrom(rtp.MAX_PACKET + 1)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as fault:
                _log.debug("A packet could not be read: %s", fault)
                return
            if self.closed:
                return
            if (self._latched and sender[:2] == self.remote) or self._latch(sender[:2]):
                self._received(data, now)
            else:
                self._strangers += 1

    def _latch(self, sender: Address) -> bool:
        """Whether an unknown sender may be the party; it is from now on. The place that was named always is."""
        if self._aimed is None or (sender != self._aimed and (self._latched or sender[0] not in (self._aimed[0], self._also))):
            return False
        self.remote, self._latched = sender, True
        return True

    def _received(self, data: bytes, now: float) -> None:
        try:
            packet = rtp.parse(data)
        except rtp.Malformed:
            self._malformed += 1
            return
        self._reception.arrived(packet, now)
        if packet.payload_type == self._events_here:
            self._event(packet, now)
            return
        law = _LAWS.get(packet.payload_type)
        if law is None or not packet.payload:
            return
        self._taped(LEFT, packet.ssrc, packet.timestamp, packet.payload, law, now)
        if self.company is not None:
            self.company.sound(self, packet, law, now)

    def _event(self, packet: Packet, now: float) -> None:
        digit = self._digits.heard(packet)
        if digit:
            self._taped_digit(LEFT, digit, now)
        if self.company is not None:
            self.company.event(self, packet, digit, now)
        if digit and self.on_digit is not None:
            self.on_digit(digit)

    # What goes

    def _tick(self, now: float) -> None:
        if self._dialling:
            self._dial(now)
        elif self._playing is not None:
            payload = next(self._playing, None)
            if payload is not None:
                self._send_sound(payload, now)
        if not self._dialling and self._playing is None:
            self._pacer.leave(self._tick)

    def _dial(self, now: float) -> None:
        step = next(self._dialling[0], None)
        if step is None:
            self._dialling.popleft()
            self._stream.change_source()
            return
        for payload_type, payload, fresh in step:
            self._send(self._stream.own(payload_type, payload, now, fresh=fresh))
            if payload_type != self._events:
                self._taped(RIGHT, self._stream.ssrc, self._stream.timestamp, payload, self.law, now)
            elif fresh:
                self._taped_digit(RIGHT, DIGITS[payload[0]], now)

    def _audible(self, digit: str, milliseconds: int, pause: int) -> Iterator[Step]:
        clip = Clip(tones.cadence([(milliseconds / 1000, tuple(map(float, tones.DTMF[digit]))), (pause / 1000, ())]))
        for number in range(clip.frames):
            yield [(self.law.payload_type, clip.frame(number, self.law), True)]

    def _frames(self, clip: Clip, repeat: bool, on_end: Callable[[], None] | None) -> Iterator[bytes]:
        while True:
            for number in range(clip.frames):
                yield clip.frame(number, self.law)
            if not repeat or not clip.frames:
                break
        self._playing = None
        if on_end is not None:
            on_end()

    def _send_sound(self, payload: bytes, now: float) -> None:
        self._send(self._stream.own(self.law.payload_type, payload, now))
        self._taped(RIGHT, self._stream.ssrc, self._stream.timestamp, payload, self.law, now)

    def _send(self, data: bytes) -> None:
        if self.remote is None or self.muted:
            return
        try:
            self._socket.sendto(data, self.remote)
        except (BlockingIOError, InterruptedError):
            """The network is full: sound that comes late is of no use."""
        except OSError as fault:
            _log.debug("A packet to %s could not be sent: %s", self.remote, fault)

    def _taped(self, side: int, source: int, timestamp: int, payload: bytes, law: Law, now: float) -> None:
        for recorder, own, other in self._recorders:
            recorder.sound(own if side == LEFT else other, source, timestamp, payload, law, now)

    def _taped_digit(self, side: int, digit: str, now: float) -> None:
        for recorder, own, other in self._recorders:
            recorder.digit(own if side == LEFT else other, digit, now)
