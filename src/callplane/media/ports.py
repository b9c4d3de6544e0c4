"""Sockets for sound: pairs of UDP ports out of a range, RTP even, RTCP the one after it. Knows not what they carry."""

from __future__ import annotations

import socket
from ipaddress import ip_address

from callplane.errors import CommandFailed

Address = tuple[str, int]
_BUFFER = 1 << 18
"""Octets: a second of a stream and more, should the loop be late."""


class PortRange:
    """Pairs are taken in turn, so that a port rests as long as possible before it is used again."""

    def __init__(self, address: str, first: int, last: int) -> None:
        self._address = address
        self._family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
        first += first % 2
        self._pairs = range(first, last, 2)
        self._next = 0

    def take(self) -> tuple[socket.socket, socket.socket]:
        """The sockets of a free pair. Raises CommandFailed when there is none."""
        for _ in self._pairs:
            port = self._pairs[self._next]
            self._next = (self._next + 1) % len(self._pairs)
            pair = self._bind(port)
            if pair is not None:
                return pair
        raise CommandFailed("All ports for sound are in use; make rtp_ports wider, or try again when calls have ended.")

    def _bind(self, port: int) -> tuple[socket.socket, socket.socket] | None:
        bound: list[socket.socket] = []
        try:
            for number in (port, port + 1):
                bound.append(socket.socket(self._family, socket.SOCK_DGRAM))
                bound[-1].setblocking(False)
                bound[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
                bound[-1].bind((self._address, number))
        except OSError:
            for one in bound:
                one.close()
            return None
        return bound[0], bound[1]
