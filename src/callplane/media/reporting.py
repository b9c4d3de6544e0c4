"""The RTCP side of an endpoint: its socket, what we tell of the streams, what the party tells. Knows no sound."""

from __future__ import annotations

import asyncio
import socket

from callplane.media import rtcp, rtp
from callplane.media.ports import Address
from callplane.media.reception import Reception
from callplane.media.rtp import Stream

_UNIT = 65536
_AT_ONCE = 16


class Reporting:
    """See the module's text. `round_trip` is in seconds, `lost_there` a share from 0 to 1; None until the party has told."""

    def __init__(
        self, sock: socket.socket, stream: Stream, reception: Reception, name: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._socket = sock
        self._stream = stream
        self._reception = reception
        self._name = name
        self._loop = loop
        self._host = ""
        self._wall_offset = 0.0
        self._last_report = (0, 0.0)
        self.strangers = 0
        self.round_trip: float | None = None
        self.lost_there: float | None = None
        loop.add_reader(sock, self._readable)

    def send(self, to: Address, wall: float, *, bye: bool = False) -> None:
        """Tell how both streams are; `wall` is in seconds since the epoch."""
        now = self._loop.time()
        self._host, self._wall_offset = to[0], wall - now
        stream, (last, arrived) = self._stream, self._last_report
        sent = rtcp.Sent(stream.ssrc, stream.timestamp, stream.packets, stream.octets)
        heard = self._reception.report() if self._reception.packets else None
        delay = round((now - arrived) * _UNIT) & 0xFFFFFFFF if last else 0
        try:
            self._socket.sendto(rtcp.sender_report(sent, wall, self._name, heard, last, delay, bye=bye), to)
        except OSError:
            """Nobody need hear a report."""

    def close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _readable(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, sender = self._socket.recvfrom(rtp.MAX_PACKET)
            except OSError:
                return
            if sender[0] == self._host:
                self._told(rtcp.read(data, self._stream.ssrc))
            else:
                self.strangers += 1

    def _told(self, told: rtcp.Told) -> None:
        now = self._loop.time()
        if told.sent:
            self._last_report = (told.sent, now)
        if told.fraction is None:
            return
        self.lost_there = told.fraction / 256
        if told.last:
            arrived = rtcp.middle(rtcp.ntp(now + self._wall_offset))
            self.round_trip = max(0, rtp.ahead(arrived, told.last + told.delay)) / _UNIT
